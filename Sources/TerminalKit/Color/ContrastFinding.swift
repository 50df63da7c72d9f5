/// How well one role can be read on one surface of a theme.
public struct ContrastFinding: Sendable, Hashable {
  /// What the text means.
  public let role: Role
  /// What it lies on.
  public let surface: Surface
  /// The colour of the text.
  public let foreground: RGB
  /// The colour behind it; the palette's one where the terminal's shows through.
  public let background: RGB
  /// The WCAG contrast ratio, 1 to 21.
  public let ratio: Double
  /// The ratio that the role needs.
  public let needed: Double

  /// Whether the role can be read as well as it has to be.
  public var isEnough: Bool { ratio >= needed - 0.005 }
}

extension Theme {
  /// The contrast of every role on every surface, in order of roles, then surfaces.
  ///
  /// Empty below 256 colours, where the terminal's own colours are used.
  public func contrastReport() -> [ContrastFinding] {
    Role.allCases.flatMap { role in
      Surface.allCases.compactMap { surface -> ContrastFinding? in
        let style = style(role, on: surface)
        guard let foreground = style.foreground.rgb else { return nil }
        let background = style.background.rgb ?? backdrop
        return ContrastFinding(
          role: role, surface: surface, foreground: foreground, background: background,
          ratio: Contrast.ratio(foreground, background),
          needed: ThemeResolver.leastContrast(role, text: contrast))
      }
    }
  }
}

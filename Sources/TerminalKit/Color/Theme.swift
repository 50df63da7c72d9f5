/// A palette resolved for one terminal: how every role looks on every surface.
///
/// Resolve once at start and when the theme changes; looking a style up is one array access.
public struct Theme: Sendable, Hashable {
  /// The name people see.
  public let name: String
  /// Whether the background is dark or light.
  public let variant: Palette.Variant
  /// The depth the styles are meant for.
  public let depth: ColorDepth
  /// Where the severity colours came from.
  public let severityPalette: Palette.SeverityPalette

  /// The least contrast of text, as the palette asks for.
  let contrast: Double
  /// The palette's background, also where the terminal's own shows through.
  let backdrop: RGB

  private let styles: [Style]
  private let fills: [Style]
  private let ramp: [Style]

  /// Resolves a palette.
  /// - Parameters:
  ///   - palette: the scheme.
  ///   - depth: what the terminal can show; below 256 colours, attributes do most of the work.
  ///   - severity: the user's choice, or nil for the palette's own.
  ///   - usesTerminalBackground: the user's choice, or nil for the palette's own.
  public init(
    palette: Palette, depth: ColorDepth, severity: Palette.SeverityPalette? = nil,
    usesTerminalBackground: Bool? = nil
  ) {
    let resolver = ThemeResolver(
      palette: palette, depth: palette.isMono ? .mono : depth,
      severity: severity ?? palette.severityPalette,
      usesTerminalBackground: usesTerminalBackground ?? palette.usesTerminalBackground)
    name = palette.name
    variant = palette.variant
    self.depth = resolver.depth
    severityPalette = resolver.severity
    fills = Surface.allCases.map(resolver.fill)
    styles = Surface.allCases.flatMap { surface in
      Role.allCases.map { resolver.style($0, on: surface) }
    }
    ramp = resolver.chartRamp()
    contrast = palette.contrast
    backdrop = resolver.base(.background)
  }

  /// How a role looks.
  /// - Parameters:
  ///   - role: what the text means.
  ///   - surface: what it lies on.
  public func style(_ role: Role, on surface: Surface = .background) -> Style {
    styles[Int(surface.rawValue) * Role.allCases.count + Int(role.rawValue)]
  }

  /// How a role looks on the screen's background.
  public subscript(role: Role) -> Style { style(role) }

  /// How an empty part of a surface looks; fill areas with this before drawing on them.
  public func fill(_ surface: Surface) -> Style {
    fills[Int(surface.rawValue)]
  }

  /// The colours of a filled chart from low to high values; at least one style.
  public var chartRamp: [Style] { ramp }
}

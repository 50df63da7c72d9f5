/// Works out the styles of a theme from a palette and a colour depth.
struct ThemeResolver {
  let palette: Palette
  let depth: ColorDepth
  let severity: Palette.SeverityPalette
  let usesTerminalBackground: Bool
  private let severities: SeverityRamp

  init(
    palette: Palette, depth: ColorDepth, severity: Palette.SeverityPalette,
    usesTerminalBackground: Bool
  ) {
    self.palette = palette
    self.depth = depth
    self.severity = severity
    self.usesTerminalBackground = usesTerminalBackground
    severities = SeverityRamp.resolve(severity, palette)
  }

  /// The colour a surface has, in 256 colours already the nearest one.
  func base(_ surface: Surface) -> RGB {
    let wished = wish(surface)
    guard depth == .palette256 else { return wished }
    let nearest = XtermPalette.nearest(wished)
    let ground = XtermPalette.nearest(wish(Surface.background))
    guard surface != .background, nearest == ground, wished != wish(Surface.background) else {
      return nearest
    }
    // The step from the background was too small for 256 colours: take the next grey.
    let steps = surface == .selection ? 2 : 1
    return XtermPalette.neighbouringGrey(ground, steps: palette.variant == .dark ? steps : -steps)
  }

  /// The colour a surface is meant to have.
  private func wish(_ surface: Surface) -> RGB {
    if let chosen = palette.surfaceOverrides[surface] { return chosen }
    switch surface {
    case .background: return palette.color(0x00)
    case .panel: return palette.color(0x01)
    case .selection: return palette.color(0x02)
    case .selectionDim: return palette.color(0x00).mixed(with: palette.color(0x02), 0.5)
    case .popup: return palette.color(0x01)
    }
  }

  /// The colour a role is meant to have, before contrast is ensured.
  func wish(_ role: Role) -> RGB {
    if let chosen = palette.roleOverrides[role] { return chosen }
    switch role {
    case .critical: return severities.critical
    case .high: return severities.high
    case .medium: return severities.medium
    case .low: return severities.low
    case .info: return severities.info
    case .heat0: return palette.color(0x00).mixed(with: palette.color(0x05), 0.22)
    case .heat1, .heat2, .heat3, .heat4: return heat(role)
    default: return palette.color(ThemeResolver.slot(role))
    }
  }

  private static func slot(_ role: Role) -> Int {
    switch role {
    case .textStrong, .title, .tabActive, .header: 0x06
    case .textDim, .hint, .tabInactive, .placeholder, .chartAxis, .closed: 0x04
    case .border, .gaugeEmpty, .chartBand: 0x03
    case .error, .chart4: 0x08
    case .warning, .chart3, .marker: 0x09
    case .searchMatch, .chart2, .paused, .chartThreshold: 0x0A
    case .ok, .acknowledged, .chart1, .live, .gaugeFill: 0x0B
    case .inProgress, .hintKey, .chartMedian: 0x0C
    case .accent, .borderFocused, .link, .new, .prompt: 0x0D
    case .note, .badge, .mixedScript: 0x0E
    case .muted: 0x0F
    default: 0x05
    }
  }

  private func heat(_ role: Role) -> RGB {
    let steps: [Role: Double] = [.heat1: 0.35, .heat2: 0.6, .heat3: 0.85, .heat4: 1]
    let low = palette.color(0x00).mixed(with: palette.color(0x0D), 0.25)
    let high = palette.color(0x0A)
    let middle = palette.color(0x0D)
    let step = steps[role] ?? 1
    return step <= 0.6
      ? low.mixed(with: middle, step / 0.6) : middle.mixed(with: high, (step - 0.6) / 0.4)
  }

  /// The least contrast a role needs: text must be read, lines and areas only be seen.
  static func leastContrast(_ role: Role, text: Double) -> Double {
    switch role {
    case .border, .borderFocused, .gaugeFill: max(3, text - 1.5)
    case .chart1, .chart2, .chart3, .chart4, .chartMedian, .chartThreshold, .marker: 3
    case .heat0: 1.15
    case .heat1: 1.4
    case .heat2: 2
    case .heat3, .heat4: 3
    case .chartBand, .gaugeEmpty: 1.6
    default: text
    }
  }

  private func leastContrast(_ role: Role) -> Double {
    ThemeResolver.leastContrast(role, text: palette.contrast)
  }

  /// Attributes that a role has at every depth.
  private func attributes(_ role: Role) -> Attributes {
    switch role {
    case .critical, .title, .textStrong, .tabActive, .new, .hintKey, .badge: .bold
    case .borderFocused, .error, .live, .header, .prompt: .bold
    case .searchMatch, .cursor, .paused: .reverse
    case .link: .underline
    default: []
    }
  }

  /// Attributes that tell roles apart when there is no colour.
  private func monoAttributes(_ role: Role) -> Attributes {
    switch role {
    case .critical: [.reverse, .bold]
    case .high: .bold
    case .medium: .underline
    case .info, .muted, .closed, .textDim, .hint, .border, .placeholder: .dim
    case .chartBand, .gaugeEmpty, .tabInactive, .chartAxis, .heat0: .dim
    // What rises above the baseline is told from the rest by weight.
    case .mixedScript, .warning, .marker, .chart4: .bold
    case .error: [.bold, .underline]
    case .tabActive: [.reverse, .bold]
    default: attributes(role)
    }
  }

  func style(_ role: Role, on surface: Surface) -> Style {
    switch depth {
    case .mono:
      return Style(attributes: monoAttributes(role).symmetricDifference(monoFill(surface)))
    case .ansi8, .ansi16:
      return ansiStyle(role, on: surface)
    case .palette256, .direct:
      let color =
        severityColor(role, on: surface)
        ?? readable(wish(role), on: surface, ratio: leastContrast(role))
      return Style(
        foreground: .rgb(color),
        background: background(surface), attributes: attributes(role))
    }
  }

  func fill(_ surface: Surface) -> Style {
    switch depth {
    case .mono: Style(attributes: monoFill(surface))
    case .ansi8, .ansi16: Style(attributes: ansiFill(surface))
    case .palette256, .direct:
      Style(
        foreground: .rgb(readable(wish(.text), on: surface, ratio: palette.contrast)),
        background: background(surface))
    }
  }

  /// The colour moved as far as needed to have the contrast, in 256 colours one of these.
  private func readable(_ color: RGB, on surface: Surface, ratio: Double) -> RGB {
    let back = base(surface)
    let exact = Contrast.ensure(color, over: back, ratio: ratio)
    guard depth == .palette256 else { return exact }
    return XtermPalette.nearest(exact) { Contrast.ratio($0, back) >= ratio } ?? exact
  }

  /// The severity colours on a surface. The few colours that contrast with a light background must
  /// not make two severities look the same.
  private func severityColor(_ role: Role, on surface: Surface) -> RGB? {
    let order: [Role] = [.critical, .high, .medium, .low]
    guard depth == .palette256, let last = order.firstIndex(of: role) else { return nil }
    let back = base(surface)
    let ratio = leastContrast(role)
    var taken: [RGB] = []
    for role in order[...last] {
      let exact = Contrast.ensure(wish(role), over: back, ratio: ratio)
      let chosen = XtermPalette.nearest(exact) { candidate in
        Contrast.ratio(candidate, back) >= ratio
          && taken.allSatisfy { Contrast.distance($0, candidate) >= 15 }
      }
      taken.append(chosen ?? exact)
    }
    return taken.last
  }

  private func background(_ surface: Surface) -> Color {
    surface == .background && usesTerminalBackground ? .terminalDefault : .rgb(base(surface))
  }

  private func monoFill(_ surface: Surface) -> Attributes {
    surface == .selection ? .reverse : (surface == .selectionDim ? .underline : [])
  }

  private func ansiFill(_ surface: Surface) -> Attributes {
    surface == .selection ? .reverse : (surface == .selectionDim ? .underline : [])
  }

  /// 8 and 16 colours: the terminal's own background, a foreground by meaning, reverse to select.
  private func ansiStyle(_ role: Role, on surface: Surface) -> Style {
    var attributes = attributes(role)
    if role == .critical { attributes.insert(.reverse) }
    attributes.formSymmetricDifference(ansiFill(surface))
    // Colours under reverse video would make a patchwork of the selected row.
    if surface == .selection, role != .critical { return Style(attributes: attributes) }
    guard let index = ansiColor(role) else { return Style(attributes: attributes) }
    return Style(foreground: .ansi(index), attributes: attributes)
  }

  private func ansiColor(_ role: Role) -> UInt8? {
    let bright: UInt8 = depth == .ansi16 ? 8 : 0
    switch role {
    case .critical, .error, .chart4: return 1 + bright
    case .high, .warning, .marker, .chart3: return 3
    case .medium, .searchMatch, .paused, .chart2, .chartThreshold: return 3 + bright
    // Plain blue can not be read on black.
    case .low, .accent, .borderFocused, .link, .new, .prompt:
      return depth == .ansi16 ? 12 : (palette.variant == .dark ? 6 : 4)
    case .ok, .acknowledged, .chart1, .live, .gaugeFill: return 2
    case .inProgress, .hintKey, .chartMedian: return 6
    case .note, .badge, .mixedScript: return 5
    case .heat1: return 4
    case .heat2: return 6
    case .heat3: return 3
    case .heat4: return 3 + bright
    case .border, .chartBand, .gaugeEmpty, .heat0: return depth == .ansi16 ? 8 : nil
    default: return nil
    }
  }

  /// Green over yellow and orange to red, in as many steps as the depth can show.
  func chartRamp() -> [Style] {
    switch depth {
    case .mono: return [style(.chart1, on: .background)]
    case .ansi8, .ansi16:
      return [Role.chart1, .chart2, .chart4].map { style($0, on: .background) }
    case .palette256, .direct:
      let stops = [Role.chart1, .chart2, .chart3, .chart4].map(wish)
      let count = depth == .direct ? 16 : 7
      return (0..<count).map { step in
        let position = Double(step) / Double(count - 1) * 3
        let index = min(2, Int(position))
        let color = stops[index].mixed(with: stops[index + 1], position - Double(index))
        let visible = readable(color, on: .background, ratio: 3)
        return Style(foreground: .rgb(visible), background: background(.background))
      }
    }
  }
}

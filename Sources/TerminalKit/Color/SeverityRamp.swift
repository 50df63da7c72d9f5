/// The five severity colours, and the check whether a theme's own can carry them.
struct SeverityRamp: Sendable, Hashable {
  var critical: RGB
  var high: RGB
  var medium: RGB
  var low: RGB
  var info: RGB

  /// Tested on dark and on light backgrounds; lightness differs as well as hue.
  static func fixed(_ variant: Palette.Variant) -> SeverityRamp {
    switch variant {
    case .dark:
      SeverityRamp(
        critical: RGB(packed: 0xFF5F5F), high: RGB(packed: 0xFF9F40),
        medium: RGB(packed: 0xFFD75F), low: RGB(packed: 0x6CB6FF), info: RGB(packed: 0x9AA4AF))
    case .light:
      SeverityRamp(
        critical: RGB(packed: 0xB00020), high: RGB(packed: 0xB35900),
        medium: RGB(packed: 0x7A6000), low: RGB(packed: 0x0B5CAD), info: RGB(packed: 0x57606A))
    }
  }

  /// After Okabe and Ito: vermillion, orange, yellow, sky blue; darker forms on light backgrounds.
  static func colorVisionDeficiency(_ variant: Palette.Variant) -> SeverityRamp {
    switch variant {
    case .dark:
      SeverityRamp(
        critical: RGB(packed: 0xEE6C1F), high: RGB(packed: 0xE69F00),
        medium: RGB(packed: 0xF0E442), low: RGB(packed: 0x56B4E9), info: RGB(packed: 0xA8A8A8))
    case .light:
      SeverityRamp(
        critical: RGB(packed: 0x4A0800), high: RGB(packed: 0x8F3B00),
        medium: RGB(packed: 0x7E7400), low: RGB(packed: 0x0062A0), info: RGB(packed: 0x5A5A5A))
    }
  }

  /// The theme's own: base08, base09, base0A, base0D, base04.
  static func theme(_ palette: Palette) -> SeverityRamp {
    SeverityRamp(
      critical: palette.color(0x08), high: palette.color(0x09), medium: palette.color(0x0A),
      low: palette.color(0x0D), info: palette.color(0x04))
  }

  /// The ramp for a palette, by the rule the palette or the user asks for.
  static func resolve(_ choice: Palette.SeverityPalette, _ palette: Palette) -> SeverityRamp {
    let own = theme(palette)
    switch choice {
    case .theme: return own
    case .fixed: return fixed(palette.variant)
    case .cvd: return colorVisionDeficiency(palette.variant)
    case .auto: return own.isTrustworthy ? own : fixed(palette.variant)
    }
  }

  /// Whether hues mean what people expect (red, orange, yellow) and the four differ enough.
  ///
  /// Of 287 published schemes, 60 have a base08 that is not red and 27 have two severities nearer
  /// than 10 in L*a*b*; those must not decide what "critical" looks like.
  var isTrustworthy: Bool {
    let red = Contrast.hueAndSaturation(critical)
    let orange = Contrast.hueAndSaturation(high)
    let yellow = Contrast.hueAndSaturation(medium)
    guard red.saturation > 0.25, orange.saturation > 0.25, yellow.saturation > 0.2 else {
      return false
    }
    guard red.hue >= 335 || red.hue <= 18, orange.hue >= 12, orange.hue <= 45 else { return false }
    guard yellow.hue >= 32, yellow.hue <= 70 else { return false }
    let all = [critical, high, medium, low]
    for (index, first) in all.enumerated() {
      for second in all[(index + 1)...] where Contrast.distance(first, second) < 10 {
        return false
      }
    }
    return true
  }
}

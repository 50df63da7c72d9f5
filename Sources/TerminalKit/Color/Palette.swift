/// A colour scheme in base16 or base24 form, with our optional choices of roles.
///
/// The slots follow the tinted-theming styling guide: 00 background, 01 bars, 02 selection, 03
/// comments, 04 to 07 foregrounds, 08 red, 09 orange, 0A yellow, 0B green, 0C cyan, 0D blue, 0E
/// magenta, 0F brown; base24 adds 10 and 11 darker backgrounds and 12 to 17 bright colours.
public struct Palette: Sendable, Hashable {
  /// Whether the background is dark or light.
  public enum Variant: String, Sendable, CaseIterable {
    case dark
    case light
  }

  /// Where the severity colours come from.
  public enum SeverityPalette: String, Sendable, CaseIterable {
    /// The theme's own if they can be told apart, else `fixed`.
    case auto
    /// The theme's own.
    case theme
    /// Red, orange, yellow, blue, tested on dark and on light.
    case fixed
    /// Colours that people with a colour vision deficiency can tell apart.
    case cvd
  }

  /// The name people see.
  public let name: String
  /// The author, or an empty string.
  public let author: String
  /// Whether the background is dark or light.
  public let variant: Variant
  /// 24 colours, base00 to base17; base24 slots that the scheme lacks repeat their base16 one.
  let colors: [RGB]
  /// Foregrounds chosen under `crmwatch:`.
  let roleOverrides: [Role: RGB]
  /// Backgrounds chosen under `crmwatch:`.
  let surfaceOverrides: [Surface: RGB]
  /// The least contrast of text that carries meaning, 3 to 15.
  public let contrast: Double
  /// Where the severity colours come from unless the user says otherwise.
  public let severityPalette: SeverityPalette
  /// Whether the terminal's own background shows through.
  public let usesTerminalBackground: Bool
  /// Whether roles differ by attributes only.
  public let isMono: Bool

  /// Checks and takes a scheme.
  /// - Parameters:
  ///   - slots: `base00` ... `base0F`, for base24 also `base10` ... `base17`, with six hexadecimal
  ///     digits each, optionally after `#`. Letters may be lower or upper case.
  ///   - name: the name people see.
  ///   - author: the author, if known.
  ///   - variant: nil to decide by the background's luminance.
  ///   - overrides: the `crmwatch:` map: role or surface name to slot or colour, and the options
  ///     `contrast`, `severity_palette`, `background_from` (`theme`, `terminal`) and `mono`.
  public init(
    slots: [String: String], name: String, author: String = "", variant: Variant? = nil,
    overrides: [String: String] = [:]
  ) throws(PaletteError) {
    colors = try Palette.parse(slots)
    self.name = name
    self.author = author
    self.variant = variant ?? (Contrast.luminance(colors[0]) < 0.18 ? .dark : .light)
    var roles: [Role: RGB] = [:]
    var surfaces: [Surface: RGB] = [:]
    var contrast = 4.5
    var severity = SeverityPalette.auto
    var terminalBackground = false
    var mono = false
    for (key, value) in overrides.sorted(by: { $0.key < $1.key }) {
      switch key {
      case "contrast":
        guard let ratio = Double(value), ratio >= 3, ratio <= 15 else {
          throw .invalidOverride(key: key, value: value)
        }
        contrast = ratio
      case "severity_palette":
        guard let choice = SeverityPalette(rawValue: value) else {
          throw .invalidOverride(key: key, value: value)
        }
        severity = choice
      case "background_from":
        guard value == "theme" || value == "terminal" else {
          throw .invalidOverride(key: key, value: value)
        }
        terminalBackground = value == "terminal"
      case "mono":
        guard value == "true" || value == "false" else {
          throw .invalidOverride(key: key, value: value)
        }
        mono = value == "true"
      default:
        let color = try Palette.color(value, key: key, in: colors)
        if let role = Role.allCases.first(where: { $0.name == key }) {
          roles[role] = color
        } else if let surface = Surface.allCases.first(where: { $0.name == key }) {
          surfaces[surface] = color
        } else {
          throw .unknownOverride(key)
        }
      }
    }
    roleOverrides = roles
    surfaceOverrides = surfaces
    self.contrast = contrast
    severityPalette = severity
    usesTerminalBackground = terminalBackground
    isMono = mono
  }

  /// A palette of our own for a start without any theme file, the same as `nightwatch.yaml`.
  public static let standard = Palette(
    name: "Nightwatch",
    base16: [
      0x14171C, 0x1D2128, 0x2C3440, 0x556070, 0x9AA6B5, 0xD5DBE3, 0xE9EDF2, 0xFFFFFF,
      0xFF6B6B, 0xFFA24D, 0xFFD866, 0x8BD47F, 0x6FD3D3, 0x6CB6FF, 0xC79BFF, 0xB08968,
    ])

  /// Sixteen colours that need no checking.
  private init(name: String, base16: [UInt32]) {
    let slots = base16.map(RGB.init(packed:))
    self.name = name
    author = "crmwatch contributors"
    variant = .dark
    colors = slots + Palette.fallbacks.map { slots[$0] }
    roleOverrides = [:]
    surfaceOverrides = [:]
    contrast = 4.5
    severityPalette = .auto
    usesTerminalBackground = false
    isMono = false
  }

  /// The colour of a slot, 0x00 to 0x17.
  public func color(_ slot: Int) -> RGB {
    colors.indices.contains(slot) ? colors[slot] : colors[5]
  }

  /// base16 slots that stand in for missing base24 ones (tinted-theming styling guide 0.4.2).
  private static let fallbacks = [0x00, 0x00, 0x08, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E]

  private static func parse(_ slots: [String: String]) throws(PaletteError) -> [RGB] {
    var found = [RGB?](repeating: nil, count: 24)
    for (key, value) in slots.sorted(by: { $0.key < $1.key }) {
      guard let index = slotIndex(key) else { throw .unknownSlot(key) }
      guard let color = RGB(hex: value) else { throw .invalidColor(slot: key, value: value) }
      found[index] = color
    }
    var colors: [RGB] = []
    for index in 0..<24 {
      if let color = found[index] {
        colors.append(color)
      } else if index >= 16 {
        colors.append(colors[fallbacks[index - 16]])
      } else {
        throw .missingSlot(slotName(index))
      }
    }
    return colors
  }

  private static func color(
    _ value: String, key: String, in colors: [RGB]
  ) throws(PaletteError) -> RGB {
    if let index = slotIndex(value) { return colors[index] }
    guard let color = RGB(hex: value) else { throw .invalidOverride(key: key, value: value) }
    return color
  }

  /// `base0A` to 10, in either case; nil for any other text.
  private static func slotIndex(_ key: String) -> Int? {
    let bytes = Array(key.lowercased().utf8)
    guard bytes.count == 6, bytes.starts(with: "base".utf8) else { return nil }
    guard let index = Int(String(decoding: bytes[4...], as: UTF8.self), radix: 16) else {
      return nil
    }
    return index >= 0 && index < 24 ? index : nil
  }

  private static func slotName(_ index: Int) -> String {
    let digits = String(index, radix: 16, uppercase: true)
    return "base" + (digits.count == 1 ? "0" : "") + digits
  }
}

/// What is wrong with a palette, so that the theme file's line can be named.
public enum PaletteError: Error, Sendable, Hashable {
  /// A slot that every base16 scheme has is not there.
  case missingSlot(String)
  /// A key that is neither `base00` ... `base0F` nor `base10` ... `base17`.
  case unknownSlot(String)
  /// A slot whose value is not six hexadecimal digits.
  case invalidColor(slot: String, value: String)
  /// A key in the `crmwatch:` map that names no role, surface or option.
  case unknownOverride(String)
  /// A value in the `crmwatch:` map that is neither a slot nor a colour, or not a choice.
  case invalidOverride(key: String, value: String)

  /// The key at fault, as it stands in the file.
  public var key: String {
    switch self {
    case .missingSlot(let slot), .unknownSlot(let slot): slot
    case .invalidColor(let slot, _): slot
    case .unknownOverride(let key), .invalidOverride(let key, _): key
    }
  }

  /// What is wrong and what to write instead.
  public var message: String {
    switch self {
    case .missingSlot(let slot):
      "colour \(slot) is missing; base16 needs base00 to base0F"
    case .unknownSlot(let slot):
      "unknown colour \(slot); base16 has base00 to base0F, base24 also base10 to base17"
    case .invalidColor(let slot, let value):
      "\(slot) is \"\(value)\"; write six hexadecimal digits, such as \"1d2021\""
    case .unknownOverride(let key):
      "unknown role \(key) under crmwatch"
    case .invalidOverride(let key, let value):
      "\(key) is \"\(value)\"; \(PaletteError.choices(for: key))"
    }
  }

  private static func choices(for key: String) -> String {
    switch key {
    case "contrast": "write a ratio from 3 to 15, such as 4.5"
    case "severity_palette": "write auto, theme, fixed or cvd"
    case "background_from": "write theme or terminal"
    case "mono": "write true or false"
    default: "write a slot such as base08, or a colour such as \"#ff5f5f\""
    }
  }
}

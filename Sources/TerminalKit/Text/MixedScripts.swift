extension SafeText {
  /// Whether one word has letters of several scripts that look alike, as in `pаypal` with a Cyrillic
  /// `а`; such a name deserves the badge of `Role.mixedScript`.
  ///
  /// Latin, Greek, Cyrillic, Armenian, Cherokee and full-width Latin are told apart; scripts that
  /// nobody takes for Latin are not looked at.
  public var mixesScripts: Bool {
    var seen: UInt8 = 0
    for glyph in glyphs {
      let script = SafeText.script(glyph.base)
      // Anything else, such as a blank or a hyphen, ends the word.
      seen = script == 0 ? 0 : seen | script
      if seen & (seen &- 1) != 0 { return true }
    }
    return false
  }

  /// One bit for each script; 0 for what is no letter of these.
  private static func script(_ scalar: UInt32) -> UInt8 {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: 1
    case 0x370...0x3FF, 0x1F00...0x1FFF: 2
    case 0x400...0x52F, 0x1C80...0x1C8F, 0xA640...0xA69F: 4
    case 0x531...0x587: 8
    case 0x13A0...0x13FD, 0xAB70...0xABBF: 16
    case 0xFF21...0xFF3A, 0xFF41...0xFF5A: 32
    default: 0
    }
  }
}

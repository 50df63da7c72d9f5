/// What a code point may do on a screen, and so how it is shown.
enum CharacterClass: Equatable {
  /// Shown as it is.
  case plain
  /// Drawn over the base before it.
  case mark
  /// The tabulator: one blank.
  case tab
  /// C0 and DEL: `^X`.
  case control
  /// C1: `<9B>`.
  case highControl
  /// Bidirectional control, zero width, invisible, or of unsure width: `<U+202E>`.
  case invisible
  /// Private use and non-characters: U+FFFD.
  case withoutPicture

  /// Classifies a code point, which may be any value up to 0x10FFFF.
  init(_ scalar: UInt32) {
    if scalar < 0x20 {
      self = scalar == 0x09 ? .tab : .control
    } else if scalar < 0x7F {
      self = .plain
    } else if scalar < 0x300 {
      if scalar == 0x7F {
        self = .control
      } else if scalar < 0xA0 {
        self = .highControl
      } else {
        self = scalar == 0xAD ? .invisible : .plain
      }
    } else if CharacterClass.isPrivateOrNonCharacter(scalar) {
      self = .withoutPicture
    } else if CharacterWidth.contains(CharacterClass.invisibleRanges, scalar) {
      self = .invisible
    } else if CharacterWidth.contains(CharacterClass.joiningJamo, scalar) {
      self = .mark
    } else {
      self = CharacterClass(category: scalar)
    }
  }

  private init(category scalar: UInt32) {
    guard let scalar = Unicode.Scalar(scalar) else {
      self = .withoutPicture
      return
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: self = .mark
    case .format, .control, .lineSeparator, .paragraphSeparator: self = .invisible
    // Terminals disagree about the width of what their tables do not know.
    case .unassigned: self = .invisible
    case .surrogate, .privateUse: self = .withoutPicture
    default: self = .plain
    }
  }

  private static func isPrivateOrNonCharacter(_ scalar: UInt32) -> Bool {
    (0xD800...0xF8FF).contains(scalar) || scalar >= 0xF0000 || (0xFDD0...0xFDEF).contains(scalar)
      || scalar & 0xFFFE == 0xFFFE
  }

  /// Bidirectional controls, zero-width and blank characters that hide or reorder their neighbours.
  ///
  /// The last three entries are pictographs that merge with a neighbour on some terminals only
  /// (regional indicators, skin tones), which would shift the rest of the row.
  private static let invisibleRanges: [UInt32] = [
    0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F,
    0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x206F, 0x2800, 0x2800, 0x3164, 0x3164,
    0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFFC, 0x1D173, 0x1D17A,
    0x1F1E6, 0x1F1FF, 0x1F3FB, 0x1F3FF, 0xE0000, 0xE0FFF,
  ]

  /// Hangul vowels and finals, which terminals draw into the cell of the initial before them.
  private static let joiningJamo: [UInt32] = [0x1161, 0x11FF, 0xD7B0, 0xD7C6, 0xD7CB, 0xD7FB]
}

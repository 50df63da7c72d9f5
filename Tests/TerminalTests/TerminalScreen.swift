/// What a terminal shows: its rows as text.
struct TerminalScreen: CustomStringConvertible {
  let rows: [String]
  let width: Int
  let height: Int

  var text: String { rows.joined(separator: "\n") }
  var description: String { "\n" + text }

  func contains(_ words: String...) -> Bool { words.allSatisfy { text.contains($0) } }

  /// Cells of a text: what East Asian Wide takes two, marks none.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + cells($1) }
  }

  private static func cells(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// Rows that do not fit together: too long, or a frame whose right side is not in the last column.
  var misfits: [String] {
    rows.filter { row in
      let used = Self.width(row)
      guard used <= width else { return true }
      guard let first = row.first else { return false }
      let ends: String
      switch first {
      case "╭": ends = "╮"
      case "╰": ends = "╯"
      case "│": ends = "│█┃║"
      default: return false
      }
      guard let last = row.last, used == width else { return true }
      return !ends.contains(last)
    }
  }

  /// The rows that the cursor's mark stands in.
  var marked: [String] {
    rows.filter { $0.hasPrefix("│>") || $0.contains("││>") || $0.hasPrefix(">") }
  }
}

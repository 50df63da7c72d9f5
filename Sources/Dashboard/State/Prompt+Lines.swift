import TerminalKit

/// The lines of a note: the field is one of them, the others wait above and below it.
extension Prompt {
  /// The most lines of a note.
  static let mostLines = 100
  /// The most characters of a line.
  static let longestLine = 2_000

  private var lineCount: Int { lines.count + 1 + below.count }

  /// Breaks the line at the cursor.
  mutating func breakLine() {
    guard isMultiline, lineCount < Self.mostLines else { return }
    lines.append(String(field.characters[..<field.cursor]))
    field = Self.field(String(field.characters[field.cursor...]), cursor: 0)
  }

  /// Takes a key that goes from line to line, or pasted text of several lines.
  /// - Returns: false when the key is for the line itself.
  mutating func handleLines(_ key: Key) -> Bool {
    switch key {
    case .up:
      guard let line = lines.popLast() else { return true }
      below.insert(field.text, at: 0)
      field = Self.field(line, cursor: field.cursor)
    case .down:
      guard !below.isEmpty else { return true }
      lines.append(field.text)
      field = Self.field(below.removeFirst(), cursor: field.cursor)
    case .backspace:
      guard field.cursor == 0, let line = lines.popLast() else { return false }
      field = Self.field(line + field.text, cursor: line.count)
    case .delete:
      guard field.cursor == field.characters.count, !below.isEmpty else { return false }
      let cursor = field.cursor
      field = Self.field(field.text + below.removeFirst(), cursor: cursor)
    case .paste(let text) where text.contains { $0.isNewline }:
      let parts = text.split(omittingEmptySubsequences: false) { $0.isNewline }
      for (index, part) in parts.prefix(Self.mostLines).enumerated() {
        if index > 0 { breakLine() }
        _ = field.handle(.paste(String(part)))
      }
    default: return false
    }
    return true
  }

  private static func field(_ text: String, cursor: Int) -> TextField {
    var field = TextField(text: text, limit: longestLine)
    _ = field.handle(.home)
    for _ in 0..<min(max(0, cursor), field.characters.count) { _ = field.handle(.right) }
    return field
  }
}

import SecurityModel
import TerminalKit

/// Text from logs, names and files on its way to a terminal.
enum Safe {
  /// The text with everything dangerous shown in escaped form.
  static func text(_ text: String) -> String { SafeText(untrusted: text).plain }

  /// The text in at most `width` cells.
  static func text(_ text: String, width: Int) -> String {
    SafeText(untrusted: text).truncated(to: width).plain
  }

  /// A value in one line: texts without quotes, lists with commas.
  static func value(_ value: JSONValue) -> String {
    switch value {
    case .null: "-"
    case .string(let string): text(string)
    case .array(let elements):
      elements.map(Self.value).joined(
        separator: elements.contains { $0.members != nil } ? "; " : ", ")
    case .object(let members):
      members.map { text($0.name) + "=" + Self.value($0.value) }.joined(separator: ", ")
    case .bool, .integer, .double: value.text
    }
  }
}

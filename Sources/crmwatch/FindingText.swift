import SecurityModel
import TerminalKit

/// A finding as plain text, safe for any terminal.
enum FindingText {
  /// One line: time, severity, status, detector, credential, explanation.
  static func line(_ record: FindingRecord) -> String {
    let f = record.finding
    let cells = [
      f.raised.rfc3339, f.severity.mark, record.state.status.mark, f.id, f.detector,
      SafeText(untrusted: f.credential).plain, SafeText(untrusted: f.explanation).plain,
    ]
    return cells.joined(separator: "  ")
  }
}

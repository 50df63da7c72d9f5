import SecurityModel

/// A finding as plain text, safe for any terminal.
enum FindingText {
  /// One line: time, severity, status, id, detector, credential, explanation.
  static func line(_ record: FindingRecord, _ console: Console) -> String {
    let f = record.finding
    let cells = [
      f.raised.rfc3339, console.styled(f.severity.mark, Console.emphasis(f.severity)),
      record.state.status.mark, f.id, f.detector, Safe.text(f.credential),
      Safe.text(f.explanation),
    ]
    return cells.joined(separator: "  ")
  }

  /// Status with verdict, assignee and end of mute in words.
  static func status(_ state: FindingState) -> String {
    var text = state.status.rawValue
    if state.status == .closed, let verdict = state.verdict { text += " as \(verdict.rawValue)" }
    if state.status == .suppressed, let until = state.mutedUntil {
      text += " until \(until.rfc3339)"
    }
    if state.isEscalated { text += ", severity went up since it was handled" }
    if let name = state.assignee { text += ", assigned to \(Safe.text(name))" }
    return text
  }

  /// What was done, for the word of an action: `acknowledged by …`.
  static func done(_ verb: String) -> String {
    switch verb {
    case "acknowledge": "acknowledged"
    case "start": "taken up"
    case "note": "annotated"
    case "assign": "assigned"
    case "close": "closed"
    case "mute": "muted"
    case "reopen": "reopened"
    case "undo": "taken back"
    default: verb
    }
  }

  /// One analyst action: time, who, what, text.
  static func action(_ action: AnalystAction) -> String {
    var what = action.verb.name
    switch action.verb {
    case .assign(let name): what += name.map { " to " + Safe.text($0) } ?? " to nobody"
    case .close(let verdict): what += " as " + verdict.rawValue
    case .mute(let until): what += " until " + until.rfc3339
    case .undo(let sequence): what += " of \(sequence)"
    case .acknowledge, .start, .note, .reopen: break
    }
    let text = action.text.isEmpty ? "" : "  " + Safe.text(action.text)
    return action.at.rfc3339 + "  " + Safe.text(action.by) + "  " + what + text
  }
}

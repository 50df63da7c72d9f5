import SecurityModel
import TerminalKit

/// Pieces of text about a finding that several panes show.
enum FindingFacts {
  /// Each observed value beside what would have been normal.
  static func comparison(_ finding: Finding) -> [Line] {
    let expected = finding.expected.members ?? []
    var used: Set<String> = []
    var lines: [Line] = []
    for member in (finding.observed.members ?? []).prefix(20) {
      var line = Line(
        (name(member.name), .textDim), (" ", .textDim),
        (SafeText(untrusted: member.value.shown, limit: 120), .textStrong))
      if let normal = expected.first(where: { $0.name == member.name }) {
        used.insert(normal.name)
        line =
          line
          + Line(
            (" normal ", .textDim), (SafeText(untrusted: normal.value.shown, limit: 120), .text))
      }
      lines.append(line)
    }
    let rest = expected.filter { !used.contains($0.name) }.prefix(20)
    if !rest.isEmpty {
      let values = rest.map { member in
        Line(
          (name(member.name), .textDim), (" ", .textDim),
          (SafeText(untrusted: member.value.shown, limit: 120), .text))
      }
      lines.append(Line("normal: ", .textDim) + values.joined(Line(" ")))
    }
    return lines
  }

  /// `calls_per_minute` as `calls per minute`.
  static func name(_ name: String) -> SafeText {
    SafeText(untrusted: String(name.map { $0 == "_" ? " " : $0 }), limit: 40)
  }

  /// `kim 14:31Z asked the billing team`
  static func note(_ note: FindingState.Note, _ state: DashboardState) -> Line {
    Line(
      (SafeText(untrusted: note.by, limit: 30), .note),
      (SafeText(trusted: " " + Human.clock(note.at, near: state.wall) + " "), .textDim),
      (SafeText(untrusted: oneLine(note.text), limit: 2_000), .text))
  }

  /// Line breaks as a sign that is seen.
  static func oneLine(_ text: String) -> String {
    text.contains { $0.isNewline }
      ? text.split { $0.isNewline }.joined(separator: " / ") : text
  }

  /// What an analyst did, as a line of history.
  static func action(_ action: AnalystAction, isUndone: Bool, _ state: DashboardState) -> Line {
    var what: SafeText =
      switch action.verb {
      case .acknowledge: "acknowledged"
      case .start: "in progress"
      case .note: "note"
      case .assign(let to):
        to.map { "assigned to " + SafeText(untrusted: $0, limit: 40) } ?? "assigned to nobody"
      case .close(let verdict): "closed as " + words(verdict.rawValue)
      case .mute(let until):
        SafeText(trusted: "muted until " + Human.clock(until, near: state.wall))
      case .reopen: "opened again"
      case .undo(let sequence): SafeText(trusted: "took back #\(sequence)")
      }
    if isUndone { what = what + " (taken back)" }
    var line = Line(
      (SafeText(trusted: Human.clock(action.at, near: state.wall)).padded(to: 13), .textDim),
      (SafeText(untrusted: action.by, limit: 16).padded(to: 8), .note), (" ", .text),
      (what, isUndone ? .textDim : .text))
    if !action.text.isEmpty {
      line =
        line
        + Line((": ", .textDim), (SafeText(untrusted: oneLine(action.text), limit: 2_000), .text))
    }
    return line
  }

  /// `true_positive` as `true positive`.
  static func words(_ name: String) -> SafeText {
    SafeText(trusted: String(name.map { $0 == "_" ? " " : $0 }))
  }
}

import SecurityModel
import TerminalKit

/// Pieces of text about a finding that several panes show.
enum FindingFacts {
  /// A value that was seen and what would have been normal; one of them may be missing.
  struct Comparison {
    var name: SafeText
    var observed: SafeText?
    var normal: SafeText?
  }

  /// Observed values with their expected counterparts, in the detector's order.
  ///
  /// A range that is given as `low`, `median` and `high` belongs to the first observed value.
  static func comparisons(_ finding: Finding) -> [Comparison] {
    let observed = (finding.observed.members ?? []).prefix(30)
    let expected = (finding.expected.members ?? []).prefix(30)
    let hasRange = ["low", "high"].allSatisfy { name in
      expected.contains { $0.name == name } && !observed.contains { $0.name == name }
    }
    let range = hasRange ? range(finding.expected) : nil
    var rows: [Comparison] = []
    for (index, member) in observed.enumerated() {
      let normal = expected.first { $0.name == member.name }.map { text($0.value) }
      rows.append(
        Comparison(
          name: name(member.name), observed: text(member.value),
          normal: normal ?? (index == 0 ? range : nil)))
    }
    let firstHasOwn = observed.first.map { first in expected.contains { $0.name == first.name } }
    let isPlaced = range != nil && firstHasOwn == false
    for member in expected where !observed.contains(where: { $0.name == member.name }) {
      if isPlaced, ["low", "median", "high"].contains(member.name) { continue }
      rows.append(Comparison(name: name(member.name), observed: nil, normal: text(member.value)))
    }
    return rows
  }

  /// `12 to 63, median 41`
  private static func range(_ expected: JSONValue) -> SafeText {
    var range = text(expected["low"] ?? .null) + " to " + text(expected["high"] ?? .null)
    if let median = expected["median"] { range += ", median " + text(median) }
    return range
  }

  private static func text(_ value: JSONValue) -> SafeText {
    // Here the number itself is the point: `101k` against `100k` would say nothing.
    if case .integer(let number) = value, number.magnitude < 10_000_000_000 {
      return SafeText(trusted: Human.grouped(number))
    }
    if case .double(let number) = value, abs(number) >= 1_000, abs(number) < 1e10 {
      return SafeText(trusted: Human.grouped(Int64(number.rounded())))
    }
    return SafeText(untrusted: value.shown, limit: 120)
  }

  /// The comparison in a few words each, for a strip.
  static func comparison(_ finding: Finding) -> [Line] {
    comparisons(finding).map { row in
      var line = Line(row.name, .textDim)
      if let observed = row.observed {
        line = line + Line((" ", .textDim), (observed, .textStrong))
      }
      if let normal = row.normal {
        line = line + Line((", normal ", .textDim), (normal, .text))
      }
      return line
    }
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

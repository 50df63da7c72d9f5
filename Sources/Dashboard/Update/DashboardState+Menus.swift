import SecurityModel
import TerminalKit

extension DashboardState {
  private func what(_ ids: [String]) -> SafeText {
    guard ids.count == 1, let id = ids.first, let row = findings[id] else {
      return SafeText(trusted: Human.plural(ids.count, "finding"))
    }
    return SafeText(untrusted: row.finding.title, limit: 60)
  }

  mutating func openVerdicts(_ ids: [String]) {
    let verdicts: [(Character, Verdict, SafeText, SafeText)] = [
      ("t", .truePositive, "true positive", "it was what it looks like"),
      ("b", .benignPositive, "benign positive", "it happened, and it was meant to"),
      ("f", .falsePositive, "false positive", "the detector was wrong"),
      ("d", .duplicate, "duplicate", "handled with another finding"),
      ("e", .test, "test", "somebody tried it out"),
      ("u", .undetermined, "undetermined", "nobody can tell"),
    ]
    overlay = .menu(
      ChoiceMenu(
        title: "Close with a verdict", question: what(ids),
        items: verdicts.map { key, verdict, label, detail in
          .init(key: key, label: label, detail: detail, choice: .closeWithComment(ids, verdict))
        }))
  }

  mutating func openMutes(_ ids: [String]) {
    overlay = .menu(
      ChoiceMenu(
        title: "Mute", question: what(ids),
        items: [
          .init(
            key: "1", label: "1 hour", choice: .mute(ids, milliseconds: Timestamp.Duration.hour)),
          .init(
            key: "8", label: "8 hours",
            choice: .mute(ids, milliseconds: 8 * Timestamp.Duration.hour)),
          .init(
            key: "7", label: "7 days", detail: "asks once more",
            choice: .mute(ids, milliseconds: 7 * Timestamp.Duration.day)),
          .init(key: "u", label: "until …", choice: .muteUntil(ids)),
        ]))
  }

  mutating func openExport(_ ids: [String]) {
    let formats: [(Character, ExportFormat, SafeText)] = [
      ("j", .jsonl, "one JSON object a line"),
      ("c", .csv, "for a spreadsheet"),
      ("o", .ocsf, "OCSF Detection Finding, class 2004"),
      ("e", .cef, "Common Event Format, for a SIEM"),
    ]
    overlay = .menu(
      ChoiceMenu(
        title: "Export", question: what(ids),
        items: formats.map { key, format, detail in
          .init(
            key: key, label: SafeText(trusted: format.rawValue), detail: detail,
            choice: .export(ids, format))
        }))
  }

  mutating func handle(_ key: Key, in old: ChoiceMenu, _ effects: inout [Effect]) {
    var menu = old
    if case .character(let letter) = key,
      let item = menu.items.first(where: { $0.key == letter })
    {
      return choose(item.choice, &effects)
    }
    let count = max(1, menu.items.count)
    switch KeyTable.command(key, in: [.menu]) {
    case .menuDown: menu.cursor = (menu.cursor + 1) % count
    case .menuUp: menu.cursor = (menu.cursor + count - 1) % count
    case .accept:
      if let item = menu.items[safe: menu.cursor] { choose(item.choice, &effects) }
      return
    case .cancel:
      overlay = nil
      return
    default: break
    }
    overlay = .menu(menu)
  }

  mutating func choose(_ choice: ChoiceMenu.Choice, _ effects: inout [Effect]) {
    overlay = nil
    switch choice {
    case .closeWithComment(let ids, let verdict):
      overlay = .prompt(Prompt(kind: .comment(ids, verdict), field: TextField(limit: 2_000)))
    case .close(let ids, let verdict): close(ids, verdict, comment: "", &effects)
    case .confirmedClose(let ids, let verdict):
      let comment = drafts.removeValue(forKey: Self.confirmKey) ?? ""
      act(.close(verdict), text: comment, on: ids, "closed", &effects)
    case .mute(let ids, let length):
      guard let wall else { return }
      askReason(ids, until: wall.advanced(by: length))
    case .muteUntil(let ids):
      overlay = .prompt(Prompt(kind: .muteUntil(ids), field: TextField()))
    case .confirmedMute(let ids, let until, let reason):
      act(.mute(until: until), text: reason, on: ids, "muted", &effects)
    case .export(let ids, let format):
      effects.append(.export(findings: ids, format: format))
      say(
        SafeText(trusted: "exporting \(Human.plural(ids.count, "finding")) as \(format.rawValue)"))
    case .quit: leave(&effects)
    case .cancel: drafts[Self.confirmKey] = nil
    }
  }

  /// Where the comment of a bulk close waits for the answer.
  private static let confirmKey = "confirm"

  mutating func askReason(_ ids: [String], until: Timestamp) {
    overlay = .prompt(
      Prompt(kind: .muteReason(ids, until: until), field: TextField(limit: 500)))
  }

  mutating func close(
    _ ids: [String], _ verdict: Verdict, comment: String, _ effects: inout [Effect]
  ) {
    let open = ids.filter { state(of: $0)?.status != .closed }
    guard open.count > Self.bulkLimit else {
      return act(.close(verdict), text: comment, on: open, "closed", &effects)
    }
    drafts[Self.confirmKey] = comment.isEmpty ? nil : comment
    overlay = .menu(
      ChoiceMenu(
        title: "Really?",
        question: SafeText(trusted: "close \(Human.plural(open.count, "finding")) at once"),
        items: [
          .init(key: "y", label: "close them", choice: .confirmedClose(open, verdict)),
          .init(key: "n", label: "leave them", choice: .cancel),
        ], cursor: 1))
  }

  mutating func mute(
    _ ids: [String], until: Timestamp, reason: String, _ effects: inout [Effect]
  ) {
    guard let wall, until.since(wall) > Self.longMute else {
      return act(.mute(until: until), text: reason, on: ids, "muted", &effects)
    }
    overlay = .menu(
      ChoiceMenu(
        title: "Really?",
        question: SafeText(trusted: "mute until " + Human.clock(until, near: wall)),
        items: [
          .init(
            key: "y", label: "mute",
            choice: .confirmedMute(ids, until: until, reason: reason)),
          .init(key: "n", label: "don't", choice: .cancel),
        ], cursor: 1))
  }
}

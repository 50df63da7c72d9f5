import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch findings history`
struct FindingsHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show what was done to findings, oldest first.",
    discussion: """
      Without ID: everything that was done in this store.

      Examples:
        crmwatch findings history 3f2a
        crmwatch findings history --json | jq 'select(.by == "ana")'
      """)
  @Argument(help: "Findings; none = all.") var ids: [String] = []
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      try options.withStore { store in
        let output = LineOutput()
        let records = try FindingLookup.all(ids, in: store, now: options.now)
        for record in records {
          for action in try store.history(of: record.finding.id) { write(action, output) }
        }
        if ids.isEmpty {
          var last: Int64 = 0
          while !output.isBroken {
            let page = try store.history(of: nil, after: last, limit: 1_000)
            for action in page { write(action, output) }
            guard let end = page.last else { break }
            last = end.sequence
          }
        }
        try output.finish()
      }
    }
  }

  private func write(_ action: AnalystAction, _ output: LineOutput) {
    guard json else {
      output.line(action.finding + "  " + FindingText.action(action))
      return
    }
    var members: [JSONValue.Member] = [
      .init("sequence", .integer(action.sequence)), .init("finding", .string(action.finding)),
      .init("at", .string(action.at.rfc3339)), .init("by", .string(action.by)),
      .init("action", .string(action.verb.name)),
    ]
    switch action.verb {
    case .assign(let name): members.append(.init("to", name.map { .string($0) } ?? .null))
    case .close(let verdict): members.append(.init("verdict", .string(verdict.rawValue)))
    case .mute(let until): members.append(.init("until", .string(until.rfc3339)))
    case .undo(let sequence): members.append(.init("undoes", .integer(sequence)))
    case .acknowledge, .start, .note, .reopen: break
    }
    members.append(.init("text", .string(action.text)))
    output.line(.object(members))
  }
}

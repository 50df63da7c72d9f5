import ArgumentParser
import Foundation
import SecurityModel
import Storage

/// What all commands that work on findings take, and how they store what was done.
struct ActionOptions: ParsableArguments {
  @Argument(help: "Findings; ids may be shortened.") var ids: [String]
  @Option(name: .long, help: "Who does it (default: $USER).") var by: String?
  @Option(
    name: .long,
    help: "The `version` that was looked at: refuse when somebody has changed it since.")
  var base: Int64?
  @Flag(name: .long, help: "One JSON object a finding.") var json = false
  @OptionGroup var options: GlobalOptions

  /// Who acts: `--by`, else the user of the system.
  func analyst() throws -> String {
    let name = by ?? Paths.environment("USER") ?? Paths.environment("LOGNAME") ?? "uid-\(getuid())"
    guard !name.isEmpty, name.utf8.count <= 256 else {
      throw Failure(.usage, "--by: give a name of 1 to 256 bytes")
    }
    return name
  }

  /// Stores `verb` for every finding; either every id is known or nothing is done.
  /// - Throws: `Failure` with exit code 1 when somebody else was faster on some of them.
  func apply(_ verb: AnalystAction.Verb, text: String?) throws {
    try apply(text: text) { _, _ in verb }
  }

  /// Stores for every finding what `verb` says.
  func apply(
    text: String?,
    verb: (FindingRecord, any Store) throws -> AnalystAction.Verb
  ) throws {
    let name = try analyst()
    if let base, ids.count > 1 || base < 0 {
      throw Failure(.usage, "--base \(base): a version is one finding's, 0 or more; give one id")
    }
    try options.withStore { store in
      let now = options.now
      let records = try FindingLookup.all(ids, in: store, now: now)
      let actions = try records.map {
        AnalystAction(
          finding: $0.finding.id, at: now, by: name, verb: try verb($0, store), text: text ?? "",
          base: base ?? $0.state.version)
      }
      let refusals = try zip(records, actions).map {
        try Handled.refusal(of: $1, on: $0.state, in: store)
      }
      let allowed = zip(actions, refusals).filter { $1 == nil }.map(\.0)
      var stored = try store.apply(allowed)[...]
      let output = LineOutput()
      var conflicts = 0
      for (action, refusal) in zip(actions, refusals) {
        if report(action, refusal ?? stored.popFirst() ?? .unknownFinding, output) {
          conflicts += 1
        }
      }
      try output.finish()
      if conflicts > 0 {
        throw Failure(
          .no,
          "\(conflicts) of \(actions.count) not changed; look again with crmwatch findings show ID")
      }
    }
  }

  /// Prints what became of one action; true when it was refused.
  private func report(
    _ action: AnalystAction, _ result: ActionResult, _ output: LineOutput
  ) -> Bool {
    let id = action.finding
    var members: [JSONValue.Member] = [.init("id", .string(id))]
    members.append(.init("action", .string(action.verb.name)))
    let text: String
    let isRefused: Bool
    switch result {
    case .stored(let sequence):
      members += [.init("result", "stored"), .init("sequence", .integer(sequence))]
      text = "\(id)  \(action.verb.name)"
      isRefused = false
    case .conflict(let by, let verb, let at):
      members += [
        .init("result", "conflict"), .init("by", .string(by)), .init("verb", .string(verb)),
        .init("at", .string(at.rfc3339)),
      ]
      text =
        "\(id)  not changed: already \(FindingText.done(verb)) by \(Safe.text(by)) at \(at.rfc3339)"
      isRefused = true
    case .unknownFinding:
      members.append(.init("result", "unknown"))
      text = "\(id)  not changed: the finding is gone"
      isRefused = true
    }
    if json {
      output.line(.object(members))
    } else if isRefused || !options.quiet {
      output.line(text)
    }
    return isRefused
  }
}

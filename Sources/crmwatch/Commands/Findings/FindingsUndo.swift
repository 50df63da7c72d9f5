import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch findings undo`
struct FindingsUndo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take back the last thing you did to findings.",
    discussion: """
      The action and its remark stay in the history, and so does the undo. What somebody else did
      can't be taken back; `findings reopen` makes the finding new again.

      Example: crmwatch findings undo 3f2a
      """)
  @OptionGroup var action: ActionOptions

  func run() throws {
    guarded {
      let name = try action.analyst()
      try action.apply(text: nil) { record, store in
        let history = try store.history(of: record.finding.id)
        var undone: Set<Int64> = []
        for one in history { if case .undo(let sequence) = one.verb { undone.insert(sequence) } }
        let last = history.last { one in
          if case .undo = one.verb { return false }
          return !undone.contains(one.sequence)
        }
        guard let last else { throw Failure(.no, "\(record.finding.id): nothing to take back") }
        guard last.by == name else {
          throw Failure(
            .no,
            "\(record.finding.id): \(FindingText.done(last.verb.name)) by \(last.by) at "
              + "\(last.at.rfc3339), not by \(name); reopen it instead")
        }
        return .undo(sequence: last.sequence)
      }
    }
  }
}

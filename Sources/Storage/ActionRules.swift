import SecurityModel

/// An analyst action with what the store must remember about its moment.
struct StoredAction: Hashable, Sendable {
  var action: AnalystAction
  /// Severity of the finding when the action was stored; a higher one re-opens.
  var severity: Severity
}

/// When an analyst's action contradicts what others did since.
enum ActionRules {
  /// The part of a finding's state that an action sets.
  private enum Aspect { case status, assignee }

  /// Why `action` must be refused in view of the finding's `existing` actions; nil = it may go in.
  static func refusal(of action: AnalystAction, existing: [StoredAction]) -> ActionResult? {
    let undone = undoneSequences(existing)
    if case .undo(let target) = action.verb {
      guard let undo = existing.first(where: { $0.action.sequence == target }),
        target > 0
      else { return .unknownFinding }
      if case .undo = undo.action.verb { return .unknownFinding }
      if undone.contains(target),
        let first = existing.first(where: { $0.action.verb == .undo(sequence: target) })
      {
        return conflict(first.action)
      }
    }
    guard let base = action.base, let aspect = aspect(of: action, in: existing) else { return nil }
    // The latest contradiction is the one that tells the analyst where things stand.
    for other in existing.reversed() where other.action.sequence > base {
      if other.action.by == action.by || undone.contains(other.action.sequence) { continue }
      // An undo of something the analyst never saw leaves things as the analyst saw them.
      if case .undo(let target) = other.action.verb, target > base { continue }
      if self.aspect(of: other.action, in: existing) == aspect { return conflict(other.action) }
    }
    return nil
  }

  /// The state that the actions make, at wall-clock time `now`.
  static func state(
    of actions: [StoredAction], severity: Severity, now: Timestamp
  ) -> FindingState {
    let severities = Dictionary(
      actions.map { ($0.action.sequence, $0.severity) }, uniquingKeysWith: { first, _ in first })
    return FindingState.derive(
      from: actions.map(\.action), severity: severity,
      severityAt: { severities[$0.sequence] }, now: now)
  }

  private static func conflict(_ action: AnalystAction) -> ActionResult {
    .conflict(by: action.by, verb: action.verb.name, at: action.at)
  }

  private static func undoneSequences(_ actions: [StoredAction]) -> Set<Int64> {
    var sequences: Set<Int64> = []
    for stored in actions {
      if case .undo(let target) = stored.action.verb { sequences.insert(target) }
    }
    return sequences
  }

  private static func aspect(of action: AnalystAction, in existing: [StoredAction]) -> Aspect? {
    switch action.verb {
    case .note: return nil
    case .assign: return .assignee
    case .acknowledge, .start, .close, .mute, .reopen: return .status
    case .undo(let target):
      guard let original = existing.first(where: { $0.action.sequence == target })?.action else {
        return nil
      }
      if case .undo = original.verb { return nil }
      return aspect(of: original, in: existing)
    }
  }
}

extension ActionRules {
  /// Refuses actions that break a limit, before any is stored.
  static func validate(_ actions: [AnalystAction]) throws(StoreError) {
    for action in actions where action.text.utf8.count > AnalystAction.maximumTextLength {
      throw .invalid(
        detail: "a note of \(action.text.utf8.count) bytes is longer than the "
          + "\(AnalystAction.maximumTextLength) allowed")
    }
  }
}

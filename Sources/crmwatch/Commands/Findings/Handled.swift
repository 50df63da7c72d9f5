import SecurityModel
import Storage

/// Tells when a finding is already where an analyst wants it, because of somebody else.
///
/// The store refuses what contradicts an action that the analyst can't have seen. On the command
/// line nobody has seen anything: two who acknowledge the same finding must hear of each other.
enum Handled {
  /// Why `action` isn't stored; nil = it may be.
  static func refusal(
    of action: AnalystAction, on state: FindingState, in store: any Store
  ) throws -> ActionResult? {
    let isThere: (AnalystAction.Verb) -> Bool
    switch (action.verb, state.status) {
    case (.acknowledge, .acknowledged): isThere = { $0 == .acknowledge }
    case (.acknowledge, .inProgress), (.start, .inProgress): isThere = { $0 == .start }
    case (.acknowledge, .closed), (.start, .closed), (.close, .closed):
      isThere = { if case .close = $0 { true } else { false } }
    default: return nil
    }
    let history = try store.history(of: action.finding)
    guard let other = history.last(where: { isThere($0.verb) }), other.by != action.by else {
      return nil
    }
    return .conflict(by: other.by, verb: other.verb.name, at: other.at)
  }
}

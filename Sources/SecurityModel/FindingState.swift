/// The workflow state of a finding, derived from its actions.
public struct FindingState: Hashable, Sendable {
  public var status = FindingStatus.new
  public var verdict: Verdict?
  public var assignee: String?
  public var mutedUntil: Timestamp?
  /// Notes and comments in order.
  public var notes: [Note] = []
  /// Sequence of the last action; 0 = none.
  public var version: Int64 = 0
  /// Who changed it last, and when.
  public var changedBy: String?
  public var changedAt: Timestamp?
  /// Severity at the time of the last acknowledgement or closing; a higher one re-opens.
  public var handledSeverity: Severity?
  /// True when a severity increase re-opened it.
  public var isEscalated = false

  /// A remark of an analyst.
  public struct Note: Hashable, Sendable {
    public var at: Timestamp
    public var by: String
    public var text: String
    public init(at: Timestamp, by: String, text: String) {
      self.at = at
      self.by = by
      self.text = text
    }
  }

  public init() {}

  /// Replays `actions` (in sequence order) against a finding of the given present severity.
  ///
  /// Undone actions are left out. A finding that was acknowledged or closed at a lower severity
  /// than it has now is new again. A mute that has ended by `now` no longer holds.
  public static func derive(
    from actions: [AnalystAction], severity: Severity,
    severityAt: (AnalystAction) -> Severity? = { _ in nil }, now: Timestamp
  ) -> FindingState {
    var undone: [Int64] = []
    for action in actions {
      if case .undo(let sequence) = action.verb { undone.append(sequence) }
    }
    var state = FindingState()
    for action in actions {
      state.version = max(state.version, action.sequence)
      state.changedBy = action.by
      state.changedAt = action.at
      if undone.contains(action.sequence) { continue }
      state.apply(action, severityThen: severityAt(action))
    }
    if let until = state.mutedUntil, until <= now, state.status == .suppressed {
      state.status = .new
      state.mutedUntil = nil
    }
    if let handled = state.handledSeverity, severity > handled,
      state.status == .acknowledged || state.status == .closed
    {
      state.status = .new
      state.isEscalated = true
    }
    return state
  }

  private mutating func apply(_ action: AnalystAction, severityThen: Severity?) {
    switch action.verb {
    case .acknowledge:
      status = .acknowledged
      verdict = nil
      handledSeverity = severityThen
    case .start:
      status = .inProgress
      verdict = nil
    case .note, .undo: break
    case .assign(let name): assignee = name
    case .close(let verdict):
      status = .closed
      self.verdict = verdict
      handledSeverity = severityThen
    case .mute(let until):
      status = .suppressed
      mutedUntil = until
    case .reopen:
      status = .new
      verdict = nil
      mutedUntil = nil
    }
    if !action.text.isEmpty {
      notes.append(Note(at: action.at, by: action.by, text: action.text))
    }
  }
}

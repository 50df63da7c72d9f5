/// Where a finding stands in the analysts' workflow.
public enum FindingStatus: String, CaseIterable, Sendable {
  case new
  case acknowledged
  case inProgress = "in_progress"
  case suppressed
  case closed

  /// OCSF Finding `status_id`: 1 New, 2 In Progress, 3 Suppressed, 4 Resolved.
  public var ocsfID: Int {
    switch self {
    case .new: 1
    case .acknowledged, .inProgress: 2
    case .suppressed: 3
    case .closed: 4
    }
  }

  /// Three letters for the screen.
  public var mark: String {
    switch self {
    case .new: "NEW"
    case .acknowledged: "ACK"
    case .inProgress: "PRG"
    case .suppressed: "MUT"
    case .closed: "CLS"
    }
  }
}

/// The analyst's conclusion on closing a finding.
public enum Verdict: String, CaseIterable, Sendable {
  case truePositive = "true_positive"
  case benignPositive = "benign_positive"
  case falsePositive = "false_positive"
  case duplicate
  case test
  case undetermined

  /// OCSF `verdict_id`.
  public var ocsfID: Int {
    switch self {
    case .falsePositive: 1
    case .truePositive: 2
    case .benignPositive: 5
    case .test: 6
    case .undetermined: 7
    case .duplicate: 10
    }
  }

  /// Two letters for the screen.
  public var mark: String {
    switch self {
    case .truePositive: "TP"
    case .benignPositive: "BP"
    case .falsePositive: "FP"
    case .duplicate: "DU"
    case .test: "TE"
    case .undetermined: "??"
    }
  }
}

/// One thing an analyst did to one finding; append-only.
public struct AnalystAction: Hashable, Sendable {
  /// What was done.
  public enum Verb: Hashable, Sendable {
    case acknowledge
    case start
    case note
    case assign(to: String?)
    case close(Verdict)
    case mute(until: Timestamp)
    case reopen
    /// Takes back the action with that sequence number.
    case undo(sequence: Int64)

    /// The word used in JSON and in the store.
    public var name: String {
      switch self {
      case .acknowledge: "acknowledge"
      case .start: "start"
      case .note: "note"
      case .assign: "assign"
      case .close: "close"
      case .mute: "mute"
      case .reopen: "reopen"
      case .undo: "undo"
      }
    }
  }

  /// Position in the store's log of actions; 0 before it is stored.
  public var sequence: Int64
  public var finding: String
  /// Wall-clock time of the action.
  public var at: Timestamp
  public var by: String
  public var verb: Verb
  /// Text of a note, reason of a mute, comment on any other action; may be empty.
  public var text: String
  /// Sequence of the last action on the finding that the analyst had seen; a newer one that
  /// contradicts makes the store refuse this one. nil = don't check.
  public var base: Int64?

  public init(
    sequence: Int64 = 0, finding: String, at: Timestamp, by: String, verb: Verb,
    text: String = "", base: Int64? = nil
  ) {
    self.sequence = sequence
    self.finding = finding
    self.at = at
    self.by = by
    self.verb = verb
    self.text = text
    self.base = base
  }

  /// Longest note, in bytes of UTF-8.
  public static let maximumTextLength = 8_192
}

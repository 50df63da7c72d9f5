public import SecurityModel

/// Which findings to read, and in what order. Conditions that are nil or empty don't restrict.
public struct FindingQuery: Hashable, Sendable {
  /// What findings are sorted by; ties go by id.
  public enum Sort: String, CaseIterable, Sendable {
    case raised
    case firstSeen
    case lastSeen
    case stored
    case severity
    case risk
    case count
  }

  /// Statuses that still want attention.
  public static let open: [FindingStatus] = [.new, .acknowledged, .inProgress]

  /// Wall-clock time: a mute that has ended by then no longer counts.
  public var now: Timestamp
  public var statuses: [FindingStatus] = []
  public var minimumSeverity = Severity.info
  /// Catalogue id; one that ends with `-` names a family (`VOL-`).
  public var detector: String?
  public var credential: String?
  public var integration: String?
  public var incident: String?
  public var platform: Platform?
  public var org: String?
  /// Empty text = findings assigned to nobody.
  public var assignee: String?
  /// Half-open range of the event time at which a finding was raised.
  public var from: Timestamp?
  public var to: Timestamp?
  /// Words that must all occur in title, names, explanation, evidence or notes; each may be the
  /// beginning of a word. Text without a letter or digit matches nothing.
  public var text: String?
  public var sort = Sort.raised
  public var isDescending = true
  /// At most so many, from `offset` on.
  public var limit: Int
  public var offset = 0
  /// False leaves `Finding.evidence` empty, which makes long lists cheap.
  public var includesEvidence = true

  public init(
    now: Timestamp, statuses: [FindingStatus] = [], text: String? = nil, limit: Int = 200
  ) {
    self.now = now
    self.statuses = statuses
    self.text = text
    self.limit = limit
  }
}

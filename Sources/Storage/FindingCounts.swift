public import SecurityModel

/// Numbers of findings by status and severity.
public struct FindingCounts: Hashable, Sendable {
  private var cells: [Int]

  /// All zero.
  public init() {
    cells = Array(
      repeating: 0, count: FindingStatus.allCases.count * Severity.allCases.count)
  }

  /// The number with this status and severity.
  public subscript(status: FindingStatus, severity: Severity) -> Int {
    get { cells[Self.index(status, severity)] }
    set { cells[Self.index(status, severity)] = newValue }
  }

  /// New, acknowledged and in progress, of one severity.
  public func open(_ severity: Severity) -> Int {
    FindingQuery.open.reduce(0) { $0 + self[$1, severity] }
  }

  /// New, acknowledged and in progress.
  public var open: Int { Severity.allCases.reduce(0) { $0 + open($1) } }

  /// All findings with this status.
  public func total(_ status: FindingStatus) -> Int {
    Severity.allCases.reduce(0) { $0 + self[status, $1] }
  }

  /// All findings.
  public var total: Int { cells.reduce(0, +) }

  private static func index(_ status: FindingStatus, _ severity: Severity) -> Int {
    Int(status.code) * Severity.allCases.count + Int(severity.rawValue)
  }
}

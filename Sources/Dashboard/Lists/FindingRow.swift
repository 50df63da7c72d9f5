import SecurityModel

/// A finding in the list: what the store says, and what the analyst has just done to it.
struct FindingRow: LiveRow {
  var record: FindingRecord
  /// The state shown until the store has the action; nil = the store's own.
  var optimistic: FindingState?
  /// The request that `optimistic` waits for; nil once it has been confirmed.
  var request: Int?
  /// Lower-case text that a bare word of the filter is looked for in.
  var haystack: [UInt8]

  init(_ record: FindingRecord) {
    self.record = record
    let f = record.finding
    haystack = WildcardPattern.fold(
      [
        f.title, f.detector, f.credential, f.integration, f.org, f.platform.name, f.explanation,
        f.id, f.incident, record.state.assignee ?? "",
      ].joined(separator: "\n"))
  }

  var id: String { record.finding.id }
  var finding: Finding { record.finding }
  /// What is shown.
  var state: FindingState { optimistic ?? record.state }
  /// Not closed and not muted.
  var isOpen: Bool { state.status != .closed && state.status != .suppressed }

  /// A newer record of the same finding, keeping what the analyst did until the store has it.
  func updated(with record: FindingRecord) -> FindingRow {
    var row = FindingRow(record)
    if let optimistic, request != nil || record.state.version < optimistic.version {
      row.optimistic = optimistic
      row.request = request
    }
    return row
  }

  /// Columns to sort by.
  enum Column: String, CaseIterable, Sendable {
    case severity = "sev"
    case age
    case credential = "cred"
    case rule
    case status
    case count
    case risk
    case who
  }

  struct Order: Sendable, Hashable {
    var column: Column
    var isReversed = false

    init(_ column: Column, isReversed: Bool = false) {
      self.column = column
      self.isReversed = isReversed
    }

    /// The form used in settings: `sev`, `-age`.
    init?(name: String) {
      let isReversed = name.hasPrefix("-")
      guard let column = Column(rawValue: String(isReversed ? name.dropFirst() : name[...])) else {
        return nil
      }
      self.init(column, isReversed: isReversed)
    }

    var name: String { (isReversed ? "-" : "") + column.rawValue }
  }

  static func precedes(_ a: FindingRow, _ b: FindingRow, by order: Order) -> Bool {
    let (x, y) = order.isReversed ? (b, a) : (a, b)
    switch order.column {
    case .severity:
      if x.finding.severity != y.finding.severity {
        return x.finding.severity > y.finding.severity
      }
    case .age: break
    case .credential:
      if x.finding.credential != y.finding.credential {
        return x.finding.credential < y.finding.credential
      }
    case .rule:
      if x.finding.detector != y.finding.detector {
        return x.finding.detector < y.finding.detector
      }
    case .status:
      let (l, r) = (x.state.status.rank, y.state.status.rank)
      if l != r { return l < r }
    case .count:
      if x.finding.count != y.finding.count { return x.finding.count > y.finding.count }
    case .risk: if x.finding.risk != y.finding.risk { return x.finding.risk > y.finding.risk }
    case .who:
      let (l, r) = (x.state.assignee ?? "\u{10FFFF}", y.state.assignee ?? "\u{10FFFF}")
      if l != r { return l < r }
    }
    if x.finding.lastSeen != y.finding.lastSeen { return x.finding.lastSeen > y.finding.lastSeen }
    return x.id < y.id
  }
}

extension FindingStatus {
  /// Order of the workflow.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

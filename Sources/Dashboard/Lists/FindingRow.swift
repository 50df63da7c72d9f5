import SecurityModel

/// A finding in the list: what the store says, and what the analyst has just done to it.
struct FindingRow: LiveRow {
  private var shared: Shared<FindingRecord>
  /// The state shown until the store has the action; nil = the store's own.
  var optimistic: FindingState?
  /// The request that `optimistic` waits for; nil once it has been confirmed.
  var request: Int?

  init(_ record: FindingRecord) {
    shared = Shared(record)
  }

  var id: String { record.finding.id }
  /// What the store says.
  var record: FindingRecord {
    _read { yield shared.value }
    set { shared = Shared(newValue) }
  }
  var finding: Finding { _read { yield shared.value.finding } }
  /// What is shown.
  var state: FindingState { optimistic ?? record.state }
  /// Not closed and not muted.
  var isOpen: Bool {
    let status = optimistic?.status ?? shared.value.state.status
    return status != .closed && status != .suppressed
  }

  /// Whether one of its texts holds what is looked for.
  func contains(_ pattern: WildcardPattern) -> Bool {
    let f = record.finding
    return pattern.matches(f.title) || pattern.matches(f.credential)
      || pattern.matches(f.detector) || pattern.matches(f.integration) || pattern.matches(f.org)
      || pattern.matches(f.platform.name) || pattern.matches(f.explanation)
      || pattern.matches(f.id) || pattern.matches(f.incident)
      || pattern.matches(state.assignee ?? "")
  }

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

  struct Order: LiveOrder {
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

  func key(_ order: Order) -> SortKey {
    let f = record.finding
    // The newest first among equals.
    let age = -max(f.lastSeen.milliseconds, -Int64.max)
    switch order.column {
    case .severity: return SortKey(number: -Int64(f.severity.rawValue), second: age, id: f.id)
    case .age: return SortKey(second: age, id: f.id)
    case .credential: return SortKey(text: f.credential, second: age, id: f.id)
    case .rule: return SortKey(text: f.detector, second: age, id: f.id)
    case .status: return SortKey(number: Int64(state.status.rank), second: age, id: f.id)
    case .count: return SortKey(number: -Int64(max(0, f.count)), second: age, id: f.id)
    case .risk: return SortKey(number: -Int64(max(0, f.risk)), second: age, id: f.id)
    case .who: return SortKey(text: state.assignee ?? "~", second: age, id: f.id)
    }
  }
}

extension FindingStatus {
  /// Order of the workflow.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

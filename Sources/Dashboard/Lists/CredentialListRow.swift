import SecurityModel

/// A credential in the inventory list.
struct CredentialListRow: LiveRow {
  private let shared: Shared<CredentialRow>

  init(_ row: CredentialRow) {
    shared = Shared(row)
  }

  /// Whether one of its names holds what is looked for.
  func contains(_ pattern: WildcardPattern) -> Bool {
    pattern.matches(row.record.id) || pattern.matches(row.record.integration)
      || pattern.matches(row.record.app) || pattern.matches(row.record.user)
      || pattern.matches(row.record.org) || pattern.matches(row.record.platform.name)
      || pattern.matches(row.record.owner ?? "")
  }

  var id: String { row.record.id }
  var row: CredentialRow { _read { yield shared.value } }
  var record: CredentialRecord { _read { yield shared.value.record } }

  /// Columns to sort by.
  enum Column: String, CaseIterable, Sendable {
    case risk
    case severity = "sev"
    case calls
    case share
    case name
    case kind
    case lastSeen = "seen"
    case findings
    /// Organisation, integration, credential.
    case tree
  }

  struct Order: LiveOrder {
    var column: Column
    var isReversed = false

    init(_ column: Column, isReversed: Bool = false) {
      self.column = column
      self.isReversed = isReversed
    }

    /// The form used in settings: `risk`, `-calls`.
    init?(name: String) {
      let isReversed = name.hasPrefix("-")
      guard let column = Column(rawValue: String(isReversed ? name.dropFirst() : name[...])) else {
        return nil
      }
      self.init(column, isReversed: isReversed)
    }

    var name: String { (isReversed ? "-" : "") + column.rawValue }
  }

  /// What the credentials of one integration share.
  static func group(_ record: CredentialRecord) -> String {
    record.org + "\u{1}" + (record.integration.isEmpty ? record.id : record.integration)
  }

  func key(_ order: Order) -> SortKey {
    let id = row.record.id
    // The busiest first among equals.
    let calls = -Int64(min(max(0, row.callsPerHour ?? -1), 1e15))
    switch order.column {
    case .risk: return SortKey(number: -Int64(max(0, row.record.risk)), second: calls, id: id)
    case .severity:
      return SortKey(
        number: -(row.worst.map { Int64($0.rawValue) } ?? -1), second: calls, id: id)
    case .calls:
      return SortKey(number: row.callsPerHour == nil ? 1 : calls, id: id)
    case .share:
      let share = row.share.flatMap { $0.isFinite ? -Int64(min(max(0, $0), 100) * 1e9) : nil }
      return SortKey(number: share ?? 1, second: calls, id: id)
    case .name: return SortKey(text: id, id: "")
    case .kind: return SortKey(number: Int64(row.record.type.rawValue), second: calls, id: id)
    case .lastSeen:
      return SortKey(number: -max(row.record.lastSeen.milliseconds, -Int64.max), id: id)
    case .tree:
      let group = Self.group(row.record)
      let risk = Int64(min(max(0, row.record.risk), 1_000))
      return SortKey(
        text: group, second: -risk * 1_000_000 - min(999_999, -calls),
        id: id)
    case .findings:
      return SortKey(number: -Int64(max(0, row.openFindings)), second: calls, id: id)
    }
  }
}

import SecurityModel

/// A credential in the inventory list.
struct CredentialListRow: LiveRow {
  var row: CredentialRow
  /// Lower-case text that a bare word of the filter is looked for in.
  var haystack: [UInt8]

  init(_ row: CredentialRow) {
    self.row = row
    let r = row.record
    haystack = WildcardPattern.fold(
      [r.id, r.integration, r.app, r.user, r.org, r.platform.name, r.owner ?? ""]
        .joined(separator: "\n"))
  }

  var id: String { row.record.id }
  var record: CredentialRecord { row.record }

  /// Columns to sort by.
  enum Column: String, CaseIterable, Sendable {
    case risk
    case severity = "sev"
    case calls
    case name
    case kind
    case lastSeen = "seen"
    case findings
  }

  struct Order: Sendable, Hashable {
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

  static func precedes(_ a: CredentialListRow, _ b: CredentialListRow, by order: Order) -> Bool {
    let (x, y) = order.isReversed ? (b, a) : (a, b)
    switch order.column {
    case .risk: if x.record.risk != y.record.risk { return x.record.risk > y.record.risk }
    case .severity:
      let (l, r) = (
        x.row.worst.map { Int($0.rawValue) } ?? -1, y.row.worst.map { Int($0.rawValue) } ?? -1
      )
      if l != r { return l > r }
    case .calls:
      let (l, r) = (x.row.callsPerHour ?? -1, y.row.callsPerHour ?? -1)
      if l != r { return l > r }
    case .name: break
    case .kind:
      if x.record.type != y.record.type { return x.record.type.rawValue < y.record.type.rawValue }
    case .lastSeen:
      if x.record.lastSeen != y.record.lastSeen { return x.record.lastSeen > y.record.lastSeen }
    case .findings:
      if x.row.openFindings != y.row.openFindings {
        return x.row.openFindings > y.row.openFindings
      }
    }
    return x.id < y.id
  }
}

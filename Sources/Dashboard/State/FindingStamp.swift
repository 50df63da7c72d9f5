import SecurityModel

/// Which finding, and as of when: another value means that it has to be read again.
struct FindingStamp: Sendable, Hashable {
  let id: String
  let lastSeen: Timestamp
  let count: Int64
  let version: Int64

  init(_ row: FindingRow) {
    id = row.id
    lastSeen = row.finding.lastSeen
    count = Int64(row.finding.count)
    version = row.record.state.version
  }
}

import GRDB
import SecurityModel

/// Makes inventory records of rows of `credential` and what completes them.
struct CredentialReader {
  private let state: Prepared
  private let body: Prepared

  init(_ db: Database) throws {
    state = try Prepared(db, "SELECT value FROM credential_state WHERE number = ?")
    body = try Prepared(db, "SELECT body FROM credential_body WHERE id = ?")
  }

  /// The record of a row with all columns of the table; nil when it is damaged.
  func record(_ row: Prepared) throws -> CredentialRecord? {
    guard let number = row.optionalInt(16) else {
      body.bind(1, row.int(0))
      defer { body.reset() }
      return try body.next() ? CredentialCoding.read(body.bytes(0)) : nil
    }
    let lastSeen = Timestamp(milliseconds: row.int(14))
    var record = CredentialRecord(
      id: row.text(1), platform: Platform(rawValue: UInt8(clamping: row.int(2))) ?? .generic,
      org: row.text(3), integration: row.text(4),
      type: CredentialType(rawValue: UInt8(clamping: row.int(5))) ?? .unknown, user: row.text(7),
      app: row.text(8), firstSeen: lastSeen, lastSeen: lastSeen, calls: row.int(12),
      calls24h: row.int(13),
      readiness: CredentialRecord.Readiness(rawValue: row.text(6)) ?? .new,
      risk: Int(clamping: row.int(11)), isDeclared: row.int(10) != 0, owner: row.optionalText(9),
      flags: CredentialTable.flags(row.text(15)))
    guard CredentialCoding.readExtra(row.bytes(17), into: &record) else { return nil }
    state.bind(1, number)
    defer { state.reset() }
    guard try state.next(), CredentialState.read(Array(state.bytes(0)), into: &record) else {
      return nil
    }
    return record
  }
}

import GRDB
import SecurityModel

/// Compares what is derived with what it derives from, after SQLite's own check of the file.
struct StoreCheck {
  private let db: Database
  private let now: Timestamp

  init(_ db: Database, now: Timestamp) {
    self.db = db
    self.now = now
  }

  /// Everything found wrong; empty = sound.
  func problems() throws -> [StoreProblem] {
    let damage = try integrity()
    // Counting rows in a damaged file only gives confusing messages.
    return try damage.isEmpty ? invariants() + states() + records() + volumes() : damage
  }

  private func integrity() throws -> [StoreProblem] {
    var problems: [StoreProblem] = []
    let check = try Prepared(db, "PRAGMA integrity_check(20)")
    while try check.next() {
      let text = check.text(0)
      if text == "ok" { continue }
      problems.append(
        StoreProblem(
          detail: text, remedy: "restore a backup made with crmwatch store backup"))
    }
    let keys = try Prepared(db, "PRAGMA foreign_key_check")
    while try keys.next() {
      problems.append(
        StoreProblem(
          detail: "a row of \(keys.text(0)) belongs to a finding that isn't there",
          remedy: "restore a backup made with crmwatch store backup"))
    }
    return problems
  }

  private func invariants() throws -> [StoreProblem] {
    var problems: [StoreProblem] = []
    for (detail, sql) in Self.invariants where try Prepared.int(db, sql) != 0 {
      problems.append(
        StoreProblem(
          detail: detail, remedy: "please report this; a backup or a new collection mends it"))
    }
    return problems
  }

  /// Stored statuses against those that the actions make.
  private func states() throws -> [StoreProblem] {
    let select = try Prepared(
      db, "SELECT row, id, severity, status, version FROM finding WHERE version > 0")
    var wrong: [String] = []
    while try select.next() {
      let state = try ActionTable.state(
        db, row: select.int(0), severity: Severity(stored: select.int(2)), now: .distantPast)
      let later = try ActionTable.state(
        db, row: select.int(0), severity: Severity(stored: select.int(2)), now: now)
      // A mute that has ended may or may not have been noticed yet.
      let isRight =
        [state.status.code, later.status.code].contains(select.int(3))
        && state.version == select.int(4)
      if !isRight { wrong.append(select.text(1)) }
    }
    guard !wrong.isEmpty else { return [] }
    return [
      StoreProblem(
        detail: "the status of \(wrong.count) findings doesn't follow from their actions, such as "
          + wrong[0], remedy: "please report this; any further action on a finding corrects it")
    ]
  }

  /// Inventory records that can't be read.
  private func records() throws -> [StoreProblem] {
    let select = try Prepared(db, "SELECT * FROM credential")
    let reader = try CredentialReader(db)
    var damaged = 0
    while try select.next() {
      if try reader.record(select) == nil { damaged += 1 }
    }
    guard damaged > 0 else { return [] }
    return [
      StoreProblem(
        detail: "\(damaged) inventory records can't be read",
        remedy: "they are written again as soon as their credentials are active")
    ]
  }

  /// Hourly volumes that can't be read, that belong to no run, or that don't add up to the total.
  private func volumes() throws -> [StoreProblem] {
    let select = try Prepared(
      db,
      """
      SELECT id, data, EXISTS (SELECT 1 FROM rollup_run WHERE run = id >> 32) FROM rollup_chunk
      """)
    var isSound = true
    var calls = 0.0
    while try select.next() {
      if select.int(2) == 0 { isSound = false }
      let isWhole = RollupChunk.forEach(select.int(0), select.bytes(1)) { _, group in
        let isWhole = RollupChunk.forEachHour(group) { _, reader in
          var volume = HourVolume()
          volume.add(&reader)
          calls += Double(volume.calls)
        }
        if !isWhole { isSound = false }
        return true
      }
      if !isWhole { isSound = false }
    }
    let all = try Prepared(db, "SELECT coalesce(sum(calls * 1.0), 0) FROM rollup_all")
    defer { all.reset() }
    _ = try all.next()
    var problems: [StoreProblem] = []
    let remedy = "please report this; a backup or a new collection mends it"
    if !isSound {
      problems.append(StoreProblem(detail: "hourly volumes can't be read", remedy: remedy))
    } else if abs(all.double(0) - calls) > calls * 1e-9 {
      problems.append(
        StoreProblem(
          detail: "the hourly volumes of all credentials don't add up to the total",
          remedy: remedy))
    }
    return problems
  }

  /// What must hold, and a query that gives 0 while it does.
  private static let invariants: [(detail: String, sql: String)] = [
    (
      "the counts of findings by status are wrong",
      """
      SELECT count(*) FROM (
        SELECT status, severity, count(*) AS n FROM finding GROUP BY 1, 2
        EXCEPT SELECT status, severity, n FROM tally
      )
      """
    ),
    (
      "the counts of findings by status don't add up",
      "SELECT (SELECT coalesce(sum(n), 0) FROM tally) - (SELECT count(*) FROM finding)"
    ),
    (
      "the open findings of a credential are counted wrongly",
      """
      SELECT count(*) FROM (
        SELECT credential, count(*) AS n FROM finding WHERE status < 3 GROUP BY 1
        EXCEPT SELECT credential, n FROM open_count
      )
      """
    ),
    (
      "the open findings of credentials don't add up",
      """
      SELECT (SELECT coalesce(sum(n), 0) FROM open_count)
        - (SELECT count(*) FROM finding WHERE status < 3)
      """
    ),
    (
      "findings lack their details",
      """
      SELECT (SELECT count(*) FROM finding) - (SELECT count(*) FROM finding_body)
      """
    ),
    (
      "findings can't all be searched for",
      "SELECT (SELECT count(*) FROM finding) - (SELECT count(*) FROM finding_text)"
    ),
    (
      "a summary of an incident is wrong",
      """
      SELECT count(*) FROM (
        SELECT incident, min(first_seen), max(last_seen), max(severity), count(*),
          sum(status < 3)
        FROM finding WHERE incident <> '' GROUP BY incident
        EXCEPT SELECT id, first_seen, last_seen, severity, findings, open FROM incident
      )
      """
    ),
  ]
}

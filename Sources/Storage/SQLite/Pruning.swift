import GRDB
import SecurityModel

/// The steps of `prune`; each does at most so much that others wait a few milliseconds.
enum Pruning {
  private static let rowsPerStep: Int64 = 20_000
  private static let findingsPerStep: Int64 = 1_000

  /// Deletes hours before `time`.
  static func rollups(_ db: Database, before time: Timestamp) throws -> Int {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    let bucket = RollupTable.Key.bucket(hour)
    let delete = try Prepared(
      db,
      """
      DELETE FROM rollup WHERE (bucket, credential, slot) IN (
        SELECT bucket, credential, slot FROM rollup
        WHERE bucket < ?1 OR bucket = ?1 AND slot < ?2 LIMIT ?3)
      """)
    delete.bind(1, bucket)
    delete.bind(2, hour - bucket * Schema.hoursPerBucket)
    delete.bind(3, rowsPerStep)
    try delete.run()
    let count = db.changesCount
    if count == 0 {
      let all = try Prepared(db, "DELETE FROM rollup_all WHERE hour < ?")
      all.bind(1, hour)
      try all.run()
    }
    return count
  }

  /// Drops the minutes of hours before `time`.
  static func minutes(_ db: Database, before time: Timestamp) throws -> Int {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    let bucket = RollupTable.Key.bucket(hour)
    let update = try Prepared(
      db,
      """
      UPDATE rollup SET minutes = x'' WHERE (bucket, credential, slot) IN (
        SELECT bucket, credential, slot FROM rollup
        WHERE (bucket < ?1 OR bucket = ?1 AND slot < ?2) AND minutes <> x'' LIMIT ?3)
      """)
    update.bind(1, bucket)
    update.bind(2, hour - bucket * Schema.hoursPerBucket)
    update.bind(3, rowsPerStep)
    try update.run()
    let count = db.changesCount
    if count == 0 {
      let all = try Prepared(
        db, "UPDATE rollup_all SET minutes = x'' WHERE hour < ? AND minutes <> x''")
      all.bind(1, hour)
      try all.run()
    }
    return count
  }

  /// Deletes closed findings last seen before `time`, with their actions.
  static func findings(
    _ db: Database, before time: Timestamp
  ) throws -> (findings: Int, actions: Int) {
    let select = try Prepared(
      db,
      "SELECT row, incident FROM finding WHERE status = 4 AND last_seen < ? LIMIT ?")
    select.bind(1, time.milliseconds)
    select.bind(2, findingsPerStep)
    var rows: [Int64] = []
    var incidents: Set<String> = []
    while try select.next() {
      rows.append(select.int(0))
      if !select.text(1).isEmpty { incidents.insert(select.text(1)) }
    }
    let actions = try Prepared(db, "DELETE FROM analyst_action WHERE finding = ?")
    let text = try Prepared(db, "DELETE FROM finding_text WHERE rowid = ?")
    let finding = try Prepared(db, "DELETE FROM finding WHERE row = ?")
    var actionCount = 0
    for row in rows {
      actions.bind(1, row)
      try actions.run()
      actionCount += db.changesCount
      text.bind(1, row)
      try text.run()
      finding.bind(1, row)
      try finding.run()
    }
    try IncidentTable.refresh(db, incidents)
    return (rows.count, actionCount)
  }
}

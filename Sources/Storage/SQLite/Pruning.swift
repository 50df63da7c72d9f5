import GRDB
import SecurityModel

/// The steps of `prune`; each does at most so much that others wait a moment: a thousand findings, or
/// the volumes of a day.
enum Pruning {
  private static let findingsPerStep: Int64 = 1_000

  /// Deletes the hours before `time` of the next day that has some.
  ///
  /// - Parameter after: the last day done; nil = none yet.
  /// - Returns: how many hours of credentials were deleted; nil when there is no such day.
  static func rollups(
    _ db: Database, before time: Timestamp, after: inout Int64?
  ) throws -> Int? {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    guard let day = try nextDay(db, through: RollupTable.Hour(hour).day, after: after) else {
      let all = try Prepared(db, "DELETE FROM rollup_all WHERE hour < ?")
      all.bind(1, hour)
      try all.run()
      return nil
    }
    after = day
    return try rewrite(db, day: day) { ofDay, volume in
      day * 24 + Int64(ofDay) < hour ? nil : volume
    }
  }

  /// Drops the minutes of the hours before `time` of the next day that has some.
  static func minutes(
    _ db: Database, before time: Timestamp, after: inout Int64?
  ) throws -> Int? {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    guard let day = try nextDay(db, through: RollupTable.Hour(hour).day, after: after) else {
      let all = try Prepared(
        db, "UPDATE rollup_all SET minutes = x'' WHERE hour < ? AND minutes <> x''")
      all.bind(1, hour)
      try all.run()
      return nil
    }
    after = day
    return try rewrite(db, day: day) { ofDay, volume in
      guard day * 24 + Int64(ofDay) < hour else { return volume }
      var bare = volume
      bare.minutes = InlineArray(repeating: 0)
      return bare
    }
  }

  private static func nextDay(_ db: Database, through last: Int64, after: Int64?) throws -> Int64? {
    let select = try Prepared(
      db, "SELECT min(day) FROM rollup_run WHERE day <= ?1 AND (?2 IS NULL OR day > ?2)")
    select.bind(1, last)
    select.bind(2, after)
    defer { select.reset() }
    return try select.next() ? select.optionalInt(0) : nil
  }

  /// Makes each hour of a day what `change` gives for it; nil deletes it.
  /// - Returns: how many hours changed.
  private static func rewrite(
    _ db: Database, day: Int64, _ change: (Int, HourVolume) -> HourVolume?
  ) throws -> Int {
    guard let run = try RollupMerge.makeOne(db, day: day) else { return 0 }
    let reader = try RollupRunReader(db, run: run)
    var writer = try RollupRunWriter(db, day: day, level: RollupMerge.baseLevel)
    var group = ByteWriter()
    var changed = 0
    while let credential = reader.credential {
      group.removeAll()
      reader.withHours { hours in
        _ = RollupChunk.forEachHour(hours) { ofDay, reader in
          var volume = HourVolume()
          volume.add(&reader)
          let new = change(ofDay, volume)
          if let new {
            group.byte(UInt8(ofDay))
            new.write(to: &group)
          }
          if new?.hasMinutes != volume.hasMinutes { changed += 1 }
        }
      }
      if !group.bytes.isEmpty {
        try group.bytes.withUnsafeBytes { try writer.add(credential, hours: $0) }
      }
      try reader.advance()
    }
    try writer.finish()
    try RollupMerge.remove(db, run: changed == 0 || writer.isEmpty ? writer.run : run)
    if writer.isEmpty, changed > 0 { try RollupMerge.remove(db, run: run) }
    return changed
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

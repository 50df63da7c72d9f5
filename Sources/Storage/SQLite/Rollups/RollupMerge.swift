import GRDB
import SecurityModel

/// Makes one run of several, as in a log-structured merge tree: sixteen of a level become one of
/// the next, and a day that is over one of its own. So a volume is written a handful of times in all
/// and a chart looks into a handful of runs a day.
enum RollupMerge {
  /// Runs of a level that become one.
  private static let width = 16
  /// Level of the run that a finished day was made into.
  static let baseLevel: Int64 = 100
  /// Runs of a finished day that aren't worth the work.
  private static let fewRuns = 4

  /// Merges what has become too many on a day.
  static func tidy(_ db: Database, day: Int64) throws {
    let select = try Prepared(
      db,
      """
      SELECT level, count(*) FROM rollup_run WHERE day = ? AND level < ? GROUP BY level
      ORDER BY level
      """)
    var level: Int64 = 0
    while level < baseLevel {
      select.bind(1, day)
      select.bind(2, baseLevel)
      var full: Int64?
      while try select.next() {
        if full == nil, select.int(1) >= Int64(width) { full = select.int(0) }
      }
      guard let full else { return }
      try merge(db, try runs(db, day: day, level: full), day: day, level: full + 1)
      level = full + 1
    }
  }

  /// Makes one run of every day before `day` that lies in pieces and wasn't before.
  static func finish(_ db: Database, daysBefore day: Int64) throws {
    let select = try Prepared(
      db,
      """
      SELECT day FROM rollup_run WHERE day < ? GROUP BY day HAVING count(*) > ? AND max(level) < ?
      """)
    select.bind(1, day)
    select.bind(2, Int64(fewRuns))
    select.bind(3, baseLevel)
    var days: [Int64] = []
    while try select.next() { days.append(select.int(0)) }
    for day in days { try makeOne(db, day: day) }
  }

  /// Makes one run of all those of a day; gives its number.
  @discardableResult
  static func makeOne(_ db: Database, day: Int64) throws -> Int64? {
    let all = try runs(db, day: day, level: nil)
    return all.count > 1 ? try merge(db, all, day: day, level: baseLevel) : all.first
  }

  /// The runs of a day, of one level or of all.
  static func runs(_ db: Database, day: Int64, level: Int64?) throws -> [Int64] {
    let select = try Prepared(
      db, "SELECT run FROM rollup_run WHERE day = ?1 AND (?2 IS NULL OR level = ?2) ORDER BY run")
    select.bind(1, day)
    select.bind(2, level)
    var runs: [Int64] = []
    while try select.next() { runs.append(select.int(0)) }
    return runs
  }

  /// Removes a run with its rows.
  static func remove(_ db: Database, run: Int64) throws {
    let rows = try Prepared(db, "DELETE FROM rollup_chunk WHERE id >= ? AND id < ?")
    rows.bind(1, RollupChunk.id(run: run, credential: 0))
    rows.bind(2, RollupChunk.id(run: run + 1, credential: 0))
    try rows.run()
    let entry = try Prepared(db, "DELETE FROM rollup_run WHERE run = ?")
    entry.bind(1, run)
    try entry.run()
  }

  @discardableResult
  private static func merge(
    _ db: Database, _ runs: [Int64], day: Int64, level: Int64
  ) throws -> Int64 {
    let readers = try runs.map { try RollupRunReader(db, run: $0) }
    var writer = try RollupRunWriter(db, day: day, level: level)
    var sum = RollupDay()
    var out = ByteWriter()
    var least = readers.lazy.compactMap(\.credential).min()
    while let credential = least {
      var next: Int64?
      var holders: [RollupRunReader] = []
      for reader in readers where reader.credential == credential { holders.append(reader) }
      if holders.count == 1 {
        try holders[0].withHours { try writer.add(credential, hours: $0) }
      } else {
        sum.clear()
        for holder in holders { holder.withHours { sum.add($0) } }
        out.removeAll()
        sum.write(to: &out)
        try out.bytes.withUnsafeBytes { try writer.add(credential, hours: $0) }
      }
      for holder in holders { try holder.advance() }
      for reader in readers {
        if let number = reader.credential { next = min(next ?? number, number) }
      }
      least = next
    }
    try writer.finish()
    for run in runs { try remove(db, run: run) }
    return writer.run
  }
}

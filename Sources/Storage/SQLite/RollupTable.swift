import GRDB
import SecurityModel

/// Hourly volumes: by credential in `rollup`, all together in `rollup_all`.
enum RollupTable {
  /// Adds the deltas of one tick.
  static func add(_ db: Database, _ deltas: [HourRollup], names: inout NameTable) throws {
    // In the order of the table, so that each page is touched once.
    var keyed: [(key: Key, index: Int)] = []
    keyed.reserveCapacity(deltas.count)
    for index in deltas.indices {
      let hour = deltas[index].hour.index(ofEvery: Timestamp.Duration.hour)
      let number = try names.number(db, deltas[index].credential)
      keyed.append((Key(hour: hour, credential: number), index))
    }
    keyed.sort { $0.key < $1.key }
    // Beyond the last bucket nothing can be there yet, which is where most of a tick goes.
    let last = try Prepared.int(
      db, "SELECT coalesce(max(bucket), -9223372036854775808) FROM rollup")

    let select = try Prepared(
      db,
      """
      SELECT slot, calls, errors, rows, bytes, minutes FROM rollup
      WHERE bucket = ? AND credential = ? AND slot BETWEEN ? AND ?
      """)
    let insert = try Prepared(db, "INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    let update = try Prepared(
      db,
      """
      UPDATE rollup SET calls = ?4, errors = ?5, rows = ?6, bytes = ?7, minutes = ?8
      WHERE bucket = ?1 AND credential = ?2 AND slot = ?3
      """)
    var packed: [UInt8] = []
    var all: [Int64: Sum] = [:]
    // The hours of one bucket, by slot: what is added, and whether the table has them already.
    var sums = [Sum](repeating: Sum(), count: Int(Schema.hoursPerBucket))
    var exists = [Bool](repeating: false, count: sums.count)
    var i = 0
    while i < keyed.count {
      let first = keyed[i].key
      var slots: [Int] = []
      while i < keyed.count, keyed[i].key.isBeside(first) {
        let slot = Int(keyed[i].key.slot)
        if slots.last != slot {
          slots.append(slot)
          sums[slot].clear()
          exists[slot] = false
        }
        sums[slot].add(deltas[keyed[i].index])
        all[keyed[i].key.hour, default: Sum()].add(deltas[keyed[i].index])
        i += 1
      }
      if first.bucket <= last {
        select.bind(1, first.bucket)
        select.bind(2, first.credential)
        select.bind(3, first.slot)
        select.bind(4, keyed[i - 1].key.slot)
        while try select.next() {
          guard let slot = Int(exactly: select.int(0)), slots.contains(slot) else { continue }
          sums[slot].add(select, from: 1)
          exists[slot] = true
        }
      }
      for slot in slots {
        packed.removeAll(keepingCapacity: true)
        MinutePacking.pack(sums[slot].minutes, into: &packed)
        let statement = exists[slot] ? update : insert
        statement.bind(1, first.bucket)
        statement.bind(2, first.credential)
        statement.bind(3, Int64(slot))
        sums[slot].bind(statement, from: 4, packed: packed)
        try statement.run()
      }
    }
    try addToAll(db, all)
  }

  private static func addToAll(_ db: Database, _ sums: [Int64: Sum]) throws {
    let select = try Prepared(
      db, "SELECT calls, errors, rows, bytes, minutes FROM rollup_all WHERE hour = ?")
    let insert = try Prepared(
      db, "INSERT OR REPLACE INTO rollup_all VALUES (?, ?, ?, ?, ?, ?)")
    for (hour, delta) in sums.sorted(by: { $0.key < $1.key }) {
      var sum = delta
      select.bind(1, hour)
      if try select.next() {
        sum.add(select, from: 0)
        select.reset()
      }
      var packed: [UInt8] = []
      MinutePacking.pack(sum.minutes, into: &packed)
      insert.bind(1, hour)
      sum.bind(insert, from: 2, packed: packed)
      try insert.run()
    }
  }

  /// The hours of one credential that touch `from..<to`, in time order.
  static func read(
    _ db: Database, credential: String, from: Timestamp, to: Timestamp
  ) throws -> [HourRollup] {
    guard let number = try NameTable.find(db, credential) else { return [] }
    let select = try Prepared(
      db,
      """
      SELECT slot, calls, errors, rows, bytes, minutes FROM rollup
      WHERE bucket = ? AND credential = ?
      """)
    var result: [HourRollup] = []
    let (first, last) = hours(from: from, to: to)
    // Only buckets in which anybody did anything, so that a range of centuries costs nothing.
    for bucket in try buckets(db, from: from, to: to) {
      select.bind(1, bucket)
      select.bind(2, number)
      while try select.next() {
        let hour = bucket * Schema.hoursPerBucket + select.int(0)
        guard hour >= first, hour <= last else { continue }
        result.append(rollup(select, from: 1, credential: credential, hour: hour))
      }
    }
    return result
  }

  /// The hours of all credentials together, in time order, under the empty name.
  static func readAll(_ db: Database, from: Timestamp, to: Timestamp) throws -> [HourRollup] {
    let select = try Prepared(
      db,
      """
      SELECT hour, calls, errors, rows, bytes, minutes FROM rollup_all
      WHERE hour BETWEEN ? AND ? ORDER BY hour
      """)
    bind(select, from: from, to: to)
    var result: [HourRollup] = []
    while try select.next() {
      result.append(rollup(select, from: 1, credential: "", hour: select.int(0)))
    }
    return result
  }

  private static func buckets(
    _ db: Database, from: Timestamp, to: Timestamp
  ) throws -> [Int64] {
    let select = try Prepared(
      db, "SELECT hour FROM rollup_all WHERE hour BETWEEN ? AND ? ORDER BY hour")
    bind(select, from: from, to: to)
    var buckets: [Int64] = []
    while try select.next() {
      let bucket = Key.bucket(select.int(0))
      if buckets.last != bucket { buckets.append(bucket) }
    }
    return buckets
  }

  private static func bind(_ select: Prepared, from: Timestamp, to: Timestamp) {
    let (first, last) = hours(from: from, to: to)
    select.bind(1, first)
    select.bind(2, last)
  }

  /// The first and last hour that `from..<to` touches; an empty range ends before it begins.
  static func hours(from: Timestamp, to: Timestamp) -> (first: Int64, last: Int64) {
    let first = from.index(ofEvery: Timestamp.Duration.hour)
    guard from < to else { return (first, .min) }
    return (first, to.advanced(by: -1).index(ofEvery: Timestamp.Duration.hour))
  }

  private static func rollup(
    _ select: Prepared, from column: Int32, credential: String, hour: Int64
  ) -> HourRollup {
    var result = HourRollup(
      credential: credential,
      hour: Timestamp(milliseconds: hour.multipliedClamped(by: Timestamp.Duration.hour)),
      calls: select.int(column), errors: select.int(column + 1), rows: select.int(column + 2),
      bytes: select.int(column + 3))
    var minutes = [UInt32](repeating: 0, count: MinutePacking.count)
    MinutePacking.add(select.bytes(column + 4), to: &minutes)
    result.minuteCalls = minutes
    return result
  }
}

extension RollupTable {
  /// Where an hour of a credential lies.
  struct Key: Comparable {
    /// Hours since 1970.
    var hour: Int64
    var credential: Int64

    var bucket: Int64 { Self.bucket(hour) }
    var slot: Int64 { hour - bucket * Schema.hoursPerBucket }

    /// True for hours of the same credential in the same bucket.
    func isBeside(_ other: Key) -> Bool {
      credential == other.credential && bucket == other.bucket
    }

    static func bucket(_ hour: Int64) -> Int64 {
      hour >= 0
        ? hour / Schema.hoursPerBucket
        : (hour + 1) / Schema.hoursPerBucket - 1
    }

    static func < (a: Key, b: Key) -> Bool {
      let (first, second) = (a.bucket, b.bucket)
      if first != second { return first < second }
      return a.credential == b.credential ? a.hour < b.hour : a.credential < b.credential
    }
  }

  /// Volumes being added up.
  private struct Sum {
    var calls: Int64 = 0
    var errors: Int64 = 0
    var rows: Int64 = 0
    var bytes: Int64 = 0
    var minutes = [UInt32](repeating: 0, count: MinutePacking.count)

    mutating func clear() {
      (calls, errors, rows, bytes) = (0, 0, 0, 0)
      for i in minutes.indices { minutes[i] = 0 }
    }

    mutating func add(_ delta: HourRollup) {
      add(calls: delta.calls, errors: delta.errors, rows: delta.rows, bytes: delta.bytes)
      delta.minutes.forEach { minute, count in
        minutes[minute] = UInt32(clamping: UInt64(minutes[minute]) + UInt64(count))
      }
    }

    mutating func add(_ select: Prepared, from column: Int32) {
      add(
        calls: select.int(column), errors: select.int(column + 1), rows: select.int(column + 2),
        bytes: select.int(column + 3))
      MinutePacking.add(select.bytes(column + 4), to: &minutes)
    }

    private mutating func add(calls: Int64, errors: Int64, rows: Int64, bytes: Int64) {
      self.calls = self.calls.addingClamped(calls)
      self.errors = self.errors.addingClamped(errors)
      self.rows = self.rows.addingClamped(rows)
      self.bytes = self.bytes.addingClamped(bytes)
    }

    func bind(_ statement: Prepared, from index: Int32, packed: [UInt8]) {
      statement.bind(index, calls)
      statement.bind(index + 1, errors)
      statement.bind(index + 2, rows)
      statement.bind(index + 3, bytes)
      statement.bind(index + 4, packed)
    }
  }
}

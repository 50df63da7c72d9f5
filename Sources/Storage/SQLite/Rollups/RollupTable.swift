import GRDB
import SecurityModel

/// Hourly volumes: by credential in runs, all together in `rollup_all`.
enum RollupTable {
  /// An hour since 1970 as day and hour of the day.
  struct Hour {
    var day: Int64
    var ofDay: Int64

    init(_ hour: Int64) {
      day = hour >= 0 ? hour / 24 : (hour + 1) / 24 - 1
      ofDay = hour - day * 24
    }
  }

  /// Adds the deltas of one tick.
  ///
  /// - Parameter number: gives the number of the name of a credential of the batch.
  static func add(
    _ db: Database, _ batch: RollupBatch, number: (UInt32) throws -> Int64
  ) throws {
    if batch.entries.isEmpty { return }
    var deltas: [Delta] = []
    deltas.reserveCapacity(batch.entries.count)
    for entry in batch.entries {
      let name = try number(entry.credential)
      deltas.append(Delta(hour: Int64(entry.hour), credential: name, offset: entry.offset))
    }
    deltas.sort { $0.key == $1.key ? $0.offset < $1.offset : $0.key < $1.key }
    let newest = try Prepared.int(db, "SELECT coalesce(max(day), -1 << 40) FROM rollup_run")
    var days: [Int64] = []
    try batch.bytes.withUnsafeBytes { bytes in
      var i = 0
      while i < deltas.count {
        let day = deltas[i].day
        var end = i
        while end < deltas.count, deltas[end].day == day { end += 1 }
        try addDay(db, day, deltas[i..<end], bytes)
        days.append(day)
        i = end
      }
    }
    for day in days { try RollupMerge.tidy(db, day: day) }
    if let last = days.last, last > newest {
      try RollupMerge.finish(db, daysBefore: last - 1)
    }
  }

  /// Adds volumes given as values.
  static func add(_ db: Database, _ rollups: [HourRollup], names: inout NameTable) throws {
    var batch = RollupBatch()
    var numbers: [Int64] = []
    for (index, rollup) in rollups.enumerated() {
      numbers.append(try names.number(db, rollup.credential))
      batch.add(rollup, credential: UInt32(index))
    }
    try add(db, batch) { numbers[Int($0)] }
  }

  /// Writes the deltas of a day as a run.
  private static func addDay(
    _ db: Database, _ day: Int64, _ deltas: ArraySlice<Delta>, _ bytes: UnsafeRawBufferPointer
  ) throws {
    var writer = try RollupRunWriter(db, day: day, level: 0)
    var all = RollupDay()
    var group = ByteWriter()
    var i = deltas.startIndex
    while i < deltas.endIndex {
      let credential = deltas[i].credential
      group.removeAll()
      while i < deltas.endIndex, deltas[i].credential == credential {
        let hour = deltas[i].hour
        var next = i + 1
        while next < deltas.endIndex, deltas[next].key == deltas[i].key { next += 1 }
        group.byte(UInt8(hour))
        let start = Int(deltas[i].offset)
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        all.add(hour, &reader)
        if next == i + 1 {
          group.raw(UnsafeRawBufferPointer(rebasing: bytes[start..<start + reader.position]))
        } else {
          var sum = HourVolume()
          reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[start...]))
          sum.add(&reader)
          for delta in deltas[(i + 1)..<next] {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[Int(delta.offset)...])
            reader = ByteReader(rest)
            sum.add(&reader)
            reader = ByteReader(rest)
            all.add(hour, &reader)
          }
          sum.write(to: &group)
        }
        i = next
      }
      try group.bytes.withUnsafeBytes { try writer.add(credential, hours: $0) }
    }
    try writer.finish()
    try addToAll(db, day, all)
  }

  private static func addToAll(_ db: Database, _ day: Int64, _ sums: RollupDay) throws {
    let select = try Prepared(
      db, "SELECT calls, errors, rows, bytes, minutes FROM rollup_all WHERE hour = ?")
    let insert = try Prepared(db, "INSERT OR REPLACE INTO rollup_all VALUES (?, ?, ?, ?, ?, ?)")
    try sums.forEach { ofDay, volume in
      let hour = day * 24 + Int64(ofDay)
      var minutes = (0..<MinutePacking.count).map { volume.minutes[$0] }
      var numbers = [volume.calls, volume.errors, volume.rows, volume.bytes]
      select.bind(1, hour)
      if try select.next() {
        for i in numbers.indices { numbers[i] = numbers[i].addingClamped(select.int(Int32(i))) }
        MinutePacking.add(select.bytes(4), to: &minutes)
        select.reset()
      }
      var packed: [UInt8] = []
      MinutePacking.pack(minutes, into: &packed)
      insert.bind(1, hour)
      for i in numbers.indices { insert.bind(Int32(i + 2), numbers[i]) }
      insert.bind(6, packed)
      try insert.run()
    }
  }

  /// The hours of one credential that touch `from..<to`, in time order.
  static func read(
    _ db: Database, credential: String, from: Timestamp, to: Timestamp
  ) throws -> [HourRollup] {
    guard let number = try NameTable.find(db, credential) else { return [] }
    let (first, last) = hours(from: from, to: to)
    guard first <= last else { return [] }
    let runs = try Prepared(
      db, "SELECT day, run FROM rollup_run WHERE day BETWEEN ? AND ? ORDER BY day")
    let chunk = try Prepared(
      db,
      """
      SELECT id, data FROM rollup_chunk WHERE id >= ? AND id <= ? ORDER BY id DESC LIMIT 1
      """)
    runs.bind(1, Hour(first).day)
    runs.bind(2, Hour(last).day)
    var result: [HourRollup] = []
    var sum = RollupDay()
    var day: Int64?
    func flush() {
      guard let day else { return }
      sum.forEach { ofDay, volume in
        let hour = day * 24 + Int64(ofDay)
        if hour >= first, hour <= last { result.append(volume.rollup(credential, hour: hour)) }
      }
      sum.clear()
    }
    while try runs.next() {
      if runs.int(0) != day {
        flush()
        day = runs.int(0)
      }
      chunk.bind(1, RollupChunk.id(run: runs.int(1), credential: 0))
      chunk.bind(2, RollupChunk.id(run: runs.int(1), credential: number))
      if try chunk.next() {
        _ = RollupChunk.forEach(chunk.int(0), chunk.bytes(1)) { found, group in
          if found == number { sum.add(group) }
          return found < number
        }
        chunk.reset()
      }
    }
    flush()
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
    let (first, last) = hours(from: from, to: to)
    select.bind(1, first)
    select.bind(2, last)
    var result: [HourRollup] = []
    while try select.next() {
      var rollup = HourRollup(
        credential: "",
        hour: Timestamp(
          milliseconds: select.int(0).multipliedClamped(by: Timestamp.Duration.hour)),
        calls: select.int(1), errors: select.int(2), rows: select.int(3), bytes: select.int(4))
      var minutes = [UInt32](repeating: 0, count: MinutePacking.count)
      MinutePacking.add(select.bytes(5), to: &minutes)
      rollup.minuteCalls = minutes
      result.append(rollup)
    }
    return result
  }

  /// The first and last hour that `from..<to` touches; an empty range ends before it begins.
  static func hours(from: Timestamp, to: Timestamp) -> (first: Int64, last: Int64) {
    let first = from.index(ofEvery: Timestamp.Duration.hour)
    guard from < to else { return (first, .min) }
    return (first, to.advanced(by: -1).index(ofEvery: Timestamp.Duration.hour))
  }

  /// Where an hour of a batch lies and where it goes.
  private struct Delta {
    /// Day, credential, hour of the day: the order of a run.
    var key: UInt64
    var offset: UInt32

    private static let bias: Int64 = 1 << 27

    init(hour: Int64, credential: Int64, offset: UInt32) {
      let hour = Hour(hour)
      key =
        UInt64(hour.day + Self.bias) << 36
        | UInt64(min(max(0, credential), RollupChunk.lastCredential)) << 5 | UInt64(hour.ofDay)
      self.offset = offset
    }

    var day: Int64 { Int64(key >> 36) - Self.bias }
    var credential: Int64 { Int64(key >> 5) & RollupChunk.lastCredential }
    var hour: Int { Int(key & 31) }
  }
}

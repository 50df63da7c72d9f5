import GRDB
import SecurityModel

/// Moves the volumes of stores of version 1, a row for each hour, into runs.
enum RollupMigration {
  static func run(_ db: Database) throws {
    let select = try Prepared(
      db.makeStatement(
        sql: """
          SELECT (bucket * 6 + slot) AS hour, credential, calls, errors, rows, bytes, minutes
          FROM rollup ORDER BY bucket / 4 - (bucket < 0 AND bucket % 4 <> 0), credential, hour
          """))
    var writer: RollupRunWriter?
    var day: Int64?
    var credential: Int64 = 0
    var group = ByteWriter()
    func flush() throws {
      if !group.bytes.isEmpty {
        try group.bytes.withUnsafeBytes { try writer?.add(credential, hours: $0) }
      }
      group.removeAll()
    }
    while try select.next() {
      let hour = RollupTable.Hour(select.int(0))
      let isNewDay = hour.day != day
      if isNewDay || select.int(1) != credential { try flush() }
      if isNewDay {
        try writer?.finish()
        writer = try RollupRunWriter(db, day: hour.day, level: RollupMerge.baseLevel)
        day = hour.day
      }
      credential = select.int(1)
      var volume = HourVolume()
      volume.calls = select.int(2)
      volume.errors = select.int(3)
      volume.rows = select.int(4)
      volume.bytes = select.int(5)
      var minutes = [UInt32](repeating: 0, count: MinutePacking.count)
      MinutePacking.add(select.bytes(6), to: &minutes)
      for minute in minutes.indices { volume.minutes[minute] = minutes[minute] }
      group.byte(UInt8(hour.ofDay))
      volume.write(to: &group)
    }
    try flush()
    try writer?.finish()
    try db.execute(sql: "DROP TABLE rollup")
  }
}

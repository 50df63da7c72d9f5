import GRDB
import SecurityModel

/// How far each source has been read.
enum SourceTable {
  /// Replaces the checkpoints given.
  static func write(_ db: Database, _ sources: [SourceCheckpoint]) throws {
    let insert = try Prepared(
      db,
      "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for source in sources {
      insert.bind(1, source.uri)
      insert.bind(2, Int64(bitPattern: source.device))
      insert.bind(3, Int64(bitPattern: source.inode))
      insert.bind(4, Int64(bitPattern: source.fingerprint))
      insert.bind(5, Int64(source.fingerprintLength))
      insert.bind(6, source.restart)
      insert.bind(7, source.restartLine)
      insert.bind(8, source.read)
      insert.bind(9, source.header)
      insert.bind(10, source.format)
      insert.bind(11, source.size)
      insert.bind(12, source.events)
      insert.bind(13, source.skipped)
      insert.bind(14, source.lastEvent?.milliseconds)
      insert.bind(15, source.state)
      insert.bind(16, Int64(bitPattern: source.tail))
      insert.bind(17, source.tailEnd)
      try insert.run()
    }
  }

  /// All checkpoints, sorted by uri.
  static func read(_ db: Database) throws -> [SourceCheckpoint] {
    let select = try Prepared(
      db,
      """
      SELECT uri, device, inode, fingerprint, fingerprint_length, restart, restart_line, read,
        header, format, size, events, skipped, last_event, state, tail, tail_end
      FROM source ORDER BY uri
      """)
    var result: [SourceCheckpoint] = []
    while try select.next() {
      result.append(
        SourceCheckpoint(
          uri: select.text(0), device: UInt64(bitPattern: select.int(1)),
          inode: UInt64(bitPattern: select.int(2)),
          fingerprint: UInt64(bitPattern: select.int(3)), fingerprintLength: Int(select.int(4)),
          restart: select.int(5), restartLine: select.int(6), read: select.int(7),
          header: select.int(8), format: select.text(9), size: select.int(10),
          events: select.int(11), skipped: select.int(12),
          lastEvent: select.optionalInt(13).map { Timestamp(milliseconds: $0) },
          state: select.text(14), tail: UInt64(bitPattern: select.int(15)),
          tailEnd: select.int(16)))
    }
    return result
  }
}

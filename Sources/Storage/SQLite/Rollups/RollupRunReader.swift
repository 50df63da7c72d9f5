import GRDB
import SecurityModel

/// Walks through a run, credential by credential, with one row of it in memory.
final class RollupRunReader {
  private let select: Prepared
  private var row: [UInt8] = []
  private var position = 0
  private var start = 0
  private var length = 0
  private var last: Int64 = 0
  /// The credential it stands at; nil at the end.
  private(set) var credential: Int64?

  init(_ db: Database, run: Int64) throws {
    // A statement of its own: several are walked through at once.
    select = try Prepared(
      db.makeStatement(
        sql: "SELECT id, data FROM rollup_chunk WHERE id >= ? AND id < ? ORDER BY id"))
    select.bind(1, RollupChunk.id(run: run, credential: 0))
    select.bind(2, RollupChunk.id(run: run + 1, credential: 0))
    try advance()
  }

  deinit { select.reset() }

  /// Gives the packed hours of the credential to `body`.
  func withHours(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try row.withUnsafeBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[start..<start + length]))
    }
  }

  /// Goes on to the next credential.
  func advance() throws {
    while true {
      while position >= row.count {
        guard try select.next() else {
          credential = nil
          return
        }
        row = Array(select.bytes(1))
        position = 0
        last = select.int(0) & RollupChunk.lastCredential
      }
      let isSound = row.withUnsafeBytes { bytes in
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[position...]))
        let step = reader.unsigned()
        let count = reader.unsigned()
        start = position + reader.position
        let group = reader.raw(count)
        length = group.count
        position += reader.position
        guard reader.isSound, step <= UInt64(RollupChunk.lastCredential - last) else {
          return false
        }
        last += Int64(step)
        return true
      }
      if isSound {
        credential = last
        return
      }
      // A damaged row ends here; `Store.check` tells.
      position = row.count
    }
  }
}

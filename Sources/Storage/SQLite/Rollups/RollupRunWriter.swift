import GRDB
import SecurityModel

/// Writes one run: the hours of one day, by rising credential, in rows of about a page.
///
/// A row holds groups, each of one credential: how much its number is greater than that of the
/// group before (the first: than the row's own), the length of what follows, and for each hour the
/// hour of the day and its volume. So a chart needs one look into each run, and a tick appends a few
/// pages instead of touching one for every credential.
struct RollupRunWriter {
  /// Bytes of a row: with its number it fits on a page of 8 KiB.
  private static let rowSize = 8_100

  /// The run's number.
  let run: Int64
  private let insert: Prepared
  private var out = ByteWriter()
  private var first: Int64 = 0
  private var last: Int64 = 0
  private(set) var isEmpty = true

  /// Begins a run of a day.
  init(_ db: Database, day: Int64, level: Int64) throws {
    run = try Prepared.int(db, "SELECT coalesce(max(run), 0) + 1 FROM rollup_run")
    let register = try Prepared(db, "INSERT INTO rollup_run VALUES (?, ?, ?)")
    register.bind(1, run)
    register.bind(2, day)
    register.bind(3, level)
    try register.run()
    insert = try Prepared(db, "INSERT INTO rollup_chunk VALUES (?, ?)")
  }

  /// Adds the hours of a credential with a greater number than all before.
  mutating func add(_ credential: Int64, hours: UnsafeRawBufferPointer) throws {
    if !out.bytes.isEmpty, out.bytes.count + hours.count + 10 > Self.rowSize { try flush() }
    if out.bytes.isEmpty {
      first = credential
      last = credential
    }
    out.unsigned(UInt64(credential - last))
    out.unsigned(UInt64(hours.count))
    out.raw(hours)
    last = credential
    isEmpty = false
  }

  /// Ends the run.
  mutating func finish() throws {
    if !out.bytes.isEmpty { try flush() }
  }

  private mutating func flush() throws {
    insert.bind(1, RollupChunk.id(run: run, credential: first))
    insert.bind(2, out.bytes)
    try insert.run()
    out.removeAll()
  }
}

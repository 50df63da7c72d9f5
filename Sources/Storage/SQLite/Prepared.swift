import GRDB
import GRDBSQLite

/// A prepared statement whose texts keep their NULs.
///
/// GRDB binds and reads texts as C strings, which end at the first NUL; log fields may hold one.
/// This binds and reads with explicit lengths. It also costs a third of a GRDB execution, which
/// matters for the hundred thousand rows of a bulk tick. Valid inside the database access in which
/// it was made.
struct Prepared {
  private let statement: Statement
  private let handle: OpaquePointer

  /// The connection's cached statement for `sql`.
  init(_ db: Database, _ sql: String) throws {
    self.init(try db.cachedStatement(sql: sql))
  }

  /// A statement of one's own.
  init(_ statement: Statement) {
    self.statement = statement
    handle = statement.sqliteStatement
    reset()
  }

  func bind(_ index: Int32, _ value: Int64) {
    sqlite3_bind_int64(handle, index, value)
  }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ value: Bool) {
    sqlite3_bind_int64(handle, index, value ? 1 : 0)
  }

  func bind(_ index: Int32, _ value: Double) {
    sqlite3_bind_double(handle, index, value)
  }

  func bind(_ index: Int32, _ value: String) {
    var copy = value
    copy.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { chars in
        // An empty buffer may have no address, which SQLite would take for NULL.
        let length = Int32(clamping: chars.count)
        if let base = chars.baseAddress, length > 0 {
          sqlite3_bind_text(handle, index, base, length, Self.transient)
        } else {
          sqlite3_bind_text(handle, index, "", 0, Self.transient)
        }
      }
    }
  }

  func bind(_ index: Int32, _ value: String?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ value: [UInt8]) {
    value.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress, !bytes.isEmpty {
        _ = sqlite3_bind_blob(handle, index, base, Int32(clamping: bytes.count), Self.transient)
      } else {
        _ = sqlite3_bind_zeroblob(handle, index, 0)
      }
    }
  }

  /// Moves to the next row.
  /// - Returns: false at the end; the statement is then ready to be bound again.
  func next() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default:
      let error = failure()
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs a statement that gives no rows (or whose rows don't matter).
  func run() throws {
    while try next() {}
  }

  /// Runs a statement with bytes that are not copied.
  func run(borrowing bytes: UnsafeRawBufferPointer, at index: Int32) throws {
    if let base = bytes.baseAddress, !bytes.isEmpty {
      _ = sqlite3_bind_blob(handle, index, base, Int32(clamping: bytes.count), nil)
    } else {
      _ = sqlite3_bind_zeroblob(handle, index, 0)
    }
    // The bytes are the caller's for this call only.
    defer { sqlite3_bind_null(handle, index) }
    try run()
  }

  /// Ends a read before its last row.
  func reset() { sqlite3_reset(handle) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let length = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// The bytes of a blob; valid until the next step.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    guard let start = sqlite3_column_blob(handle, column) else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return UnsafeRawBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  private func failure() -> DatabaseError {
    let connection = sqlite3_db_handle(handle)
    return DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
      message: sqlite3_errmsg(connection).map { String(cString: $0) })
  }

  /// Tells SQLite to copy what is bound.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension Prepared {
  /// The single number that `sql` gives; 0 when it gives no row.
  static func int(_ db: Database, _ sql: String) throws -> Int64 {
    let statement = try Prepared(db, sql)
    defer { statement.reset() }
    return try statement.next() ? statement.int(0) : 0
  }
}

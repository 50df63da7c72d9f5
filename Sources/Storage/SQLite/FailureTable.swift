import GRDB
import SecurityModel

/// What could not be decoded.
enum FailureTable {
  /// Adds new failures and drops those that are too many.
  static func add(_ db: Database, _ failures: [ParseFailure]) throws {
    guard !failures.isEmpty else { return }
    let insert = try Prepared(
      db, "INSERT INTO failure (source, line, col, reason) VALUES (?, ?, ?, ?)")
    for failure in failures.suffix(ParseFailureLog.limit) {
      insert.bind(1, failure.source)
      insert.bind(2, failure.line)
      insert.bind(3, Int64(failure.column))
      insert.bind(4, failure.reason)
      try insert.run()
    }
    let trim = try Prepared(
      db, "DELETE FROM failure WHERE sequence <= (SELECT max(sequence) FROM failure) - ?")
    trim.bind(1, Int64(ParseFailureLog.limit))
    try trim.run()

    var totals: [ParseFailureLog.Total: Int64] = [:]
    for failure in failures {
      totals[.init(source: failure.source, reason: failure.reason, count: 0), default: 0] += 1
    }
    let update = try Prepared(
      db, "UPDATE failure_total SET n = n + ? WHERE source = ? AND reason = ?")
    let add = try Prepared(
      db,
      """
      INSERT INTO failure_total VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n
      """)
    for (total, count) in totals.sorted(by: { $0.key < $1.key }) {
      update.bind(1, count)
      update.bind(2, total.source)
      update.bind(3, total.reason)
      try update.run()
      if db.changesCount > 0 { continue }
      let isFull =
        try Prepared.int(db, "SELECT count(*) FROM failure_total") >= ParseFailureLog.totalLimit
      add.bind(1, isFull ? "" : total.source)
      add.bind(2, isFull ? ParseFailureLog.otherReason : total.reason)
      add.bind(3, count)
      try add.run()
    }
  }

  /// The latest failures and the totals.
  static func read(_ db: Database, limit: Int) throws -> ParseFailureLog {
    var log = ParseFailureLog()
    let latest = try Prepared(
      db, "SELECT source, line, col, reason FROM failure ORDER BY sequence DESC LIMIT ?")
    latest.bind(1, Int64(max(0, limit)))
    while try latest.next() {
      log.latest.append(
        ParseFailure(
          source: latest.text(0), line: latest.int(1), column: Int(latest.int(2)),
          reason: latest.text(3)))
    }
    let totals = try Prepared(
      db, "SELECT source, reason, n FROM failure_total ORDER BY n DESC, source, reason")
    while try totals.next() {
      log.totals.append(
        .init(source: totals.text(0), reason: totals.text(1), count: totals.int(2)))
    }
    return log
  }
}

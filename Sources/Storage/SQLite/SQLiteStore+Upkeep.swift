import GRDB
public import SecurityModel

// Checks, copies and clears a store.
extension SQLiteStore {
  public func check(now: Timestamp) throws(StoreError) -> [StoreProblem] {
    do {
      return try read { db in try StoreCheck(db, now: now).problems() }
    } catch {
      // A page so damaged that the check itself fails is a finding of the check.
      if case .corrupt(_, let detail) = error {
        return [StoreProblem(detail: detail, remedy: error.remedy)]
      }
      throw error
    }
  }

  public func backup(to path: String) throws(StoreError) {
    try StoreFiles.createFolder(of: path)
    try StoreFiles.createPrivate(path)
    do {
      let target = try DatabaseQueue(path: path)
      try copy(to: target)
      // The copy is in WAL mode like the original; one that nobody has open needs no such files.
      try target.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
      try target.close()
    } catch {
      StoreFiles.remove(path)
      throw StoreError(error, path: path)
    }
  }

  public func prune(_ retention: Retention) throws(StoreError) -> PruneReport {
    var report = PruneReport()
    if let time = retention.rollupsBefore {
      var day: Int64?
      report.rollups = try inSteps { db in
        try Pruning.rollups(db, before: time, after: &day)
      }
    }
    if let time = retention.minutesBefore {
      var day: Int64?
      report.minutes = try inSteps { db in
        try Pruning.minutes(db, before: time, after: &day)
      }
    }
    if let time = retention.closedFindingsBefore {
      report.findings = try inSteps { db in
        let (findings, actions) = try Pruning.findings(db, before: time)
        report.actions += actions
        return findings > 0 ? findings : nil
      }
    }
    return report
  }

  /// Repeats a step, each in a transaction of its own, until it finds nothing more to do.
  private func inSteps(_ step: (Database) throws -> Int?) throws(StoreError) -> Int {
    var total = 0
    while true {
      let count = try write { db in
        let count = try step(db)
        if let count, count > 0 { try Meta.record(db, .init(ingest: true, findings: true)) }
        return count
      }
      guard let count else { return total }
      total += count
    }
  }
}

import GRDB
import SecurityModel

/// The append-only log of what analysts did.
enum ActionTable {
  /// Most actions given for one finding: a bound for hostile stores, far above any real history.
  static let historyLimit: Int64 = 100_000

  /// Stores one action unless it contradicts what others did since.
  ///
  /// - Parameter incidents: gets the incident whose summary must be made again.
  static func apply(
    _ db: Database, _ action: AnalystAction, incidents: inout Set<String>
  ) throws -> ActionResult {
    let find = try Prepared(db, "SELECT row, severity, incident FROM finding WHERE id = ?")
    find.bind(1, action.finding)
    guard try find.next() else { return .unknownFinding }
    let row = find.int(0)
    let severity = Severity(stored: find.int(1))
    let incident = find.text(2)
    find.reset()
    let existing = try actions(db, row: row)
    if let refusal = ActionRules.refusal(of: action, existing: existing) { return refusal }

    let insert = try Prepared(
      db,
      """
      INSERT INTO analyst_action (finding, at, actor, verb, argument, text, base, severity)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, row)
    insert.bind(2, action.at.milliseconds)
    insert.bind(3, action.by)
    insert.bind(4, action.verb.name)
    switch action.verb {
    case .assign(let name): insert.bind(5, name)
    case .close(let verdict): insert.bind(5, verdict.rawValue)
    case .mute(let until): insert.bind(5, until.milliseconds)
    case .undo(let sequence): insert.bind(5, sequence)
    case .acknowledge, .start, .note, .reopen: insert.bind(5, nil as String?)
    }
    insert.bind(6, action.text)
    insert.bind(7, action.base)
    insert.bind(8, Int64(severity.rawValue))
    try insert.run()
    var stored = action
    stored.sequence = db.lastInsertedRowID
    let state = ActionRules.state(
      of: existing + [StoredAction(action: stored, severity: severity)], severity: severity,
      now: action.at)
    try FindingTable.writeState(db, row: row, state)
    let notes = try Prepared(db, "UPDATE finding_text SET notes = ? WHERE rowid = ?")
    notes.bind(1, state.notes.map(\.text).joined(separator: "\n"))
    notes.bind(2, row)
    try notes.run()
    if !incident.isEmpty { incidents.insert(incident) }
    return .stored(sequence: stored.sequence)
  }

  /// The state that the actions on a finding make.
  static func state(
    _ db: Database, row: Int64, severity: Severity, now: Timestamp
  ) throws -> FindingState {
    ActionRules.state(of: try actions(db, row: row), severity: severity, now: now)
  }

  /// The actions on one finding in order.
  static func actions(_ db: Database, row: Int64) throws -> [StoredAction] {
    let select = try Prepared(
      db,
      """
      SELECT sequence, finding.id, at, actor, verb, argument, text, base,
        analyst_action.severity
      FROM analyst_action JOIN finding ON finding.row = analyst_action.finding
      WHERE analyst_action.finding = ? ORDER BY sequence LIMIT ?
      """)
    select.bind(1, row)
    select.bind(2, historyLimit)
    return try read(select)
  }

  /// Actions on one finding, or on all, after a sequence number.
  static func history(
    _ db: Database, of finding: String?, after: Int64, limit: Int
  ) throws -> [AnalystAction] {
    var sql = SQLBuilder()
    sql.add(
      """
      SELECT sequence, finding.id, at, actor, verb, argument, text, base,
        analyst_action.severity
      FROM analyst_action JOIN finding ON finding.row = analyst_action.finding
      """)
    sql.add("WHERE sequence > ?", after)
    if let finding { sql.add("AND finding.id = ?", finding) }
    sql.add("ORDER BY sequence LIMIT ?", Int64(max(0, limit)))
    return try read(sql.prepared(db)).map(\.action)
  }

  /// The last actions on all findings, newest first.
  static func latest(_ db: Database, limit: Int) throws -> [AnalystAction] {
    let select = try Prepared(
      db,
      """
      SELECT sequence, finding.id, at, actor, verb, argument, text, base,
        analyst_action.severity
      FROM analyst_action JOIN finding ON finding.row = analyst_action.finding
      ORDER BY sequence DESC LIMIT ?
      """)
    select.bind(1, Int64(max(0, limit)))
    return try read(select).map(\.action)
  }

  private static func read(_ select: Prepared) throws -> [StoredAction] {
    var result: [StoredAction] = []
    while try select.next() {
      guard let verb = verb(select) else { continue }
      result.append(
        StoredAction(
          action: AnalystAction(
            sequence: select.int(0), finding: select.text(1),
            at: Timestamp(milliseconds: select.int(2)), by: select.text(3), verb: verb,
            text: select.text(6), base: select.optionalInt(7)),
          severity: Severity(stored: select.int(8))))
    }
    return result
  }

  private static func verb(_ select: Prepared) -> AnalystAction.Verb? {
    switch select.text(4) {
    case "acknowledge": .acknowledge
    case "start": .start
    case "note": .note
    case "assign": .assign(to: select.optionalText(5))
    case "close": .close(Verdict(rawValue: select.text(5)) ?? .undetermined)
    case "mute": .mute(until: Timestamp(milliseconds: select.int(5)))
    case "reopen": .reopen
    case "undo": .undo(sequence: select.int(5))
    default: nil
    }
  }
}

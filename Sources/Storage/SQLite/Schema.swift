import GRDB

/// The tables of a store and how older ones become the present ones.
///
/// Derived columns and tables (a finding's `status`, `tally`, `open_count`, `incident`,
/// `rollup_all`) are kept in the same transaction as what they derive from, so that no screen
/// has to scan a million rows; `Store.check` compares them with the truth.
enum Schema {
  /// Marks the file as ours: "CRMW".
  static let applicationID: Int32 = 0x4352_4D57
  /// The format this release writes; also in `PRAGMA user_version`.
  static let version = 3

  /// All steps, oldest first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      for statement in first { try db.execute(sql: statement) }
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("2") { db in
      for statement in second { try db.execute(sql: statement) }
      try RollupMigration.run(db)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3") { db in
      for statement in third { try db.execute(sql: statement) }
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    return migrator
  }

  /// What a source ended with where reading stopped; 0 = not known, as for all that were read before.
  private static let third = [
    "ALTER TABLE source ADD COLUMN tail INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE source ADD COLUMN tail_end INTEGER NOT NULL DEFAULT 0",
  ]

  /// States of credentials under their number, volumes in runs: a tick writes a third of the bytes.
  private static let second = [
    "CREATE TABLE credential_state (number INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT",
    """
    INSERT INTO credential_state
      SELECT row_number() OVER (ORDER BY key), value FROM state WHERE key GLOB 'credential/*'
    """,
    "DELETE FROM state WHERE key GLOB 'credential/*'",
    // Number of the state that completes the record; NULL = the record is in credential_body.
    "ALTER TABLE credential ADD COLUMN state INTEGER",
    "ALTER TABLE credential ADD COLUMN extra BLOB",
    // Hourly volumes lie in runs, each sorted by credential and cut into rows of a page; the number
    // of a row is that of its run (upper half) and of its first credential (lower half).
    """
    CREATE TABLE rollup_run (
      run INTEGER PRIMARY KEY, day INTEGER NOT NULL, level INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX rollup_run_day ON rollup_run (day, level)",
    "CREATE TABLE rollup_chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
  ]

  private static let first = [
    // Named values: the secret, the watermark, sequence numbers.
    "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value ANY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE counter (
      kind TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE source (
      uri TEXT PRIMARY KEY NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
      fingerprint INTEGER NOT NULL, fingerprint_length INTEGER NOT NULL,
      restart INTEGER NOT NULL, restart_line INTEGER NOT NULL, read INTEGER NOT NULL,
      header INTEGER NOT NULL, format TEXT NOT NULL, size INTEGER NOT NULL,
      events INTEGER NOT NULL, skipped INTEGER NOT NULL, last_event INTEGER, state TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE state (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT",
    // Credential keys are long and repeated in every rollup: kept once, by number.
    "CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE credential (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL, platform INTEGER NOT NULL, org TEXT NOT NULL,
      integration TEXT NOT NULL, type INTEGER NOT NULL, readiness TEXT NOT NULL,
      user TEXT NOT NULL, app TEXT NOT NULL, owner TEXT, declared INTEGER NOT NULL,
      risk INTEGER NOT NULL, calls INTEGER NOT NULL, calls_24h INTEGER NOT NULL,
      last_seen INTEGER NOT NULL, flags TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE credential_body (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    """
    CREATE TABLE rollup (
      bucket INTEGER NOT NULL, credential INTEGER NOT NULL, slot INTEGER NOT NULL,
      calls INTEGER NOT NULL, errors INTEGER NOT NULL, rows INTEGER NOT NULL,
      bytes INTEGER NOT NULL, minutes BLOB NOT NULL,
      PRIMARY KEY (bucket, credential, slot)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE rollup_all (
      hour INTEGER PRIMARY KEY, calls INTEGER NOT NULL, errors INTEGER NOT NULL,
      rows INTEGER NOT NULL, bytes INTEGER NOT NULL, minutes BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE finding (
      row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, detector TEXT NOT NULL,
      severity INTEGER NOT NULL, platform INTEGER NOT NULL, org TEXT NOT NULL,
      credential TEXT NOT NULL, integration TEXT NOT NULL, incident TEXT NOT NULL,
      raised INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      count INTEGER NOT NULL, risk INTEGER NOT NULL, stored INTEGER NOT NULL,
      digest INTEGER NOT NULL, words INTEGER NOT NULL,
      status INTEGER NOT NULL DEFAULT 0, muted_until INTEGER, assignee TEXT,
      version INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX finding_queue ON finding (status, severity, raised, id)",
    "CREATE INDEX finding_credential ON finding (credential, raised)",
    "CREATE INDEX finding_integration ON finding (integration, raised)",
    "CREATE INDEX finding_detector ON finding (detector, raised)",
    "CREATE INDEX finding_incident ON finding (incident, raised) WHERE incident <> ''",
    "CREATE INDEX finding_muted ON finding (muted_until) WHERE status = 3",
    // The wide part; evidence last, so that lists without it don't read its pages.
    """
    CREATE TABLE finding_body (
      row INTEGER PRIMARY KEY REFERENCES finding (row) ON DELETE CASCADE,
      title TEXT NOT NULL, detector_version INTEGER NOT NULL, confidence REAL NOT NULL,
      explanation TEXT NOT NULL, observed TEXT NOT NULL, expected TEXT NOT NULL,
      attack TEXT NOT NULL, owasp TEXT NOT NULL, controls TEXT NOT NULL, late INTEGER NOT NULL,
      evidence TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE VIRTUAL TABLE finding_text USING fts5 (
      title, names, explanation, evidence, notes, tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TABLE analyst_action (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      finding INTEGER NOT NULL REFERENCES finding (row) ON DELETE CASCADE,
      at INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL, argument ANY,
      text TEXT NOT NULL, base INTEGER, severity INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX action_finding ON analyst_action (finding, sequence)",
    """
    CREATE TABLE incident (
      id TEXT PRIMARY KEY NOT NULL, credential TEXT NOT NULL, severity INTEGER NOT NULL,
      first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, findings INTEGER NOT NULL,
      open INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX incident_last ON incident (last_seen, id)",
    "CREATE INDEX incident_credential ON incident (credential, last_seen)",
    """
    CREATE TABLE tally (
      status INTEGER NOT NULL, severity INTEGER NOT NULL, n INTEGER NOT NULL,
      PRIMARY KEY (status, severity)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE open_count (credential TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL) STRICT
    """,
    """
    CREATE TRIGGER finding_added AFTER INSERT ON finding BEGIN
      INSERT INTO tally VALUES (new.status, new.severity, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
      INSERT INTO open_count SELECT new.credential, 1 WHERE new.status < 3
        ON CONFLICT DO UPDATE SET n = n + 1;
    END
    """,
    """
    CREATE TRIGGER finding_removed AFTER DELETE ON finding BEGIN
      UPDATE tally SET n = n - 1 WHERE status = old.status AND severity = old.severity;
      UPDATE open_count SET n = n - 1 WHERE credential = old.credential AND old.status < 3;
    END
    """,
    """
    CREATE TRIGGER finding_changed AFTER UPDATE OF status, severity, credential ON finding
    WHEN old.status <> new.status OR old.severity <> new.severity
      OR old.credential <> new.credential
    BEGIN
      UPDATE tally SET n = n - 1 WHERE status = old.status AND severity = old.severity;
      INSERT INTO tally VALUES (new.status, new.severity, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
      UPDATE open_count SET n = n - 1 WHERE credential = old.credential AND old.status < 3;
      INSERT INTO open_count SELECT new.credential, 1 WHERE new.status < 3
        ON CONFLICT DO UPDATE SET n = n + 1;
    END
    """,
    """
    CREATE TABLE failure (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, line INTEGER NOT NULL,
      col INTEGER NOT NULL, reason TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE failure_total (
      source TEXT NOT NULL, reason TEXT NOT NULL, n INTEGER NOT NULL,
      PRIMARY KEY (source, reason)
    ) STRICT
    """,
  ]
}

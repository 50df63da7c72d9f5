import GRDB
public import SecurityModel
import Synchronization

/// The store in one SQLite file.
///
/// **Crash safety.** The file is in WAL mode with `synchronous = NORMAL`: killing the process at
/// any moment loses nothing that `commit` or `apply` had returned from. A power failure may lose
/// the last commits, each as a whole, and the store stays consistent; since source positions are
/// committed with what came of them, the collector then reads the lost part again.
///
/// **Privacy.** New files are readable by their owner only, new folders likewise.
public final class SQLiteStore: Store {
  /// What may be chosen when opening.
  public struct Options: Hashable, Sendable {
    /// How long a write waits for another process's, in milliseconds.
    public var busyTimeout = 5_000
    /// Most pages of 4,096 bytes the file may have; nil = what the volume holds.
    public var pageLimit: Int?
    /// Page cache of a collector's writing connection, in KiB.
    public var writerCache = 6_144
    /// Most reads at the same time.
    public var readers = 4

    public init() {}
  }

  public let role: StoreRole
  public let secret: KeyedHash
  /// The file.
  public let path: String

  private let pool: DatabasePool
  private let lease: Mutex<CollectorLease?>
  /// What the last commit wrote, to leave out what hasn't changed.
  let lastTotals = Mutex<Totals?>(nil)
  /// Numbers of names by the collector's numbers of credentials; 0 = not looked up yet.
  let nameNumbers = Mutex<[Int64]>([])

  /// The totals of a checkpoint.
  struct Totals: Equatable, Sendable {
    var counters: IngestCounters
    var watermark: OrderKey
  }

  private init(
    path: String, role: StoreRole, pool: DatabasePool, secret: KeyedHash, lease: CollectorLease?
  ) {
    self.path = path
    self.role = role
    self.pool = pool
    self.secret = secret
    self.lease = Mutex(lease)
  }

  /// Opens a store; a collector creates what is missing.
  ///
  /// - Parameter newSecret: random numbers, the key for hashing secrets if the store is new; an
  ///   older store keeps the key it has. Viewers need none.
  /// - Parameter now: wall-clock time, to tell others since when the lease is held.
  /// - Throws: `.notFound` for a viewer without a store, `.busy` for a second collector,
  ///   `.newerVersion`, `.corrupt` for files that aren't stores, `.notPermitted`, `.io`.
  public static func open(
    path: String, role: StoreRole, newSecret: KeyedHash? = nil, now: Timestamp,
    options: Options = .init()
  ) throws(StoreError) -> SQLiteStore {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .invalid(detail: "the path of a store must not be empty or hold a NUL")
    }
    if role == .collector { try StoreFiles.createFolder(of: path) }
    let path = StoreFiles.resolve(path)
    var lease: CollectorLease?
    if role == .collector {
      lease = try CollectorLease(store: path, now: now)
    }
    try prepareFile(path, role: role)
    do {
      let pool = try DatabasePool(path: path, configuration: configuration(role, options))
      lease = try migrate(pool, path: path, lease: lease, now: now)
      if role == .viewer { lease = nil }
      let secret = try secret(pool, path: path, role: role, new: newSecret)
      return SQLiteStore(path: path, role: role, pool: pool, secret: secret, lease: lease)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  public func close() {
    // A close that fails leaves the connections to end with the process; nothing is lost.
    try? pool.close()
    lease.withLock { lease in
      if lease != nil { try? tidy() }
      lease = nil
    }
  }

  /// Moves what is left in the write-ahead log into the store and removes the log, unless others
  /// use it: the pool closes a reader last, and readers can't.
  private func tidy() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.read { db in _ = try Prepared.int(db, "SELECT count(*) FROM meta") }
    try queue.close()
  }

  /// Runs `body` on one consistent view. May be called from within another read's callback.
  func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    do {
      return try pool.unsafeReentrantRead { db in
        if db.isInsideTransaction { return try body(db) }
        var result: T?
        try db.inTransaction(.deferred) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw StoreError.io(path: path, detail: "the read gave nothing") }
        return result
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs `body` in one transaction that is rolled back when it throws.
  func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    do {
      return try pool.write(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Copies the database into another file.
  func copy(to target: DatabaseQueue) throws {
    try pool.backup(to: target)
  }
}

// MARK: - Opening

extension SQLiteStore {
  private static func prepareFile(_ path: String, role: StoreRole) throws(StoreError) {
    switch try StoreFiles.inspect(path) {
    case .missing:
      if role == .viewer { throw .notFound(path: path) }
      try StoreFiles.createPrivate(path)
      try markFile(path)
    case .empty:
      if role == .viewer { throw .notFound(path: path) }
      try markFile(path)
    case .store(let version):
      if version > Schema.version {
        throw .newerVersion(path: path, found: version, known: Schema.version)
      }
      // A process may have died while it wrote the mark: the rollback that is due on opening would
      // then take the mark away again. The version stays 0 until the mark has long been safe.
      if version == 0, role == .collector { try markFile(path) }
    case .other(let detail): throw .corrupt(path: path, detail: detail)
    }
  }

  /// Writes the header with our mark before the file goes into WAL mode, so that `inspect` can
  /// rely on it even when the process dies during creation.
  private static func markFile(_ path: String) throws(StoreError) {
    do {
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { db in
        // Whole credentials and their baselines fit on a page, and a tick needs half the calls.
        try db.execute(sql: "PRAGMA page_size = 8192")
        try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      }
      try queue.close()
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func configuration(_ role: StoreRole, _ options: Options) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Double(options.busyTimeout) / 1_000)
    configuration.maximumReaderCount = max(1, options.readers)
    configuration.label = "crmwatch.store"
    let writerCache = role == .collector ? options.writerCache : 2_048
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      if db.configuration.readonly {
        try db.execute(sql: "PRAGMA cache_size = -4096")
        return
      }
      try db.execute(sql: "PRAGMA cache_size = -\(max(0, writerCache))")
      // Larger than SQLite's 1,000 pages: a bulk tick writes more than that, and every
      // checkpoint waits for the disk.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 2000")
      try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
      if let limit = options.pageLimit {
        try db.execute(sql: "PRAGMA max_page_count = \(max(1, limit))")
      }
    }
    return configuration
  }

  /// Brings the tables up to date; a viewer does so only while no collector is at work.
  private static func migrate(
    _ pool: DatabasePool, path: String, lease: CollectorLease?, now: Timestamp
  ) throws -> CollectorLease? {
    let (version, complete) = try pool.read { db in
      (
        Int(try Prepared.int(db, "PRAGMA user_version")),
        try Schema.migrator.hasCompletedMigrations(db)
      )
    }
    if version > Schema.version {
      throw StoreError.newerVersion(path: path, found: version, known: Schema.version)
    }
    if complete { return lease }
    let held = try lease ?? CollectorLease(store: path, now: now)
    try Schema.migrator.migrate(pool)
    return held
  }

  private static func secret(
    _ pool: DatabasePool, path: String, role: StoreRole, new: KeyedHash?
  ) throws -> KeyedHash {
    if let stored = try pool.read(Meta.secret) { return stored }
    guard role == .collector else { throw StoreError.notFound(path: path) }
    guard let new else {
      throw StoreError.invalid(detail: "a new store needs a random key for hashing secrets")
    }
    try pool.write { db in try Meta.setSecret(db, new) }
    return new
  }
}

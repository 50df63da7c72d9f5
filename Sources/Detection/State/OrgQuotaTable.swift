import SecurityModel

/// Rolling 24-hour use of each organisation's API call pool.
///
/// Used/maximum come from limit headers or events where the log tells them; otherwise calls over all
/// credentials are counted against the configured pool.
struct OrgQuotaTable {
  struct Pool {
    var org: Symbol
    var platform: Platform
    var counted = HourRing()
    /// Maximum as told by the last record that told one; 0 = never told.
    var toldMaximum: Int64 = 0
    var toldUsed: Int64 = -1
    var toldAt = Timestamp.distantPast
    /// Calls counted per minute over the last hour, for the forecast.
    var minutes = InlineArray<60, UInt32>(repeating: 0)
    var minute: Int64 = .min
  }

  /// More than any pool: what a log tells beyond it is not believed.
  static let mostCalls: Int64 = 1_000_000_000_000
  private let configured: Int64
  private(set) var pools: [Pool] = []
  /// Index of the pool touched last.
  private var last = 0

  init(configured: Int64) { self.configured = min(configured, Self.mostCalls) }

  /// The pool of an org with its effective maximum, when the pool is at least half used.
  ///
  /// Nothing is copied on the usual path, where it isn't.
  func look(_ org: Symbol) -> (pool: Pool, maximum: Int64)? {
    guard last < pools.count, pools[last].org == org else { return nil }
    let maximum = pools[last].toldMaximum > 0 ? pools[last].toldMaximum : configured
    let used = max(pools[last].counted.total, pools[last].toldUsed)
    return maximum > 0 && used &* 2 >= maximum ? (pools[last], maximum) : nil
  }

  /// Calls a day that an org may make; 0 = unknown.
  func maximum(of org: Symbol, _ platform: Platform) -> Int64 {
    let pool = pools.first { $0.org == org && $0.platform == platform }
    return pool.map { $0.toldMaximum > 0 ? $0.toldMaximum : configured } ?? configured
  }

  private mutating func select(_ event: UnsafePointer<APIEvent>) {
    let (org, platform) = (event.pointee.org, event.pointee.platform)
    if last < pools.count, pools[last].org == org, pools[last].platform == platform {
      return
    }
    if let i = pools.firstIndex(where: { $0.org == org && $0.platform == platform }) {
      last = i
    } else {
      // More orgs than this in one store is not a real installation.
      if pools.count >= 1_024 { pools.removeFirst() }
      pools.append(Pool(org: org, platform: platform))
      last = pools.count - 1
    }
  }

  mutating func count(_ event: UnsafePointer<APIEvent>) {
    select(event)
    Self.count(at: event.pointee.time, in: &pools[last])
  }

  private static func count(at time: Timestamp, in pool: inout Pool) {
    pool.counted.add(1, at: time)
    let minute = time.index(ofEvery: Timestamp.Duration.minute)
    let newest = pool.minute
    if minute > newest {
      let steps = newest == .min ? 60 : min(60, minute &- newest)
      for step in 0..<steps { pool.minutes[Int((((minute &- step) % 60) + 60) % 60)] = 0 }
      pool.minute = minute
    }
    if minute > pool.minute &- 60 { pool.minutes[Int(((minute % 60) + 60) % 60)] &+= 1 }
  }

  mutating func told(_ event: UnsafePointer<APIEvent>) {
    select(event)
    pools[last].toldMaximum = min(event.pointee.limitMaximum, Self.mostCalls)
    if event.pointee.limitUsed >= 0 {
      pools[last].toldUsed = min(event.pointee.limitUsed, Self.mostCalls)
      pools[last].toldAt = event.pointee.time
    }
  }

  func encode(into out: inout ByteWriter, symbols: SymbolTable) {
    out.put(UInt64(pools.count))
    for pool in pools {
      symbols.withBytes(of: pool.org) { out.put($0) }
      out.put(pool.platform.rawValue)
      pool.counted.encode(into: &out)
      out.put(pool.toldMaximum)
      out.put(pool.toldUsed)
      out.put(pool.toldAt)
      out.put(pool.minute)
      for i in 0..<60 { out.put(pool.minutes[i]) }
    }
  }

  mutating func decode(
    from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    for _ in 0..<(try reader.unsigned()) {
      let org = symbols.intern(try reader.text())
      guard let platform = Platform(rawValue: try reader.byte()) else {
        throw ByteReader.Failure(offset: 0)
      }
      var pool = Pool(org: org, platform: platform)
      pool.counted = try HourRing(from: &reader)
      pool.toldMaximum = try reader.int64()
      pool.toldUsed = try reader.int64()
      pool.toldAt = try reader.timestamp()
      pool.minute = try reader.int64()
      for i in 0..<60 { pool.minutes[i] = try reader.uint32() }
      pools.append(pool)
    }
  }
}

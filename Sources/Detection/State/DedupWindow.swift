import CHints
import SecurityModel

/// Remembers which records were applied, so that re-delivered ones are not counted twice.
///
/// Keys are kept by event hour for `horizon` behind the newest hour and at most `limit` in all
/// (8 bytes each plus slack); past either the oldest hours are forgotten and counted. A record that
/// comes again after that would be counted again, which is why the horizon covers a daily file that
/// repeats yesterday's hourly ones.
struct DedupWindow {
  static let horizon: Int64 = 72
  static let limit = 4_000_000

  /// Open-addressing set of 64-bit keys; 0 is not a key.
  private struct Hour {
    var slots: [UInt64] = []
    var count = 0
    /// Keys added since the last checkpoint.
    var fresh: [UInt64] = []
  }

  private var hours: [Int64: Hour] = [:]
  private var newest: Int64 = .min
  private var total = 0
  private(set) var forgotten: Int64 = 0
  /// Hours dropped since the last checkpoint.
  private var dropped: [Int64] = []
  /// Bytes of keys that wait for the next checkpoint.
  private(set) var pendingSize = 0
  /// Number of checkpoint pieces written per hour.
  private var pieces: [Int64: Int] = [:]

  /// Notes a record; false when it was there before.
  mutating func insert(_ key: UInt64, at time: Timestamp) -> Bool {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    if hour > newest { advance(to: hour) }
    if hour <= newest &- Self.horizon { return true }
    let isNew = Self.add(key == 0 ? 1 : key, to: &hours[hour, default: Hour()], isFresh: true)
    if isNew {
      total += 1
      pendingSize += 8
      if total > Self.limit { forgetOldest() }
    }
    return isNew
  }

  /// Brings near where a key will be looked for.
  @inline(__always)
  func prefetch(_ key: UInt64, at time: Timestamp) {
    guard let hour = hours[time.index(ofEvery: Timestamp.Duration.hour)] else { return }
    hour.slots.withUnsafeBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      crmwatch_prefetch(base + (Int(truncatingIfNeeded: key ^ key >> 32) & (slots.count &- 1)))
    }
  }

  private static func add(_ key: UInt64, to hour: inout Hour, isFresh: Bool) -> Bool {
    if (hour.count + 1) * 4 > hour.slots.count * 3 {
      let old = hour.slots
      hour.slots = [UInt64](repeating: 0, count: max(16, old.count * 2))
      for k in old where k != 0 { place(k, in: &hour.slots) }
    }
    let mask = hour.slots.count &- 1
    var i = Int(truncatingIfNeeded: key ^ key >> 32) & mask
    while hour.slots[i] != 0 {
      if hour.slots[i] == key { return false }
      i = (i &+ 1) & mask
    }
    hour.slots[i] = key
    hour.count += 1
    if isFresh { hour.fresh.append(key) }
    return true
  }

  private static func place(_ key: UInt64, in slots: inout [UInt64]) {
    let mask = slots.count &- 1
    var i = Int(truncatingIfNeeded: key ^ key >> 32) & mask
    while slots[i] != 0 { i = (i &+ 1) & mask }
    slots[i] = key
  }

  private mutating func advance(to hour: Int64) {
    newest = hour
    for old in hours.keys.filter({ $0 <= hour &- Self.horizon }).sorted() { drop(old) }
  }

  private mutating func forgetOldest() {
    guard let oldest = hours.keys.min() else { return }
    forgotten += Int64(hours[oldest]?.count ?? 0)
    drop(oldest)
  }

  private mutating func drop(_ hour: Int64) {
    total -= hours[hour]?.count ?? 0
    hours[hour] = nil
    dropped.append(hour)
  }

  /// What changed since the last call, as state blobs: new keys per hour, and deletions.
  mutating func takeChanges() -> [Checkpoint.StateBlob] {
    var blobs: [Checkpoint.StateBlob] = []
    pendingSize = 0
    for hour in dropped {
      for piece in 0..<(pieces[hour] ?? 0) {
        blobs.append(.init(key: "dedup/\(hour)/\(piece)", bytes: []))
      }
      pieces[hour] = nil
    }
    dropped.removeAll()
    for hour in hours.keys.sorted() {
      guard let fresh = hours[hour]?.fresh, !fresh.isEmpty else { continue }
      var out = ByteWriter()
      for key in fresh { out.putFixed(key) }
      let piece = pieces[hour] ?? 0
      // Live ticks bring a few keys each; they are gathered into one blob now and then.
      if piece >= 64, let all = hours[hour] {
        out = ByteWriter()
        for key in all.slots where key != 0 { out.putFixed(key) }
        for old in 1..<piece { blobs.append(.init(key: "dedup/\(hour)/\(old)", bytes: [])) }
        blobs.append(.init(key: "dedup/\(hour)/0", bytes: out.bytes))
        pieces[hour] = 1
      } else {
        blobs.append(.init(key: "dedup/\(hour)/\(piece)", bytes: out.bytes))
        pieces[hour] = piece + 1
      }
      hours[hour]?.fresh.removeAll(keepingCapacity: false)
    }
    return blobs
  }

  /// Takes back one blob.
  mutating func restore(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    let parts = blob.key.split(separator: "/")
    guard parts.count == 3, let hour = Int64(parts[1]), let piece = Int(parts[2]) else {
      throw ByteReader.Failure(offset: 0)
    }
    var reader = ByteReader(blob.bytes)
    while !reader.isAtEnd {
      if Self.add(try reader.fixed(), to: &hours[hour, default: Hour()], isFresh: false) {
        total += 1
      }
    }
    pieces[hour] = max(pieces[hour] ?? 0, piece + 1)
    newest = max(newest, hour)
  }
}

import CHints
import SecurityModel

/// Remembers which records were applied, so that re-delivered ones are not counted twice.
///
/// Keys are kept by event hour for `horizon` behind the newest hour and at most `limit` in all
/// (8 bytes each plus slack); past either the oldest hours are forgotten and counted. A record that
/// comes again after that would be counted again, which is why the horizon covers a daily file that
/// repeats yesterday's hourly ones.
struct DedupWindow: ~Copyable {
  static let horizon: Int64 = 72
  static let limit = 4_000_000

  /// The hours of the window, each in the place that its number modulo the size of the ring names:
  /// the window is shorter than the ring, so no two of its hours meet.
  private let ring: UnsafeMutablePointer<DedupHour>
  private static let ringSize = 128
  private var newest: Int64 = .min
  private var total = 0
  private(set) var forgotten: Int64 = 0
  /// Hours dropped since the last checkpoint.
  private var dropped: [Int64] = []
  /// Bytes of keys that wait for the next checkpoint.
  private(set) var pendingSize = 0
  /// Number of checkpoint pieces written per hour.
  private var pieces: [Int64: Int] = [:]

  init() {
    ring = .allocate(capacity: Self.ringSize)
    for i in 0..<Self.ringSize { (ring + i).initialize(to: DedupHour()) }
  }

  deinit {
    ring.deinitialize(count: Self.ringSize)
    ring.deallocate()
  }

  /// The place of an hour in the ring.
  @inline(__always)
  private func place(_ hour: Int64) -> UnsafeMutablePointer<DedupHour> {
    ring + Int(truncatingIfNeeded: hour & Int64(Self.ringSize - 1))
  }

  /// Notes a record; false when it was there before.
  mutating func insert(_ key: UInt64, at time: Timestamp) -> Bool {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    if hour > newest { advance(to: hour) }
    if hour <= newest &- Self.horizon { return true }
    let keys = place(hour)
    if keys.pointee.number != hour { open(hour) }
    let isNew = keys.pointee.add(key, isFresh: true)
    if isNew {
      total += 1
      pendingSize += 8
      if total > Self.limit { forgetOldest() }
    }
    return isNew
  }

  /// Brings near where a key will be looked for.
  @inline(__always)
  borrowing func prefetch(_ key: UInt64, at time: Timestamp) {
    place(time.index(ofEvery: Timestamp.Duration.hour)).pointee.prefetch(key)
  }

  /// Makes an hour's place its own. One that is still there can only come from a damaged store.
  private mutating func open(_ hour: Int64) {
    if !place(hour).pointee.isEmpty { drop(place(hour).pointee.number) }
    place(hour).pointee.number = hour
  }

  /// Moves the window on, and with it what is too old out of it.
  private mutating func advance(to hour: Int64) {
    newest = hour
    for old in hours() where old <= hour &- Self.horizon { drop(old) }
  }

  /// The hours that hold keys, ascending.
  private func hours() -> [Int64] {
    var numbers: [Int64] = []
    for i in 0..<Self.ringSize where !ring[i].isEmpty { numbers.append(ring[i].number) }
    return numbers.sorted()
  }

  private mutating func forgetOldest() {
    guard let oldest = hours().first else { return }
    forgotten += Int64(place(oldest).pointee.count)
    drop(oldest)
  }

  private mutating func drop(_ hour: Int64) {
    total -= place(hour).pointee.count
    place(hour).pointee = DedupHour()
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
    for hour in hours() where place(hour).pointee.freshCount > 0 {
      let keys = place(hour)
      var out = ByteWriter()
      let piece = pieces[hour] ?? 0
      // Live ticks bring a few keys each; they are gathered into one blob now and then.
      if piece >= 64 {
        out.bytes.reserveCapacity(keys.pointee.count * 8)
        keys.pointee.forEach { out.putFixed($0) }
        for old in 1..<piece { blobs.append(.init(key: "dedup/\(hour)/\(old)", bytes: [])) }
        blobs.append(.init(key: "dedup/\(hour)/0", bytes: out.bytes))
        pieces[hour] = 1
      } else {
        out.bytes.reserveCapacity(keys.pointee.freshCount * 8)
        keys.pointee.forEachFresh { out.putFixed($0) }
        blobs.append(.init(key: "dedup/\(hour)/\(piece)", bytes: out.bytes))
        pieces[hour] = piece + 1
      }
      keys.pointee.settle()
    }
    return blobs
  }

  /// Takes back one blob.
  mutating func restore(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    let parts = blob.key.split(separator: "/")
    guard parts.count == 3, let hour = Int64(parts[1]), let piece = Int(parts[2]) else {
      throw ByteReader.Failure(offset: 0)
    }
    pieces[hour] = max(pieces[hour] ?? 0, piece + 1)
    let keys = place(hour)
    if keys.pointee.number != hour { open(hour) }
    var reader = ByteReader(blob.bytes)
    while !reader.isAtEnd {
      if keys.pointee.add(try reader.fixed(), isFresh: false) { total += 1 }
    }
    newest = max(newest, hour)
  }
}

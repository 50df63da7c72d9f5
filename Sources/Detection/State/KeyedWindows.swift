import SecurityModel

/// Sliding windows for many keys, bounded: the key unseen for longest gives way.
struct KeyedWindows: Sendable {
  static let limit = 65_536
  private let length: Int64
  private var windows: [UInt64: SlidingCount] = [:]
  private var newest = Timestamp.distantPast
  private var isDirty = false
  private(set) var evictions: Int64 = 0

  init(length: Int64) { self.length = length }

  /// Counts an event of `key` and gives the number in the closed window that ends with it.
  mutating func add(_ key: UInt64, _ time: Timestamp) -> Int {
    isDirty = true
    if time > newest {
      // Forgetting follows the events, never the commits, so that late events find the same
      // windows however often the state is stored.
      let isNext = time.index(ofEvery: length) != newest.index(ofEvery: length)
      newest = time
      if isNext { forgetOld() }
    }
    if windows[key] == nil, windows.count >= Self.limit { expire() }
    return windows[key, default: SlidingCount()].add(time, length: length)
  }

  /// Time of the oldest event of `key` in its window.
  func oldest(_ key: UInt64) -> Timestamp? { windows[key]?.oldest }

  /// Forgets the events of `key`.
  mutating func clear(_ key: UInt64) {
    if windows.removeValue(forKey: key) != nil { isDirty = true }
  }

  /// Drops what has left its window; if that isn't enough, the keys seen least recently.
  private mutating func expire() {
    forgetOld()
    guard windows.count >= Self.limit else { return }
    let order = windows.sorted {
      ($0.value.newest ?? .distantPast, $0.key) < ($1.value.newest ?? .distantPast, $1.key)
    }
    for (key, _) in order.prefix(Self.limit / 8) { windows[key] = nil }
    evictions += Int64(Self.limit / 8)
  }

  private mutating func forgetOld() {
    if windows.isEmpty { return }
    let horizon = newest.advanced(by: -length)
    windows = windows.filter { ($0.value.newest ?? .distantPast) >= horizon }
  }

  /// The windows as a blob under `key`, when something changed.
  mutating func takeChange(_ key: String) -> [Checkpoint.StateBlob] {
    guard isDirty else { return [] }
    isDirty = false
    var out = ByteWriter()
    out.put(newest)
    out.put(UInt64(windows.count))
    for (key, window) in windows.sorted(by: { $0.key < $1.key }) {
      out.putFixed(key)
      window.encode(into: &out)
    }
    return [.init(key: key, bytes: out.bytes)]
  }

  mutating func restore(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    newest = try reader.timestamp()
    windows.removeAll()
    for _ in 0..<(try reader.unsigned()) {
      let key = try reader.fixed()
      windows[key] = try SlidingCount(from: &reader)
    }
  }
}

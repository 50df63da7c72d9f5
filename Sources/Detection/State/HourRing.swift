import SecurityModel

/// Counts of the last 24 hours, an hour a slot, in a fixed-size ring.
struct HourRing: Sendable {
  private var slots = InlineArray<24, UInt32>(repeating: 0)
  /// Hour number (since the epoch) of the newest slot.
  private var newest: Int64 = .min
  /// Sum of all slots: the rolling 24 hours that end with the newest.
  private(set) var total: Int64 = 0

  init() {}

  /// Adds to the hour of `time`; hours older than the ring are ignored.
  mutating func add(_ amount: Int64, at time: Timestamp) {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    if newest == .min {
      newest = hour
    } else if hour > newest {
      let steps = hour &- newest
      if steps >= 24 {
        slots = .init(repeating: 0)
        total = 0
      } else {
        for step in 1...steps {
          total &-= Int64(slots[slot(newest &+ step)])
          slots[slot(newest &+ step)] = 0
        }
      }
      newest = hour
    } else if hour <= newest &- 24 {
      return
    }
    let place = slot(hour)
    let before = Int64(slots[place])
    let after = UInt32(clamping: before &+ amount)
    slots[place] = after
    total &+= Int64(after) &- before
  }

  /// Sum over the 24 hours that end with the hour of `time`.
  func sum(at time: Timestamp) -> Int64 {
    guard newest != .min else { return 0 }
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    var total: Int64 = 0
    for back in Int64(0)..<24 {
      let h = newest &- back
      if h <= hour, h > hour &- 24 { total += Int64(slots[slot(h)]) }
    }
    return total
  }

  private func slot(_ hour: Int64) -> Int { Int(((hour % 24) + 24) % 24) }

  func encode(into out: inout ByteWriter) {
    out.put(newest)
    guard newest != .min else { return }
    for i in 0..<24 { out.put(slots[i]) }
  }

  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    newest = try reader.int64()
    guard newest != .min else { return }
    for i in 0..<24 {
      slots[i] = try reader.uint32()
      total += Int64(slots[i])
    }
  }
}

import SecurityModel

/// Counts by minute over a sliding hour: fixed size, constant time per event.
///
/// Events more than an hour behind the newest are counted per clock hour beside it, so that a late
/// file is judged by its own hours.
struct MinuteRing: Sendable {
  private var slots = InlineArray<64, UInt32>(repeating: 0)
  private var newest = Int64.min
  private var sum: Int64 = 0
  /// Clock hour and count of late events, newest last; at most 26.
  private var lateHours: [(hour: Int64, count: Int64)] = []

  init() {}

  /// Counts one event in `minute` and gives the count of the hour that ends with it.
  mutating func add(_ minute: Int64) -> Int64 {
    if newest == .min || minute >= newest &+ 60 {
      slots = .init(repeating: 0)
      sum = 0
      newest = minute
    } else if minute > newest {
      for m in (newest &+ 1)...minute {
        sum &-= Int64(slots[Self.slot(m &- 60)])
        slots[Self.slot(m &- 60)] = 0
        slots[Self.slot(m)] = 0
      }
      newest = minute
    } else if minute <= newest &- 60 {
      return addLate(minute / 60)
    }
    slots[Self.slot(minute)] &+= 1
    sum &+= 1
    return sum
  }

  private mutating func addLate(_ hour: Int64) -> Int64 {
    if let i = lateHours.firstIndex(where: { $0.hour == hour }) {
      lateHours[i].count += 1
      return lateHours[i].count
    }
    lateHours.append((hour, 1))
    if lateHours.count > 26 { lateHours.removeFirst() }
    return 1
  }

  private static func slot(_ minute: Int64) -> Int { Int(((minute % 64) + 64) % 64) }

  func encode(into out: inout ByteWriter) {
    out.put(newest)
    if newest != .min { for i in 0..<64 { out.put(slots[i]) } }
    out.put(UInt64(lateHours.count))
    for late in lateHours {
      out.put(late.hour)
      out.put(late.count)
    }
  }

  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    newest = try reader.int64()
    if newest != .min {
      for i in 0..<64 { slots[i] = try reader.uint32() }
      for back in Int64(0)..<60 { sum += Int64(slots[Self.slot(newest &- back)]) }
    }
    for _ in 0..<min(26, try reader.unsigned()) {
      lateHours.append((try reader.int64(), try reader.int64()))
    }
  }
}

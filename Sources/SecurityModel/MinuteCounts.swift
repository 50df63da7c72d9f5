/// Counts for the 60 minutes of one hour, small while few minutes have any.
///
/// Most credentials are active in a handful of minutes of an hour: up to seven live in the value
/// itself (40 bytes), more in an array of 60.
public struct MinuteCounts: Hashable, Sendable {
  /// Minutes in an hour.
  public static let minutes = 60

  private static let inline = 7
  private static let countBits: UInt32 = 26
  private static let mostInline: UInt32 = (1 << countBits) - 1

  /// Minute in the upper six bits, count in the lower 26; in the order in which they came.
  private var few = InlineArray<7, UInt32>(repeating: 0)
  private var used: UInt8 = 0
  private var all: [UInt32]?

  /// No counts.
  public init() {}

  /// Counts from an array, whose elements past the sixtieth are ignored.
  public init(_ counts: [UInt32]) {
    for (minute, count) in counts.prefix(Self.minutes).enumerated() { add(count, minute: minute) }
  }

  /// Adds to a minute, saturating; minutes outside 0..<60 are ignored.
  @inline(__always)
  public mutating func add(_ count: UInt32, minute: Int) {
    guard count > 0, UInt(bitPattern: minute) < UInt(Self.minutes) else { return }
    if all == nil {
      // The newest minute is the likeliest.
      var i = Int(used) &- 1
      while i >= 0 {
        if Int(few[i] >> Self.countBits) == minute {
          let sum = UInt64(few[i] & Self.mostInline) &+ UInt64(count)
          if sum > UInt64(Self.mostInline) { break }
          few[i] = UInt32(truncatingIfNeeded: minute) << Self.countBits | UInt32(sum)
          return
        }
        i &-= 1
      }
      if i < 0, Int(used) < Self.inline, count <= Self.mostInline {
        few[Int(used)] = UInt32(truncatingIfNeeded: minute) << Self.countBits | count
        used &+= 1
        return
      }
    }
    addWide(count, minute: minute)
  }

  private mutating func addWide(_ count: UInt32, minute: Int) {
    if all == nil {
      all = array
      used = 0
    }
    all?[minute].addClamped(count)
  }

  /// True when no minute has a count.
  public var isEmpty: Bool { all == nil && used == 0 }

  /// All 60 counts.
  public var array: [UInt32] {
    if let all { return all }
    var result = [UInt32](repeating: 0, count: Self.minutes)
    for i in 0..<Int(used) { result[Int(few[i] >> Self.countBits)] = few[i] & Self.mostInline }
    return result
  }

  /// Calls `body` with each minute that has a count, in no particular order.
  @inline(__always)
  public func forEach(_ body: (_ minute: Int, _ count: UInt32) -> Void) {
    if let all {
      for minute in 0..<all.count where all[minute] > 0 { body(minute, all[minute]) }
    } else {
      for i in 0..<Int(used) {
        body(Int(few[i] >> Self.countBits), few[i] & Self.mostInline)
      }
    }
  }

  public static func == (a: MinuteCounts, b: MinuteCounts) -> Bool { a.array == b.array }

  public func hash(into hasher: inout Hasher) { hasher.combine(array) }
}

extension UInt32 {
  fileprivate mutating func addClamped(_ other: UInt32) {
    let (sum, overflow) = addingReportingOverflow(other)
    self = overflow ? .max : sum
  }
}

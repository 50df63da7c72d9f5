/// Distance of the newest few samples to the most similar run of earlier samples.
///
/// What makes seasonality free: a Monday-morning ramp is near last Monday's ramp, whatever the
/// period is. Distances are root mean squares in the unit of the series, for runs of 6, 16 and 48.
///
/// The squared distance of the newest run to the one `lag` samples earlier is kept for every lag
/// and brought up to date with each sample: one squared difference enters, one leaves. Where what
/// is left is so little beside what left that rounding could be most of it, it is summed anew.
struct ShapeSearch: Sendable {
  /// Lengths of the compared runs, in samples.
  static let lengths = (short: 6, middle: 16, long: 48)
  /// A run is compared with runs that do not overlap it.
  static let leastLag = 49

  struct Distances: Sendable {
    var short = 0.0
    var middle = 0.0
    var long = 0.0
  }

  /// Sums of squares of each length by lag, the largest lag first; `room` lags are allocated.
  private var sums: [Double] = []
  private var room = 0
  /// Lags in use: from `leastLag` on.
  private var lags = 0

  private static let block = 1_024
  private static let doubtful = 1e-9

  /// Distances for the run that ends at the last value of `line`; zeros while too short.
  ///
  /// Must be called with each new sample. `count` of the values at the end of `line` are compared;
  /// `line` must hold one more once it has.
  mutating func nearest(_ line: UnsafeBufferPointer<Double>, count: Int) -> Distances {
    let wanted = count - 2 * Self.lengths.long
    guard wanted >= 1, let base = line.baseAddress else { return Distances() }
    makeRoom(for: wanted, limit: max(wanted, line.count))
    let newest = line.count - 1
    let (room, known) = (room, lags)
    lags = max(known, wanted)
    return sums.withUnsafeMutableBufferPointer { buffer in
      guard let sum = buffer.baseAddress else { return Distances() }
      // Slot s is lag `leastLag + room - 1 - s`: both run with the address.
      let origin = base + newest - (Self.leastLag + room - 1)
      let view = View(newest: base + newest, origin: origin)
      let short = Self.update(
        sum, Self.lengths.short, view, known: known, wanted: wanted, room: room)
      let middle = Self.update(
        sum + room, Self.lengths.middle, view, known: known, wanted: wanted, room: room)
      let long = Self.update(
        sum + 2 * room, Self.lengths.long, view, known: known, wanted: wanted, room: room)
      return Distances(short: short, middle: middle, long: long)
    }
  }

  /// The newest sample, and the one that slot 0 compares it with.
  private struct View {
    let newest: UnsafePointer<Double>
    let origin: UnsafePointer<Double>

    /// The squared distance of runs of `length`, summed anew.
    func distance(_ slot: Int, _ length: Int) -> Double {
      var sum = 0.0
      for k in 0..<length {
        let difference = newest[-k] - origin[slot - k]
        sum += difference * difference
      }
      return sum
    }
  }

  /// Brings the sums of one length up to date; gives the least root mean square.
  private static func update(
    _ sum: UnsafeMutablePointer<Double>, _ length: Int, _ view: View, known: Int, wanted: Int,
    room: Int
  ) -> Double {
    var slot = room - known
    var least = Double.infinity
    while slot < room {
      let end = min(room, slot + block)
      let (smallest, isDoubtful) = step(sum, length, view, from: slot, to: end)
      least = min(least, isDoubtful ? repair(sum, length, view, from: slot, to: end) : smallest)
      slot = end
    }
    if wanted > known {
      for slot in (room - wanted)..<(room - known) {
        sum[slot] = view.distance(slot, length)
        least = min(least, sum[slot])
      }
    }
    return (max(0, least) / Double(length)).squareRoot()
  }

  /// One difference enters and one leaves; tells the least sum, and whether any is in doubt.
  private static func step(
    _ sum: UnsafeMutablePointer<Double>, _ length: Int, _ view: View, from: Int, to: Int
  ) -> (least: Double, isDoubtful: Bool) {
    typealias Lanes = SIMD8<Double>
    let entering = Lanes(repeating: view.newest[0])
    let leaving = Lanes(repeating: view.newest[-length])
    var least = Lanes(repeating: .infinity)
    var surest = Lanes(repeating: .infinity)
    let sums = UnsafeMutableRawPointer(sum)
    let new = UnsafeRawPointer(view.origin)
    let old = UnsafeRawPointer(view.origin - length)
    var slot = from
    while slot + 8 <= to {
      let at = slot * 8
      let a = entering - new.loadUnaligned(fromByteOffset: at, as: Lanes.self)
      let b = leaving - old.loadUnaligned(fromByteOffset: at, as: Lanes.self)
      let gone = b * b
      let now = sums.loadUnaligned(fromByteOffset: at, as: Lanes.self) + (a * a - gone)
      sums.storeBytes(of: now, toByteOffset: at, as: Lanes.self)
      least.replace(with: now, where: now .< least)
      let margin = now - gone * doubtful
      surest.replace(with: margin, where: margin .< surest)
      slot += 8
    }
    var (smallest, margin) = (Self.least(of: least), Self.least(of: surest))
    while slot < to {
      let a = view.newest[0] - view.origin[slot]
      let b = view.newest[-length] - view.origin[slot - length]
      let now = sum[slot] + (a * a - b * b)
      sum[slot] = now
      smallest = min(smallest, now)
      margin = min(margin, now - b * b * doubtful)
      slot += 1
    }
    return (smallest, margin < 0)
  }

  private static func least(of lanes: SIMD8<Double>) -> Double {
    let four = pointwiseMin(lanes.lowHalf, lanes.highHalf)
    let two = pointwiseMin(four.lowHalf, four.highHalf)
    return min(two[0], two[1])
  }

  /// Sums anew what is in doubt; gives the least sum.
  private static func repair(
    _ sum: UnsafeMutablePointer<Double>, _ length: Int, _ view: View, from: Int, to: Int
  ) -> Double {
    var least = Double.infinity
    for slot in from..<to {
      let b = view.newest[-length] - view.origin[slot - length]
      if sum[slot] < b * b * doubtful { sum[slot] = view.distance(slot, length) }
      least = min(least, sum[slot])
    }
    return least
  }

  /// Allocates in steps, so that a short series stays small.
  private mutating func makeRoom(for wanted: Int, limit: Int) {
    guard wanted > room else { return }
    let larger = max(wanted, min(limit, max(128, room * 2)))
    var moved = [Double](repeating: 0, count: 3 * larger)
    for row in 0..<3 {
      for lag in 0..<lags {
        moved[(row + 1) * larger - 1 - lag] = sums[(row + 1) * room - 1 - lag]
      }
    }
    sums = moved
    room = larger
  }
}

/// What every credential shares while its volume is judged: settings, tables, scratch, results.
///
/// One per engine; pass it to every call on `CredentialVolume` and drain `verdicts` afterwards.
/// It holds no state about a credential between calls, so results do not depend on who used it last.
public struct VolumeWorkspace: Sendable {
  public var tunables: VolumeTunables {
    didSet { offset = Int64(tunables.utcOffsetMinutes) * 60_000 }
  }
  /// Verdicts raised since the last drain, in the order in which they were raised.
  public var verdicts: [VolumeVerdict] = []

  /// Milliseconds by which profile time is ahead of UTC.
  private(set) var offset: Int64

  /// Codes of the last 672 hours: as they were, and with quarantined hours replaced by the week
  /// before, so that an attack does not teach.
  var raw: [UInt8]
  var clean: [UInt8]
  private var quarantine: [Bool]
  /// The largest clean code loaded, and the number of active hours.
  private(set) var largestCode: UInt8 = 0
  private(set) var activeHours = 0
  /// Running sums of the decoded counts: element i is the sum of hours 0..<i.
  var rawSums: [Int64]
  var cleanSums: [Int64]
  /// Value and ln(1 + value) of every code.
  let values: [Double]
  let logs: [Double]
  /// The value as a whole number, for sums.
  private let counts: [Int64]
  /// Days of the same class, by weekday; see `HourCalendar.sameClassDays`.
  let classMasks: [UInt32]

  public init(tunables: VolumeTunables = VolumeTunables()) {
    self.tunables = tunables
    offset = Int64(tunables.utcOffsetMinutes) * 60_000
    let n = HourHistory.hours
    raw = [UInt8](repeating: 0, count: n)
    clean = raw
    quarantine = [Bool](repeating: false, count: n)
    rawSums = [Int64](repeating: 0, count: n + 1)
    cleanSums = rawSums
    values = (0...255).map { CountCode(raw: UInt8($0)).value }
    logs = values.map(RealMaths.ln1p)
    counts = values.map { Int64($0.rounded()) }
    classMasks = (0..<7).map { HourCalendar.sameClassDays(weekday: $0) }
  }

  /// Verdicts raised so far, leaving none behind.
  public mutating func drain() -> [VolumeVerdict] {
    let all = verdicts
    verdicts.removeAll(keepingCapacity: true)
    return all
  }

  /// Loads the 672 hours before `end`.
  mutating func load(_ history: HourHistory, before end: Int32) {
    let n = HourHistory.hours
    let marked = raw.withUnsafeMutableBufferPointer { raw in
      quarantine.withUnsafeMutableBufferPointer { quarantine in
        history.decode(before: end, raw: raw, quarantine: quarantine)
      }
    }
    // Hours that were in a finding long ago are learnt after all.
    let young = n - min(n, Int(tunables.quarantineDays * 24))
    var largest: UInt8 = 0
    var active = 0
    raw.withUnsafeBufferPointer { raw in
      clean.withUnsafeMutableBufferPointer { clean in
        for i in 0..<n {
          let code =
            marked && quarantine[i] && i >= young ? (i >= 168 ? clean[i - 168] : 0) : raw[i]
          clean[i] = code
          largest = max(largest, code)
          active += code == 0 ? 0 : 1
        }
      }
      Self.accumulate(raw, counts, into: &rawSums)
    }
    if marked {
      clean.withUnsafeBufferPointer { Self.accumulate($0, counts, into: &cleanSums) }
    } else {
      rawSums.withUnsafeBufferPointer { source in
        cleanSums.withUnsafeMutableBufferPointer { _ = $0.update(from: source) }
      }
    }
    largestCode = largest
    activeHours = active
  }

  private static func accumulate(
    _ codes: UnsafeBufferPointer<UInt8>, _ counts: [Int64], into sums: inout [Int64]
  ) {
    counts.withUnsafeBufferPointer { counts in
      sums.withUnsafeMutableBufferPointer { sums in
        var sum: Int64 = 0
        for i in 0..<codes.count {
          sum &+= counts[Int(codes[i])]
          sums[i + 1] = sum
        }
      }
    }
  }
}

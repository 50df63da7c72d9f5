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
  var rawSums: [Double]
  var cleanSums: [Double]
  /// Value and ln(1 + value) of every code.
  let values: [Double]
  let logs: [Double]

  public init(tunables: VolumeTunables = VolumeTunables()) {
    self.tunables = tunables
    offset = Int64(tunables.utcOffsetMinutes) * 60_000
    let n = HourHistory.hours
    raw = [UInt8](repeating: 0, count: n)
    clean = raw
    quarantine = [Bool](repeating: false, count: n)
    rawSums = [Double](repeating: 0, count: n + 1)
    cleanSums = rawSums
    values = (0...255).map { CountCode(raw: UInt8($0)).value }
    logs = values.map(RealMaths.ln1p)
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
    var largest: UInt8 = 0
    defer { largestCode = largest }
    let young = n - min(n, Int(tunables.quarantineDays * 24))
    activeHours = raw.withUnsafeMutableBufferPointer { raw in
      clean.withUnsafeMutableBufferPointer { clean in
        quarantine.withUnsafeMutableBufferPointer { quarantine in
          let active = history.decode(before: end, raw: raw, quarantine: quarantine)
          rawSums.withUnsafeMutableBufferPointer { rawSums in
            cleanSums.withUnsafeMutableBufferPointer { cleanSums in
              values.withUnsafeBufferPointer { values in
                var sum = 0.0
                var cleanSum = 0.0
                for i in 0..<n {
                  var code = raw[i]
                  sum += values[Int(code)]
                  rawSums[i + 1] = sum
                  if quarantine[i] && i >= young { code = i >= 168 ? clean[i - 168] : 0 }
                  clean[i] = code
                  largest = max(largest, code)
                  cleanSum += values[Int(code)]
                  cleanSums[i + 1] = cleanSum
                }
              }
            }
          }
          return active
        }
      }
    }
  }
}

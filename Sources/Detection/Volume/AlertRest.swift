/// The rest after an alert: what keeps one incident from being told fifty times.
///
/// The largest recent surprise opens a rest; during it every lesser surprise is damped. Something
/// clearly larger breaks through and opens a rest of its own, so a second attack is not swallowed.
struct AlertRest: Sendable {
  private var level = 0.0
  private var until: Int64 = .min
  private var untilSample = 0
  private var sample = 0

  mutating func apply(
    _ surprise: Double, at time: Int64, fallbackStep: Int64, parameters: VolumeModelParameters
  ) -> Double {
    sample &+= 1
    let resting = time < until || sample < untilSample
    if resting && surprise < level * parameters.restBreak {
      return surprise * parameters.restFactor
    }
    if !resting { level = 0 }
    if surprise > level {
      level = surprise
      let (end, overflow) = time.addingReportingOverflow(parameters.restMilliseconds)
      until = overflow ? .max : end
      untilSample = sample + parameters.restSamples
    }
    return surprise
  }
}

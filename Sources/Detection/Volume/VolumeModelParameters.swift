/// The constants of `VolumeModel`; tuned on synthetic series of many kinds, checked on others.
struct VolumeModelParameters: Sendable {
  /// Values remembered for medians and shapes.
  var memory = 3_000
  /// Half-life of the tails, in samples.
  var halfLife = 10_000.0
  /// Most decades one view may add.
  var cap = 8.0
  /// Most decades the tail of the sum may add.
  var sumCap = 8.0
  var ownWeight = 1.0
  var averageRate = 0.1
  var roughRate = 0.005
  /// Samples before the score counts in full.
  var warmUp = 300.0
  var scoreScale = 30.0
  /// Length of the rest after an alert.
  var restMilliseconds: Int64 = 24 * 3_600_000
  /// A rest lasts at least this many samples, whatever the interval.
  var restSamples = 40
  /// During a rest the surprise is multiplied by this.
  var restFactor = 0.3
  /// Surprise must exceed that of the alert by this factor to break its rest.
  var restBreak = 1.3
  var weights: InlineArray<9, Double> = [1, 1, 1, 1, 1, 1, 1, 1, 1]
}

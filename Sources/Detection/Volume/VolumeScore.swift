/// One plain way of looking at a series; each contributes its own surprise to the score.
public enum VolumeView: Int, CaseIterable, Sendable {
  /// Distance from the median of the long past.
  case level
  /// What a short moving average did not see coming.
  case residual
  /// Shift of the mean of the last 10 samples.
  case shiftShort
  /// Shift of the mean of the last 40 samples.
  case shiftLong
  /// Rougher than usual: mean absolute difference of neighbours went up.
  case rough
  /// Flatter than usual: mean absolute difference of neighbours went down.
  case flat
  /// The last 6 samples against the most similar earlier ones.
  case shapeShort
  /// The last 16 samples against the most similar earlier ones.
  case shapeMiddle
  /// The last 48 samples against the most similar earlier ones.
  case shapeLong

  /// Where each group of views of the same thing ends: level, shift, roughness, shape.
  static let groupEnds: InlineArray<4, Int> = [2, 4, 6, 9]
}

/// How surprising one value is, and why.
public struct VolumeScore: Sendable {
  /// Between 0 and 1; meant for one threshold over all series. After an alert it stays low for
  /// a rest of 24 hours unless something clearly more surprising happens.
  public var score: Double
  /// Sum of the views' contributions, before any rest.
  public var surprise: Double
  /// For each `VolumeView`, in the order of its cases: its decades of surprise to the power 3/2; 0
  /// where another view of the same thing says more.
  public var contributions: InlineArray<9, Double>
  /// The value that was scored.
  public var observed: Double
  /// Low, middle and high of what was expected for this bucket.
  public var expectedLow: Double
  public var expectedMedian: Double
  public var expectedHigh: Double
  /// Number of values learnt before this one.
  public var history: Int
  /// Length of a bucket in milliseconds as inferred so far; 0 while unknown.
  public var interval: Int64
  /// Largest and smallest value in memory before this one.
  public var rangeLow: Double
  public var rangeHigh: Double

  /// What one view adds to the surprise.
  public func contribution(_ view: VolumeView) -> Double { contributions[view.rawValue] }
}

/// A small seeded generator: the same seed gives the same traffic on every machine.
///
/// SplitMix64 (Steele, Lea, Flood 2014; the constants are those of its public-domain reference).
/// The distributions below use only IEEE basic arithmetic, never libm, so that a different C
/// library can't change a byte of the output.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A generator for one part of a model, independent of what the other parts draw.
  public init(seed: UInt64, stream: UInt64, _ day: Int64 = 0) {
    var mix = SplitMix64(seed: seed ^ stream &* 0x9E37_79B9_7F4A_7C15)
    let a = mix.next()
    mix = SplitMix64(seed: a ^ UInt64(bitPattern: day) &* 0xD1B5_4A32_D192_ED03)
    state = mix.next()
  }

  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0..<1, 53 bits.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0..<bound, by multiply and shift (the bias is below 2^-32 for small bounds).
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(max(1, bound))) >> 32)
  }

  /// Uniform in a closed range.
  @inlinable
  public mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True with the given probability.
  @inlinable
  public mutating func chance(_ p: Double) -> Bool { uniform() < p }

  /// One element; the list must not be empty.
  public mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// Index drawn in proportion to the weights.
  public mutating func weighted(_ weights: [Int]) -> Int {
    var left = below(weights.reduce(0, +))
    for (i, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return i }
    }
    return weights.count - 1
  }

  /// A Poisson count: Knuth's product below a mean of 30, the sum of twelve uniforms above.
  public mutating func poisson(_ mean: Double) -> Int {
    if mean <= 0 { return 0 }
    if mean > 30 {
      var sum = -6.0
      for _ in 0..<12 { sum += uniform() }
      return max(0, Int((mean + sum * mean.squareRoot()).rounded()))
    }
    // exp(-mean) as (1 - mean/4096)^4096.
    var limit = 1 - mean / 4_096
    for _ in 0..<12 { limit *= limit }
    var product = uniform()
    var count = 0
    while product > limit {
      count += 1
      product *= uniform()
    }
    return count
  }
}

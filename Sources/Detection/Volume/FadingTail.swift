/// How rare a value is among its own past, from the largest values seen (Hill estimate), fading.
///
/// Keeps the 50 largest recent values of one statistic. Above the smallest of them the tail is taken
/// as a power law whose exponent is the Hill estimate; the result is -log10 of the probability of a
/// value at least that large. Old values lose weight with a half-life counted in samples, so a
/// tail learnt on a wild month does not leave the model deaf for the next year.
/// Source: B. M. Hill, "A simple general approach to inference about the tail of a distribution",
/// Annals of Statistics 3 (1975).
struct FadingTail: Sendable {
  /// Natural logarithms of the largest values, in no order.
  private var logs: [Double] = []
  private var weights: [Double] = []
  /// Weight given to the newest sample; it grows instead of all others shrinking.
  private var unit = 1.0
  private var total = 0.0
  private var samples = 0
  private let growth: Double
  private let capacity: Int

  /// The Hill estimate is not believed below this: a tail that never varied is not a wall.
  private static let leastShape = 0.03

  init(halfLife: Double = 10_000, capacity: Int = 50) {
    growth = RealMaths.exp(0.6931471805599453 / max(1, halfLife))
    self.capacity = capacity
    logs.reserveCapacity(capacity)
    weights.reserveCapacity(capacity)
  }

  /// -log10 of the tail probability of `value`, in decades, before `value` itself is learnt.
  ///
  /// Between 0 and `cap`; 0 until there are enough samples to speak of a tail at all.
  func surprise(_ value: Double, cap: Double) -> Double {
    guard logs.count >= 5, value > 0 else { return 0 }
    var lowest = Double.infinity
    for v in logs where v < lowest { lowest = v }
    var weight = 0.0
    var excess = 0.0
    for i in logs.indices {
      weight += weights[i]
      excess += weights[i] * (logs[i] - lowest)
    }
    let base = -RealMaths.log10(min(1, weight / max(total, 1e-300)))
    let log = RealMaths.ln(value)
    if log <= lowest {
      let share = RealMaths.exp(log - lowest)
      return base * share * share
    }
    let hill = max(Self.leastShape, excess / weight)
    return min(cap, base + (log - lowest) * 0.4342944819032518 / hill)
  }

  /// Takes in one value of the statistic.
  mutating func learn(_ value: Double) {
    samples &+= 1
    unit *= growth
    total += unit
    if unit > 1e100 { rescale() }
    guard value > 1e-12, value.isFinite else { return }
    let log = RealMaths.ln(value)
    // While the series is young its tail is the largest tenth, not its largest fifty.
    let room = min(capacity, max(8, samples / 10))
    if logs.count < room {
      logs.append(log)
      weights.append(unit)
      return
    }
    var lowest = 0
    var lowestKey = Double.infinity
    let inverse = 1 / unit
    for i in logs.indices {
      // An old value gives way to a newer one that is nearly as large.
      let age = weights[i] * inverse
      let key = age < 0.25 ? logs[i] - (0.25 - age) * 4 : logs[i]
      if key < lowestKey {
        lowestKey = key
        lowest = i
      }
    }
    if log > lowestKey {
      logs[lowest] = log
      weights[lowest] = unit
    }
  }

  private mutating func rescale() {
    let factor = 1 / unit
    for i in weights.indices { weights[i] *= factor }
    total *= factor
    unit = 1
  }
}

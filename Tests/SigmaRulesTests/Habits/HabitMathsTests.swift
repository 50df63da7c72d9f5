import Glibc
import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Arithmetic of habits") struct HabitMathsTests {
  @Test("logarithm and exponential agree with the C library")
  func functions() {
    for value in [0, 1e-3, 0.4, 1, 2, 99, 247.4, 12_400, 1e9, 9e15] {
      let wanted = log1p(value)
      #expect((HabitMaths.ln1p(value) - wanted).magnitude <= 1e-13 * max(1, wanted), "\(value)")
      #expect((HabitMaths.expm1(wanted) - value).magnitude <= 1e-12 * max(1, value), "\(value)")
    }
    #expect(HabitMaths.ln1p(-1) == 0)
    #expect(HabitMaths.ln1p(.infinity) == .infinity)
    #expect(HabitMaths.expm1(1e9) == .greatestFiniteMagnitude)
  }

  @Test("norms are those of the definitions, zeros included")
  func norms() {
    func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      let n = sorted.count
      return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
    }
    var random = RuleRandom(seed: 5)
    for round in 0..<400 {
      let zeros = Int.random(in: 0...6, using: &random)
      var values = (0..<Int.random(in: 3...12, using: &random)).map { _ in
        Double(Int.random(in: 1...(round % 2 == 0 ? 5 : 100_000), using: &random))
      }
      let all = values + [Double](repeating: 0, count: zeros)
      for statistic in RuleExtension.Baseline.Statistic.allCases {
        let test = BaselineTest(
          RuleExtension.Baseline(
            by: ["u"], of: .init("rows"), per: 3_600_000, statistic: statistic, over: 2))
        let norm = test.norm(&values, count: all.count)
        #expect(norm.count == all.count)
        #expect(norm.median == median(all))
        #expect(norm.peak == all.sorted()[all.count - 3])
        switch statistic {
        case .ratio: #expect(norm.bar == max(2 * max(median(all), 1), 1.2 * norm.peak))
        case .robustZ:
          let logs = all.map { log1p($0) }
          let mad = median(logs.map { ($0 - median(logs)).magnitude })
          #expect((norm.center - median(logs)).magnitude < 1e-9)
          #expect((norm.scale - min(1, max(0.15, 1.4826 * mad))).magnitude < 1e-9)
        case .zscore:
          let mean = all.reduce(0, +) / Double(all.count)
          let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
          #expect((norm.center - mean).magnitude < 1e-9 * max(1, mean))
          let wanted = max(variance.squareRoot(), 0.15 * mean, 1)
          #expect((norm.scale - wanted).magnitude < 1e-9 * wanted)
        }
        #expect(test.score(norm.bar, norm) >= 2 - 1e-9)
      }
    }
  }

  @Test("intervals reach 28 days back, at most 672 and at least 12 of them")
  func history() {
    for (per, count) in [
      (60_000, 672), (3_600_000, 672), (86_400_000, 28), (604_800_000, 12),
    ] as [(Int64, Int64)] {
      let test = BaselineTest(
        RuleExtension.Baseline(by: ["u"], of: .init("calls"), per: per, over: 1))
      #expect(test.history == count)
    }
  }
}

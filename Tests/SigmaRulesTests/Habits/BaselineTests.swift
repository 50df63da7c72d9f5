import SecurityModel
import Testing

@testable import SigmaRules

private let hour = Timestamp.Duration.hour
private let day = Timestamp.Duration.day

@Suite("Baselines of rules") struct BaselineTests {
  private static func bench(
    _ more: String, of: String = "rows", per: String = "1h", warmup: String = "1d",
    limits: HabitLimits = HabitLimits()
  ) -> RuleBench {
    let bench = RuleBench(
      BenchRules.habit(
        "baseline: {by: [u], of: \(of), per: \(per), warmup: \(warmup), \(more)}"),
      habitLimits: limits)
    #expect(bench.errors == [])
    return bench
  }

  private static func rows(_ count: Int, _ user: String = "x") -> String {
    BenchRules.json("a", user, #""rows":\#(count)"#)
  }

  /// One event an hour for so many hours; gives how many were reported.
  @discardableResult
  private static func steady(
    _ bench: RuleBench, hours: Range<Int64>, rows: (Int64) -> Int
  ) -> Int {
    hours.reduce(0) { $0 + (bench.habit($1 * hour, Self.rows(rows($1))) == nil ? 0 : 1) }
  }

  @Test("say nothing before the key has been known for the warm-up")
  func warmup() {
    for (time, isReported) in [
      (2 * day - 1, false), (2 * day, true), (2 * day + 1, true), (3 * day, true),
    ] {
      let bench = Self.bench("statistic: ratio, over: 3", warmup: "2d")
      Self.steady(bench, hours: 0..<47) { _ in 100 }
      #expect((bench.habit(time, Self.rows(5_000)) != nil) == isReported, "at \(time)")
    }
  }

  @Test("say nothing with less than three intervals to compare with")
  func leastIntervals() {
    let bench = Self.bench("statistic: ratio, over: 3", warmup: "1m")
    var found: [Bool] = []
    for n in 0..<5 {
      found.append(bench.habit(Int64(n) * hour, Self.rows(n < 2 ? 10 : 900)) != nil)
    }
    // The third is learnt as it is, the fourth as 30; two of them make no habit.
    #expect(found == [false, false, false, true, true])
  }

  @Test(
    "match from the threshold on, not before",
    arguments: [
      // Constant 100: the median.
      ("statistic: ratio, over: 3", 300.0), ("statistic: ratio, over: 2.5", 250),
      ("statistic: ratio, over: 3, and_ratio: 4", 400),
      ("statistic: ratio, over: 3, floor: 5000", 5_000),
      // Spread at least 15 % of the mean: 100 + 6 · 15.
      ("statistic: zscore, over: 6", 190),
      // 101 · e^(6 · 0.15) − 1 = 247.4.
      ("statistic: robust_z, over: 6", 248), ("over: 6, and_ratio: 3", 300),
      ("over: 6, and_ratio: 3, floor: 301", 301),
      // Nothing under 1.2 times what is reached now and then.
      ("statistic: ratio, over: 1", 120),
    ])
  func limit(more: String, least: Double) throws {
    for (value, isReported) in [(Int(least) - 1, false), (Int(least), true)] {
      let bench = Self.bench(more)
      #expect(Self.steady(bench, hours: 0..<48) { _ in 100 } == 0)
      #expect((bench.habit(48 * hour, Self.rows(value)) != nil) == isReported, "\(value)")
    }
  }

  @Test("explain themselves in numbers")
  func evidence() throws {
    let bench = Self.bench("over: 6, and_ratio: 3, floor: 5000", warmup: "14d")
    Self.steady(bench, hours: 0..<400) { 290 + Int($0 % 3) * 10 }
    #expect(bench.habit(400 * hour, Self.rows(400)) == nil)
    let found = try #require(bench.habit(400 * hour + 60_000, Self.rows(12_000)))
    #expect(found.kind == .baseline)
    #expect((found.key, found.measure) == ("x", "rows"))
    #expect((found.observed, found.expected, found.peak) == (12_400, 300, 310))
    #expect((found.interval, found.start, found.intervals) == (hour, 400 * hour, 400))
    #expect(found.known == 400 * hour + 60_000)
    #expect(found.ratio == 12_400.0 / 300)
    // (ln 12401 − ln 301) / 0.15
    #expect((found.score - 24.790).magnitude < 0.001)
    #expect(found.summary == "12,400 rows in 1 h against 300 expected, 41x")
  }

  @Test("match once per interval and key, at the event that crosses the line")
  func once() {
    let bench = Self.bench("statistic: ratio, over: 3", of: "calls")
    for n in 0..<48 {
      for user in ["x", "y"] {
        for _ in 0..<10 { bench.event(milliseconds: Int64(n) * hour, BenchRules.json("a", user)) }
      }
    }
    var found: [String] = []
    for n in 0..<70 {
      for user in ["x", "y"] where user == "x" || n < 29 {
        if let habit = bench.habit(48 * hour + Int64(n), BenchRules.json("a", user)) {
          found.append("\(user)\(n): \(habit.summary)")
        }
      }
    }
    #expect(found == ["x29: 30 calls in 1 h against 10 expected, 3x"])
    let next = (0..<40).count {
      bench.habit(49 * hour + Int64($0), BenchRules.json("a")) != nil
    }
    #expect(next == 1)
  }

  @Test("count intervals without events as zero since the key was first seen")
  func idle() throws {
    let bench = Self.bench("statistic: ratio, over: 3, floor: 1000")
    for n in [0, 40, 80] { bench.event(milliseconds: Int64(n) * hour, Self.rows(500)) }
    let found = try #require(bench.habit(100 * hour, Self.rows(1_000)))
    #expect((found.expected, found.intervals, found.peak) == (0, 100, 500))
    #expect(found.summary == "1,000 rows in 1 h against 0 expected")
    // After more than the history nothing but zeros is left.
    let later = try #require(bench.habit(2_000 * hour, Self.rows(1_000)))
    #expect((later.intervals, later.peak) == (672, 0))
  }

  @Test("let a nightly job be for a month, and tell when the day looks like the night")
  func month() throws {
    let bench = Self.bench("over: 6, and_ratio: 3, floor: 5000", warmup: "14d")
    let found = Self.steady(bench, hours: 0..<(35 * 24)) {
      $0 % 24 == 2 ? 10_000 + Int($0 % 7) * 100 : 40 + Int($0 * 13 % 21)
    }
    #expect(found == 0)
    // The peak is 10,600, as on five nights.
    #expect(bench.habit(35 * day + 2 * hour, Self.rows(12_719)) == nil)
    #expect(bench.habit(35 * day + 11 * hour, Self.rows(12_720)) != nil)
  }

  @Test("learn a lasting change in the end, and not at once")
  func lastingChange() {
    let bench = Self.bench("over: 6, and_ratio: 3, floor: 1000", warmup: "14d")
    Self.steady(bench, hours: 0..<400) { _ in 300 }
    let firstDay = Self.steady(bench, hours: 400..<424) { _ in 12_400 }
    let later = Self.steady(bench, hours: 424..<1_100) { _ in 12_400 }
    let fifthWeek = Self.steady(bench, hours: 1_100..<1_268) { _ in 12_400 }
    #expect(firstDay == 24)
    #expect((1..<100).contains(later))
    #expect(fifthWeek == 0)
  }

  @Test("give a late event to the interval it belongs to")
  func late() throws {
    let bench = Self.bench("statistic: ratio, over: 3")
    Self.steady(bench, hours: 0..<60) { _ in 100 }
    // Hour 50 is judged by the 50 before it.
    #expect(bench.habit(50 * hour + 1, Self.rows(199)) == nil)
    let found = try #require(bench.habit(50 * hour + 2, Self.rows(1)))
    #expect((found.observed, found.intervals, found.start) == (300, 50, 50 * hour))
    #expect(bench.habit(50 * hour + 3, Self.rows(5_000)) == nil)
    // What was learnt of it is the line it crossed.
    let next = try #require(bench.habit(60 * hour, Self.rows(300)))
    #expect((next.expected, next.peak, next.intervals) == (100, 100, 60))
  }

  @Test("find the same in any order of arrival within the history")
  func order() throws {
    var summaries: Set<String> = []
    for seed in 1..<6 as Range<UInt64> {
      let bench = Self.bench("over: 3", warmup: "20d")
      var events = (0..<300 as Range<Int64>).map { ($0 * 5_000_000, Int($0 * 37 % 101)) }
      if seed > 1 {
        var random = RuleRandom(seed: seed)
        events.shuffle(using: &random)
      }
      for (time, count) in events { bench.event(milliseconds: time, Self.rows(count)) }
      let found = try #require(bench.habit(500 * hour, Self.rows(90_000)))
      summaries.insert("\(found)")
    }
    #expect(summaries.count == 1)
  }

  @Test("leave out and count what is further back than the history")
  func tooLate() {
    let bench = Self.bench("statistic: ratio, over: 3, floor: 1000", per: "1d")
    for n in 0..<100 as Range<Int64> { bench.event(milliseconds: n * day, Self.rows(100)) }
    #expect(bench.engine.habitCounters.late == 0)
    #expect(bench.habit(71 * day, Self.rows(9_000)) != nil)
    #expect(bench.habit(71 * day - 1, Self.rows(9_000)) == nil)
    #expect(bench.engine.habitCounters.late == 1)
  }

  @Test("recover from a record that claims to be from the far future")
  func future() {
    let bench = Self.bench("statistic: ratio, over: 3")
    Self.steady(bench, hours: 0..<48) { _ in 100 }
    bench.event(milliseconds: .max, Self.rows(1))
    bench.event(milliseconds: .min, Self.rows(1))
    Self.steady(bench, hours: 48..<200) { _ in 100 }
    #expect(bench.engine.habitCounters.restartedKeys == 1)
    #expect(bench.engine.habitCounters.late == 63)
    #expect(bench.habit(200 * hour, Self.rows(900)) != nil)
  }

  @Test("take numbers as they come, and nothing else")
  func hostileNumbers() {
    let bench = Self.bench("statistic: ratio, over: 3", warmup: "1m")
    Self.steady(bench, hours: 0..<10) { _ in 100 }
    for value in ["-1e300", "null", "{}", #""many""#, "true", #""NaN""#, "[]"] {
      #expect(bench.habit(10 * hour, #"{"op":"a","u":"x","rows":\#(value)}"#) == nil, "\(value)")
    }
    let list = bench.habit(10 * hour, #"{"op":"a","u":"x","rows":[100,"150",-7,50.5]}"#)
    #expect(list?.observed == 300.5)
    for n in 0..<5 {
      let huge = bench.habit(11 * hour + Int64(n), #"{"op":"a","u":"x","rows":1e308}"#)
      #expect((huge != nil) == (n == 0))
    }
  }

  @Test("need a key and a time")
  func keyless() throws {
    let bench = Self.bench("statistic: ratio, over: 3", warmup: "1m")
    for n in 0..<10 as Range<Int64> {
      bench.event(milliseconds: n * hour, #"{"op":"a","rows":5}"#)
      bench.event(milliseconds: n * hour, #"{"op":"a","u":null,"rows":5}"#)
    }
    #expect(bench.engine.habitStatistics(ofRule: 0)?.keys == 0)
    var (engine, _) = RuleEngine.load(files: [
      ("", BenchRules.habit("baseline: {by: u, of: calls, over: 1}"))
    ])
    var source = JSONFieldSource()
    try source.load(BenchRules.json("a"))
    let untimed = engine.observe(source, time: nil, event: 0)
    #expect(untimed.isEmpty)
    #expect(engine.habitCounters.untimed == 1)
  }

  @Test("count an event in every key it names")
  func severalKeys() throws {
    let bench = RuleBench(
      BenchRules.habit(
        "baseline: {by: [u, o], of: rows, statistic: ratio, over: 3, warmup: 1m}"))
    for n in 0..<10 as Range<Int64> {
      bench.event(milliseconds: n * hour, BenchRules.json("a", "x", #""o":["A","B"],"rows":9"#))
    }
    #expect(bench.engine.habitStatistics(ofRule: 0)?.keys == 2)
    let found = bench.habit(10 * hour, BenchRules.json("a", "x", #""o":["B","C"],"rows":90"#))
    #expect(found?.key == "x, B")
    #expect(bench.engine.habitStatistics(ofRule: 0)?.keys == 3)
    #expect(bench.engine.habitStatistics(ofRule: 0)?.hits == 1)
  }
}

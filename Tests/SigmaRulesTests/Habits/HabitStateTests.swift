import SecurityModel
import Testing

@testable import SigmaRules

private let hour = Timestamp.Duration.hour
private let day = Timestamp.Duration.day

@Suite("Rules with habits in the engine") struct HabitStateTests {
  private static let ratio =
    "baseline: {by: u, of: v, per: 1h, statistic: ratio, over: 3, floor: 20, warmup: 1d}"
  private static let rules =
    BenchRules.habit(ratio, title: "Ratio")
    + BenchRules.habit(
      "baseline: {by: [u, o], of: calls, per: 2h, over: 2, warmup: 12h}", title: "Robust")
    + BenchRules.habit("first_seen: {by: u, of: [o, v], warmup: 1d, min_calls: 9}", title: "New")
    + BenchRules.rule("b")
    + BenchRules.correlation(
      "type: event_count\nrules: [new, b]\ngroup-by: [u]\ntimespan: 2h\ncondition: {gte: 2}\n"
        + "generate: true")

  private static func small() -> HabitLimits {
    var limits = HabitLimits()
    limits.keys = 5
    limits.valuesPerKey = 12
    limits.totalIntervals = 150
    return limits
  }

  private static func event(_ random: inout RegexRandom, _ n: Int) -> (Int64, String) {
    var time = Int64(n) * 600_000
    if random.below(6) == 0 { time -= Int64(random.below(40)) * hour }
    if random.below(90) == 0 { time -= 60 * day }
    let user = ["x", "x", "x", "y", "y", "z", "w\(n % 41)"][random.below(7)]
    let value = random.below(20) == 0 ? 300 + n : random.below(4)
    return (
      time,
      BenchRules.json(
        random.below(9) == 0 ? "b" : "a", user,
        #""o":"o\#(random.below(3))","v":\#(value)\#(random.below(30) == 0 ? ".5" : "")"#)
    )
  }

  @Test("continue exactly where they were, wherever the restart falls")
  func restart() throws {
    var random = RegexRandom(seed: 8)
    let events = (0..<700).map { Self.event(&random, $0) }
    func make() -> RuleBench { RuleBench(Self.rules, habitLimits: Self.small()) }
    let whole = make()
    let expected = events.map { whole.event(milliseconds: $0.0, $0.1) }
    for title in ["Ratio", "Robust", "New", "C"] {
      #expect(expected.joined().contains { $0.hasPrefix(title) }, "\(title) never matches")
    }
    let counters = whole.engine.habitCounters
    #expect(counters.late > 0)
    #expect(counters.evictedKeys > 0)
    #expect(counters.evictedValues > 0)
    for cut in [0, 1, 7, 149, 150, 403, 699] {
      let first = make()
      var found = events[..<cut].map { first.event(milliseconds: $0.0, $0.1) }
      let second = try first.restart(with: make())
      found += events[cut...].map { second.event(milliseconds: $0.0, $0.1) }
      #expect(found == expected, "cut at \(cut)")
      #expect(second.state == whole.state)
    }
  }

  @Test("keep to their limits, whatever comes")
  func limits() throws {
    let bench = RuleBench(Self.rules, habitLimits: Self.small())
    var random = RegexRandom(seed: 3)
    for n in 0..<800 {
      let (time, json) = Self.event(&random, n)
      bench.event(milliseconds: time, json)
      for rule in 0..<3 {
        let statistics = try #require(bench.engine.habitStatistics(ofRule: rule))
        #expect(statistics.keys <= 5)
        // The key in use may be alone above the limit on all.
        #expect(statistics.stored <= (rule < 2 ? 150 : 5 * 12) || statistics.keys == 1)
      }
    }
    #expect(bench.engine.habitStatistics(ofRule: 3) == nil)
  }

  @Test("let the key go that has been quiet for longest")
  func eviction() {
    var limits = HabitLimits()
    limits.keys = 2
    let bench = RuleBench(
      BenchRules.habit("first_seen: {by: u, of: o, warmup: 1d, min_calls: 0}"),
      habitLimits: limits)
    func event(_ user: String, _ time: Int64, _ object: Int) -> Bool {
      bench.habit(time, BenchRules.json("a", user, #""o":\#(object)"#)) != nil
    }
    #expect(!event("x", 0, 1))
    #expect(!event("y", 1, 1))
    #expect(!event("x", 2, 1))
    #expect(!event("z", 3, 1))
    #expect(bench.engine.habitCounters.evictedKeys == 1)
    #expect(event("x", 2 * day, 2))
    #expect(event("z", 2 * day, 2))
    // y has to warm up again.
    #expect(!event("y", 2 * day, 2))
    #expect(!event("y", 3 * day - 1, 3))
    #expect(event("y", 3 * day, 4))
  }

  @Test("are refused when stored state is damaged, and change nothing then")
  func damaged() throws {
    let bench = RuleBench(Self.rules, habitLimits: Self.small())
    var random = RegexRandom(seed: 4)
    for n in 0..<300 {
      let (time, json) = Self.event(&random, n)
      bench.event(milliseconds: time, json)
    }
    let state = bench.state
    for length in stride(from: 0, to: state.count, by: 11) {
      #expect(throws: ByteReader.Failure.self) { try bench.decode(Array(state[..<length])) }
      #expect(bench.state == state)
    }
    #expect(throws: ByteReader.Failure.self) { try bench.decode([1] + state.dropFirst()) }
    // Flipped bits may be anything but a crash.
    for place in stride(from: 0, to: state.count, by: 2) {
      var broken = state
      broken[place] ^= UInt8(1 << (place / 2 % 8))
      let other = RuleBench(Self.rules, habitLimits: Self.small())
      try? other.decode(broken)
      for time in [Int64.min, 0, 50 * hour, .max] {
        other.event(milliseconds: time, BenchRules.json("a", "x", #""o":"o1","v":700"#))
      }
      _ = other.state
    }
  }

  @Test(
    "know what they have learnt after an edit that doesn't change what they learn from",
    arguments: [
      ("threshold", true), ("filter", true), ("lines", true), ("detection", false),
      ("interval", false), ("key", false), ("id", false),
    ])
  func reload(edit: String, isKept: Bool) {
    let original = BenchRules.habit(Self.ratio, title: "Ratio")
    let other = BenchRules.habit("first_seen: {by: u, of: o}", title: "Other")
    let edited =
      switch edit {
      case "threshold": original.replacing("over: 3", with: "over: 4")
      case "filter":
        original + """
          title: Not z
          logsource: {category: api}
          filter:
            rules: [ratio]
            sel: {u: z}
            condition: not sel

          """
      case "lines": "# moved\n" + other + original
      case "detection": original.replacing("op: a", with: "op: [a, c]")
      case "interval": original.replacing("per: 1h", with: "per: 2h")
      case "key": original.replacing("by: u", with: "by: [u, op]")
      default: original.replacing("name: ratio", with: "name: ratios")
      }
    let old = RuleBench(original)
    for n in 0..<48 as Range<Int64> {
      old.event(milliseconds: n * hour, BenchRules.json("a", "x", #""v":10"#))
    }
    let new = RuleBench(edited)
    #expect(new.errors == [])
    new.adopt(old)
    let found = new.habit(48 * hour, BenchRules.json("a", "x", #""v":90"#))
    #expect((found != nil) == isKept)
  }

  @Test("learn separately when two are the same")
  func twins() throws {
    let rule = BenchRules.habit(Self.ratio, title: "Ratio")
    let tuned = rule.replacing("over: 3", with: "over: 30")
    let bench = RuleBench(rule + tuned)
    for n in 0..<48 as Range<Int64> {
      bench.event(milliseconds: n * hour, BenchRules.json("a", "x", #""v":10"#))
    }
    let next = try bench.restart(with: RuleBench(rule + tuned))
    #expect(next.event(milliseconds: 48 * hour, BenchRules.json("a", "x", #""v":90"#)).count == 1)
    #expect(next.event(milliseconds: 48 * hour, BenchRules.json("a", "x", #""v":900"#)).count == 1)
  }

  @Test("go on learning while they are off")
  func switchedOff() {
    let bench = RuleBench(BenchRules.habit("first_seen: {by: u, of: o, warmup: 1s, min_calls: 0}"))
    func event(_ time: Int64, _ object: Int) -> Bool {
      bench.habit(time, BenchRules.json("a", "x", #""o":\#(object)"#)) != nil
    }
    #expect(!event(0, 1))
    bench.setEnabled(false, .rule(0))
    #expect(!event(hour, 2))
    bench.setEnabled(true, .rule(0))
    #expect(!event(hour, 2))
    #expect(event(hour, 3))
    #expect(bench.engine.habitStatistics(ofRule: 0)?.hits == 1)
  }

  @Test("feed correlations with what is unusual only")
  func correlations() {
    let bench = RuleBench(
      BenchRules.habit(
        "first_seen: {by: u, of: o, warmup: 1s, min_calls: 0}", title: "New")
        + BenchRules.correlation(
          "type: event_count\nrules: [new]\ngroup-by: [u]\ntimespan: 1h\ncondition: {gte: 2}"))
    func event(_ seconds: Double, _ object: Int) -> [String] {
      bench.event(seconds, BenchRules.json("a", "x", #""o":\#(object)"#))
    }
    for n in 0..<20 { #expect(event(Double(n), 1) == []) }
    #expect(event(20, 2) == [])
    #expect(event(21, 2) == [])
    #expect(event(22, 3) == ["C@22[20,22]"])
    #expect(bench.engine.matches.map(\.habit) == [nil])
  }

  @Test("leave rules without a block and those with others as they are")
  func withoutHabits() {
    let bench = RuleBench(
      BenchRules.rule("a") + BenchRules.habit(Self.ratio)
        + BenchRules.habit("controls: [SOC2:CC7.2]", title: "Plain"))
    #expect(bench.event(0, BenchRules.json("a")) == ["Rule a@0", "Plain@0"])
    #expect(bench.engine.matches.map(\.habit) == [nil, nil])
    bench.setEnabled(false, .rule(2))
    #expect(bench.event(1, BenchRules.json("a")) == ["Rule a@1"])
  }
}

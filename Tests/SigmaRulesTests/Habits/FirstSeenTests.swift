import SecurityModel
import Testing

@testable import SigmaRules

private let hour = Timestamp.Duration.hour
private let day = Timestamp.Duration.day

@Suite("What a key shows for the first time") struct FirstSeenTests {
  private static func bench(
    _ more: String = "warmup: 1s, min_calls: 0", of: String = "[o]",
    limits: HabitLimits = HabitLimits()
  ) -> RuleBench {
    let bench = RuleBench(
      BenchRules.habit("first_seen: {by: [u], of: \(of), \(more)}"), habitLimits: limits)
    #expect(bench.errors == [])
    return bench
  }

  private static func json(_ object: String, _ user: String = "x") -> String {
    BenchRules.json("a", user, #""o":\#(object)"#)
  }

  @Test("is reported once, for the key that showed it")
  func firstTime() throws {
    let bench = Self.bench()
    #expect(bench.habit(0, Self.json(#""Account""#)) == nil)
    #expect(bench.habit(0, Self.json(#""Account""#, "y")) == nil)
    let found = try #require(bench.habit(3 * day, Self.json(#""Contact""#)))
    #expect(
      (found.kind, found.key, found.measure, found.value) == (.firstSeen, "x", "o", "Contact"))
    #expect((found.calls, found.known, found.observed) == (1, 3 * day, 1))
    #expect(found.summary == "o Contact is new after 1 calls in 3 d")
    #expect(bench.habit(3 * day, Self.json(#""Contact""#)) == nil)
    #expect(bench.habit(4 * day, Self.json(#""Contact""#, "y"))?.key == "y")
    #expect(bench.habit(5 * day, Self.json(#""contact""#))?.value == "contact")
  }

  @Test("needs a key that has been known for the warm-up")
  func warmup() {
    for (time, isReported) in [(2 * day - 1, false), (2 * day, true)] {
      let bench = Self.bench("warmup: 2d, min_calls: 0")
      bench.event(milliseconds: 0, Self.json("1"))
      // Learnt without being reported, and not new any more then.
      bench.event(milliseconds: day, Self.json("2"))
      #expect(bench.habit(time, Self.json("2")) == nil)
      #expect((bench.habit(time, Self.json("3")) != nil) == isReported)
    }
  }

  @Test("needs so many matching events before it", arguments: [1, 2, 5, 100])
  func minimumCalls(count: Int) {
    let bench = Self.bench("warmup: 1s, min_calls: \(count)")
    var found: [Int] = []
    for n in 0..<(count + 2) {
      // Events without a value count, others of the log don't.
      if bench.habit(Int64(n) * hour, n < count ? BenchRules.json("a") : Self.json("\(n)")) != nil {
        found.append(n)
      }
      bench.event(milliseconds: Int64(n) * hour, BenchRules.json("b"))
    }
    #expect(found == [count, count + 1])
  }

  @Test("has the defaults of 14 days and 100 calls")
  func defaults() {
    let bench = RuleBench(BenchRules.habit("first_seen: {by: u, of: o}"))
    for n in 0..<100 as Range<Int64> { bench.event(milliseconds: n * hour, Self.json("1")) }
    #expect(bench.habit(14 * day - 1, Self.json("2")) == nil)
    #expect(bench.habit(14 * day, Self.json("3")) != nil)
  }

  @Test("looks at each of several values, and at combinations of fields")
  func severalValues() {
    let list = Self.bench()
    list.event(milliseconds: 0, Self.json(#"["A","B"]"#))
    #expect(list.habit(day, Self.json(#"["B","A","B"]"#)) == nil)
    #expect(list.habit(day, Self.json(#"["A","C","D"]"#))?.value == "C")
    #expect(list.habit(day, Self.json(#""D""#)) == nil)

    let pairs = Self.bench(of: "[o, v]")
    for (o, v) in [("A", 1), ("B", 2)] {
      pairs.event(milliseconds: 0, BenchRules.json("a", "x", #""o":"\#(o)","v":\#(v)"#))
    }
    #expect(pairs.habit(day, BenchRules.json("a", "x", #""o":"A","v":"1""#)) == nil)
    let found = pairs.habit(day, BenchRules.json("a", "x", #""o":["B","A"],"v":[2,1]"#))
    #expect(found?.value == "B, 1")
    #expect(found?.measure == "o, v")
  }

  @Test("isn't a missing value, a null or an object", arguments: ["null", "[]", "{}", "[null]"])
  func noValue(value: String) {
    let bench = Self.bench()
    bench.event(milliseconds: 0, Self.json("1"))
    #expect(bench.habit(day, Self.json(value)) == nil)
    #expect(bench.habit(day, BenchRules.json("a")) == nil)
    #expect(bench.habit(day, Self.json(#""""#)) != nil)
  }

  @Test("is judged by the time of the event, also when that is late")
  func late() {
    let bench = Self.bench("warmup: 2d, min_calls: 0")
    bench.event(milliseconds: 10 * day, Self.json("1"))
    bench.event(milliseconds: 11 * day, Self.json("2"))
    // Older than anything known: the key is as old as that now.
    #expect(bench.habit(7 * day, Self.json("3")) == nil)
    #expect(bench.habit(9 * day - 1, Self.json("4")) == nil)
    #expect(bench.habit(9 * day, Self.json("5")) != nil)
    #expect(bench.habit(8 * day, Self.json("6")) == nil)
  }

  @Test("falls silent for a key that forgets, and is heard again when that is over")
  func forgetting() {
    var limits = HabitLimits()
    limits.valuesPerKey = 8
    let bench = Self.bench("warmup: 2d, min_calls: 0", limits: limits)
    bench.event(milliseconds: 0, Self.json("0"))
    var found: [Int] = []
    for n in 1..<400 {
      // Value 0 is in use all the time and never forgotten.
      #expect(bench.habit(2 * day + Int64(n) * hour, Self.json("0")) == nil)
      if bench.habit(2 * day + Int64(n) * hour, Self.json("\(n)")) != nil { found.append(n) }
    }
    // Reported up to the event that fills the memory for the second time.
    #expect(found == Array(1...6))
    #expect(bench.engine.habitStatistics(ofRule: 0)!.stored <= 8)
    #expect(bench.engine.habitCounters.evictedValues > 380)
    let calm = 2 * day + 399 * hour + 2 * day
    #expect(bench.habit(calm - 1, Self.json("0")) == nil)
    #expect(bench.habit(calm + hour, Self.json("0")) == nil)
    #expect(bench.habit(calm + hour, Self.json(#""new""#)) != nil)
  }

  @Test("counts what one event has too much of")
  func cut() {
    var limits = HabitLimits()
    limits.valuesPerEvent = 3
    limits.keysPerEvent = 2
    let bench = Self.bench(limits: limits)
    bench.event(
      milliseconds: 0, #"{"op":"a","u":["x","y","z"],"o":[1,2,3,4,5]}"#)
    #expect(bench.engine.habitCounters.cutValues == 3)
    #expect(bench.engine.habitStatistics(ofRule: 0)?.keys == 2)
    #expect(bench.habit(day, Self.json("4"))?.value == "4")
    #expect(bench.engine.habitCounters.cutValues == 3)
  }
}

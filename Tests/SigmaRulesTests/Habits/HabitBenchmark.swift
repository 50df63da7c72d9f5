import Glibc
import SecurityModel
import Testing

@testable import SigmaRules

/// Not a test: prints costs. `CRMWATCH_BENCH=1 swift test -c release -Xswiftc -enable-testing
/// --filter HabitBenchmark`.
@Suite("Speed of habits", .enabled(if: getenv("CRMWATCH_BENCH") != nil), .serialized)
struct HabitBenchmark {
  @Test(arguments: [
    "controls: [SOC2:CC7.2]",
    "baseline: {by: [u], of: v, over: 6, and_ratio: 3, floor: 5000, warmup: 1h}",
    "baseline: {by: [u], of: v, over: 6, and_ratio: 3, warmup: 1h}",
    "baseline: {by: [u], of: calls, over: 6, warmup: 1h}",
    "first_seen: {by: [u], of: [o]}",
    "first_seen: {by: [u, op], of: [o, v], warmup: 1h}",
  ])
  func block(block: String) throws {
    for isLate in [false, true] {
      var (engine, issues) = RuleEngine.load(files: [("", BenchRules.habit(block))])
      #expect(issues == [])
      var sources: [JSONFieldSource] = []
      for n in 0..<1_000 {
        var source = JSONFieldSource()
        try source.load(
          BenchRules.json("a", "u\(n * n % 97)", "\"v\":\(n % 50),\"o\":\"o\(n % 31)\""))
        sources.append(source)
      }
      // 2,000 events an hour over 25 days.
      let count = 1_200_000
      var found = 0
      let time = ContinuousClock().measure {
        for n in 0..<count {
          let late = isLate && n % 10 == 0 ? Timestamp.Duration.hour : 0
          found +=
            engine.observe(
              sources[n % 1_000], time: Timestamp(milliseconds: Int64(n) * 1_800 - late),
              event: UInt64(n)
            ).count
        }
      }
      let seconds = Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
      var writer = ByteWriter()
      let coding = ContinuousClock().measure { engine.encode(into: &writer) }
      print(
        block, isLate ? "10 % late:" : ":", Int(seconds * 1e9 / Double(count)), "ns an event,",
        found, "matches,", writer.bytes.count, "bytes in", coding)
    }
  }
}

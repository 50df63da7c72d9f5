import Glibc
import SecurityModel
import Testing

@testable import SigmaRules

/// Not a test: prints rates. `CRMWATCH_BENCH=1 swift test -c release -Xswiftc -enable-testing
/// --filter EngineBenchmark`.
@Suite("Speed of searches and windows", .enabled(if: getenv("CRMWATCH_BENCH") != nil), .serialized)
struct EngineBenchmark {
  @Test(arguments: [
    "needle", "(?i)power(shell|cat)\\s+-e", "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$",
    "^[^@]+@[^@]+\\.com$", "(.*a){20}", "(a|b)*a(a|b){14}c", "\\b(admin|root|svc)\\w*\\b",
    "(?<!x)foo(?=bar)", "[\\p{L}]{4,}\\d",
  ])
  func regex(pattern: String) throws {
    var program = try RegexProgram(pattern)
    let text =
      "SELECT Id, Name, Email FROM Contact WHERE LastModifiedDate > 2025-01-01T00:00:00Z AND "
      + "Region__c = 'abba' AND user = 'jürgen.foo@example.org' ORDER BY Name LIMIT 2000 "
    var bytes = Array(String(repeating: text, count: 10).utf8)
    let rounds = 2_000
    let time = ContinuousClock().measure {
      for round in 0..<rounds {
        bytes[0] = UInt8(truncatingIfNeeded: 65 + round % 20)
        _ = bytes.withUnsafeBytes { program.matches($0) }
      }
    }
    let seconds = Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    print(pattern, Int(Double(bytes.count * rounds) / seconds / 1e6), "MB/s")
  }

  @Test(arguments: [
    "type: event_count\nrules: [a]\ncondition: {gte: 500}",
    "type: event_count\nrules: [a]\ncondition: {gte: 5}",
    "type: value_count\nrules: [a]\ncondition: {field: v, gte: 500}",
    "type: value_percentile\nrules: [a]\ncondition: {field: v, percentile: 95, gt: 1000000}",
    "type: temporal_ordered\nrules: [a, b, c]",
  ])
  func correlation(body: String) throws {
    var (engine, issues) = RuleEngine.load(files: [
      ("", BenchRules.all + BenchRules.correlation(body + "\ngroup-by: [u]\ntimespan: 10m"))
    ])
    #expect(issues == [])
    var sources: [JSONFieldSource] = []
    for n in 0..<1_000 {
      var source = JSONFieldSource()
      try source.load(BenchRules.json(n % 7 == 3 ? "b" : "a", "u\(n * n % 97)", "\"v\":\(n)"))
      sources.append(source)
    }
    let count = 200_000
    var found = 0
    let time = ContinuousClock().measure {
      for n in 0..<count {
        found +=
          engine.observe(
            sources[n % 1_000], time: Timestamp(milliseconds: Int64(n) * 10), event: UInt64(n)
          ).count
      }
    }
    let seconds = Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    print(
      body.prefix { $0 != "\n" }, Int(Double(count) / seconds / 1e3), "k events/s;", found,
      "matches")
  }
}

import Glibc
import Testing

@testable import SigmaRules

/// Not a test: prints rates. `CRMWATCH_BENCH=1 swift test -c release -Xswiftc -enable-testing
/// --filter RuleBenchmark`.
@Suite("Speed of rules", .serialized, .enabled(if: getenv("CRMWATCH_BENCH") != nil))
struct RuleBenchmark {
  private static let fields = [
    "CommandLine", "Image", "ParentImage", "TargetFilename", "user_agent", "uri", "query", "app",
    "operation", "EVENT_TYPE", "objects", "ip_country", "user", "Details", "QueryName",
  ]

  /// Rules in the manner of the public corpus: a few fields, lists of substrings, a filter.
  private static func rules(_ count: Int) -> [String] {
    var random = RuleRandom(seed: 7)
    func word(_ length: Int) -> String {
      String(
        (0..<length).map { _ in
          Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
        })
    }
    return (0..<count).map { n in
      let a = fields[Int.random(in: 0..<fields.count, using: &random)]
      let b = "Field\(Int.random(in: 0..<600, using: &random))"
      let list = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        "      - '\(word(Int.random(in: 3...14, using: &random)))'"
      }.joined(separator: "\n")
      let second = n % 9 == 0 ? "  gt:\n    rows|gt: \(50_000 + n)\n" : ""
      let regex = n % 25 == 0 ? "  re:\n    query|re: '\(word(4))[0-9]+\(word(3))'\n" : ""
      return """
        title: Rule \(n)
        id: 00000000-0000-0000-0000-\(String(repeating: "0", count: 12 - String(n).count))\(n)
        logsource: {product: salesforce}
        detection:
          sel_a:
            \(a)|contains:
        \(list)
          sel_b:
            \(b)|endswith: ['\\\(word(6)).exe', '\(word(5))']
            operation: [query, query_more, \(word(5))]
        \(second)\(regex)  filter:
            user: '\(word(6))*'
          condition: (1 of sel_* \(second.isEmpty ? "" : "and gt") \(regex.isEmpty ? "" : "or re")) and not filter
        level: low

        """
    }
  }

  private static func events(_ count: Int) -> [[UInt8]] {
    var random = RuleRandom(seed: 8)
    return (0..<count).map { n in
      let rows = Int.random(in: 0...60_000, using: &random)
      return Array(
        """
        {"ts":"2025-08-09T10:15:02.417Z","platform":"salesforce","org":"00D000000000001",\
        "credential":"app:3MVG9\(n % 50)","credential_type":"oauth_app","user":"etl\(n % 20)@example.com",\
        "app":"Nightly ETL","app_id":"0H4000\(n % 9)","session":"s\(n)","ip":"203.0.113.\(n % 250)",\
        "user_agent":"python-requests/2.32.4","api":"rest","operation":"query","method":"GET",\
        "uri":"/services/data/v62.0/query?q=SELECT+Id,Name+FROM+Account+LIMIT+2000",\
        "objects":["Account","Contact"],"query":"SELECT Id, Name, Email FROM Contact WHERE LastModifiedDate > 2025-01-01T00:00:00Z AND Region__c = 'x\(n)'",\
        "rows":\(rows),"status":200,"response_bytes":\(rows * 41),"duration_ms":\(n % 900),"api_version":"62.0","EVENT_TYPE":"RestApi"}
        """.utf8)
    }
  }

  @Test(arguments: [0, 100, 3_000]) func rate(ruleCount: Int) throws {
    let texts = Self.rules(ruleCount)
    // Time of this process, since the machine may be busy.
    func measure(_ body: () -> Void) -> Double {
      let start = clock()
      body()
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    var loaded: (set: RuleSet, issues: [RuleIssue])?
    let load = measure {
      loaded = RuleSet.load(files: texts.enumerated().map { ("\($0.offset).yml", $0.element) })
    }
    let (set, issues) = try #require(loaded)
    #expect(set.rules.count == ruleCount, "\(issues.prefix(3))")
    var matcher: RuleMatcher?
    let build = measure { matcher = set.makeMatcher() }
    var m = try #require(matcher)
    let events = Self.events(2_000)
    var source = JSONFieldSource()
    var hits = 0
    let parse = measure {
      for _ in 0..<5 {
        for event in events { event.withUnsafeBytes { try? source.load($0) } }
      }
    }
    let all = measure {
      for _ in 0..<5 {
        for event in events {
          event.withUnsafeBytes { try? source.load($0) }
          m.evaluate(source)
          hits += m.matches.count
        }
      }
    }
    let evaluations = m.statistics.reduce(0) { $0 + $1.evaluations }
    func micros(_ seconds: Double) -> String { "\((seconds * 1e9 / 10_000).rounded() / 1_000) µs" }
    print(
      "rules \(ruleCount): load \(load) s, index \(build) s, parse \(micros(parse)), "
        + "rules \(micros(all - parse)), \(hits) hits, "
        + "\(Double(evaluations) / 10_000) evaluations an event")
  }
}

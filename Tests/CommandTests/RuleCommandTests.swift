import Foundation
import Testing

@Suite struct RuleCommandTests {
  private static func rule(_ name: String, _ selection: String, more: String = "") -> String {
    """
    title: Rule \(name)
    id: 00000000-0000-4000-8000-00000000000\(name.count)
    name: \(name)
    status: test
    logsource: {product: salesforce, category: api}
    detection:
      selection: \(selection)
      condition: selection
    level: high
    tags: [attack.t1213.004]
    \(more)

    """
  }

  private func events(_ run: CommandLineTool.Outcome) throws -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for object in try run.objects {
      #expect(Set(object.keys).isSubset(of: ["rule", "title", "events", "file"]))
      let title = try #require(object["title"] as? String)
      #expect(found[title] == nil)
      found[title] = try #require(object["events"] as? [Int])
    }
    return found
  }

  // MARK: check

  @Test func `Mistakes are told with file, line and column, and make the exit code 1`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("good.yml", Self.rule("good", "{operation: query}"))
    let good = try tool("rules", "check", "good.yml")
    #expect(good.code == 0)
    #expect(good.output == "")
    #expect(good.errors == "1 rule, 0 correlations, 0 filters; 0 errors, 0 warnings\n")
    try tool.write("bad.yaml", Self.rule("bad", "{operation|containz: query, oparation: x}"))
    let bad = try tool("rules", "check", "bad.yaml", "good.yml")
    #expect(bad.code == 1)
    #expect(bad.lines.count == 1)
    #expect(bad.output.hasPrefix("bad.yaml:7:15: error: "))
    #expect(bad.output.contains("contains"))
    #expect(bad.errors.hasPrefix("1 rule, "))
    let object = try #require(
      try tool("rules", "check", "bad.yaml", "--json", "--quiet").objects.first)
    #expect(object["line"] as? Int == 7)
    #expect(object["severity"] as? String == "error")
  }

  @Test func `A misspelt field and a broken file are mistakes, a folder is searched`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try FileManager.default.createDirectory(
      at: tool.folder.appendingPathComponent("r/deep"), withIntermediateDirectories: true)
    try tool.write("r/deep/a.yml", Self.rule("a", "{oparation: query}"))
    try tool.write("r/b.yaml", "title: [unclosed\n")
    try tool.write("r/notes.txt", "not a rule")
    let run = try tool("rules", "check", "r")
    #expect(run.code == 1)
    #expect(run.lines.count == 2)
    #expect(run.lines.first?.hasPrefix("r/b.yaml:") == true)
    #expect(
      run.lines.last?.hasPrefix("r/deep/a.yml:7:15: error: unknown field `oparation`") == true)
  }

  @Test func `Nothing to check is 66`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    #expect(try tool("rules", "check", "missing").code == 66)
    #expect(try tool("rules", "check").code == 66)
    try FileManager.default.createDirectory(
      at: tool.folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
    #expect(try tool("rules", "check", "empty").code == 66)
  }

  @Test func `A mistake in a filter is told once, in its own file, and leaves the rules at work`()
    throws
  {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{operation: query}"))
    try tool.write("aa.yml", Self.rule("aa", "{operation: query}"))
    try tool.write(
      "f.yml",
      """
      title: Filter
      logsource: {product: salesforce, category: api}
      filter:
        rules: [a, aa]
        known: {credential|expand: '%etl%'}
        condition: not known
      """)
    try tool.write("c.conf", "lists: {vip: [x]}\n")
    let strict = try tool("rules", "check", "a.yml", "aa.yml", "f.yml", "--config", "c.conf")
    #expect(strict.code == 1)
    #expect(strict.lines.count == 1)
    #expect(strict.output.hasPrefix("f.yml:5:"))
    #expect(strict.errors.hasPrefix("2 rules, 0 correlations, 1 filter; 1 error, "))
    let loose = try tool("rules", "check", "a.yml", "aa.yml", "f.yml")
    #expect(loose.code == 0)
    #expect(loose.lines.count == 1)
    #expect(loose.output.hasPrefix("f.yml:5:"))
    let run = try tool(
      "rules", "test", "a.yml", "aa.yml", "f.yml", "--on", "-", "--raw", "--json", "--config",
      "c.conf", input: #"{"operation":"query"}"#)
    #expect(run.code == 1)
    #expect(try events(run) == ["Rule a": [0], "Rule aa": [0]])
  }

  // MARK: list

  @Test func `A list has each rule with what it is about`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{operation: query}") + "---\n" + Self.counting("a", 3))
    let objects = try tool("rules", "list", "--rules", "a.yml", "--json").objects
    #expect(objects.map { $0["kind"] as? String } == ["rule", "correlation"])
    let first = try #require(objects.first)
    #expect(first["level"] as? String == "high")
    #expect(first["status"] as? String == "test")
    #expect(first["tags"] as? [String] == ["attack.t1213.004"])
    #expect((first["logsource"] as? [String: Any])?["product"] as? String == "salesforce")
    #expect(first["file"] as? String == "a.yml")
    let plain = try tool("rules", "list", "a.yml")
    #expect(plain.lines.first?.contains("\tsalesforce/api\ta.yml:1\tRule a") == true)
  }

  // MARK: test

  private static func counting(_ name: String, _ least: Int, generate: Bool = false) -> String {
    """
    title: Many of \(name)
    correlation:
      type: event_count
      rules: [\(name)]
      group-by: [user]
      timespan: 1m
      condition: {gte: \(least)}
      generate: \(generate)

    """
  }

  @Test func `Raw events match by their own keys and are named by lines from 0`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{Event.Name: Log*}"))
    try tool.write("aa.yml", Self.rule("aa", "{never: 1}"))
    let text = [
      #"{"Event":{"Name":"Login"}}"#, "", #"{"Event":"Login"}"#, "{broken", "   ",
      #"{"Event.Name":"logout"}"#,
    ].joined(separator: "\n")
    try tool.write("e.jsonl", "\u{FEFF}" + text)
    let run = try tool("rules", "test", "a.yml", "aa.yml", "--on", "e.jsonl", "--raw", "--json")
    #expect(run.code == 0)
    #expect(run.lines.count == 1)
    #expect(
      run.output
        == #"{"rule":"00000000-0000-4000-8000-000000000001","title":"Rule a","events":[0,5]}"#
        + "\n")
    #expect(run.errors.contains("e.jsonl:4: "))
    #expect(run.errors.contains("1 record skipped"))
    let piped = try tool("rules", "test", "a.yml", "--on", "-", "--raw", "--json", input: text)
    #expect(piped.output == run.output)
    let list = """
      [ {"Event": {"Name": "Login, [x]"}},
        {"Event": {"Name": "}"}},
        7,
        {"Event": {"Name": "LOG"}} ]
      """
    let listed = try tool("rules", "test", "a.yml", "--on", "-", "--raw", "--json", input: list)
    #expect(try events(listed) == ["Rule a": [0, 3]])
    #expect(listed.errors.contains("-:element 2: "))
  }

  @Test func `Correlations go by event time, whatever the order of the lines`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{k: v}") + "---\n" + Self.counting("a", 3))
    func line(_ time: String) -> String { #"{"k":"v","user":"u","T":\#(time)}"# }
    let text = [
      line("1754733640"), line("\"2025-08-09T10:00:20Z\""), line("\"2025-08-09 10:00:00\""),
      line("1754733700000"), line("null"), line("\"2025-08-09T12:00:05.5+02:00\""),
    ].joined(separator: "\n")
    let arguments = ["rules", "test", "a.yml", "--on", "-", "--raw", "--json", "--time-field", "T"]
    let run = try tool.run(arguments, input: text)
    #expect(try events(run) == ["Many of a": [0, 1]])
    #expect(run.errors.contains("1 without a time"))
    try tool.write(
      "a.yml", Self.rule("a", "{k: v}") + "---\n" + Self.counting("a", 3, generate: true))
    #expect(
      try events(try tool.run(arguments, input: text)) == [
        "Rule a": [0, 1, 2, 3, 4, 5], "Many of a": [0, 1],
      ])
    let usual = text.replacingOccurrences(of: "\"T\"", with: "\"@timestamp\"")
    #expect(
      try events(try tool.run(Array(arguments.dropLast(2)), input: usual))["Many of a"] == [0, 1])
  }

  @Test func `Decoded logs are seen by the rules of their log source`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{operation: query, rows|gte: 100}"))
    try tool.write(
      "aa.yml", Self.rule("aa", "{operation: query}").replacing("salesforce", with: "hubspot"))
    func line(_ rows: Int) -> String {
      #"{"ts":"2025-08-09T10:00:00Z","platform":"salesforce","credential":"c\u001b","api":"rest","operation":"query","rows":\#(rows)}"#
    }
    try tool.write("1.jsonl", [line(5), line(100), line(200)].joined(separator: "\n"))
    try tool.write("2.jsonl", [line(300), "{}"].joined(separator: "\n"))
    let one = try tool("rules", "test", "a.yml", "aa.yml", "--on", "1.jsonl", "--json")
    #expect(one.code == 0)
    #expect(try events(one) == ["Rule a": [1, 2]])
    let both = try tool(
      "rules", "test", "a.yml", "--on", "1.jsonl", "--on", "2.jsonl", "--json",
      "--format", "crmwatch-jsonl")
    let objects = try both.objects
    #expect(objects.map { $0["events"] as? [Int] } == [[1, 2], [0]])
    #expect(objects.map { $0["file"] as? String } == ["1.jsonl", "2.jsonl"])
    #expect(both.errors.contains("2.jsonl:2: "))
    try FileManager.default.createDirectory(
      at: tool.folder.appendingPathComponent("logs"), withIntermediateDirectories: true)
    try tool.write("logs/x.jsonl", line(300))
    try tool.write("logs/y.jsonl", line(300))
    let folder = try tool("rules", "test", "a.yml", "--on", "logs", "--json").objects
    #expect(folder.map { $0["file"] as? String } == ["logs/x.jsonl", "logs/y.jsonl"])
    let plain = try tool("rules", "test", "a.yml", "--on", "1.jsonl")
    #expect(plain.lines.count == 2)
    #expect(plain.lines.first?.contains("\t2025-08-09T10:00:00.000Z\t") == true)
    #expect(plain.lines.first?.contains("\t1.jsonl:2\tRule a") == true)
    #expect(!plain.output.unicodeScalars.contains { $0.value == 0x1B })
    #expect(plain.errors.contains("1 of 1 rule would have fired 2 times on 3 events"))
  }

  @Test func `A rule with a mistake makes the exit code 1 and the others are tried`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{k: v}"))
    try tool.write("bad.yml", Self.rule("bad", "{k|nonsense: v}"))
    let arguments = ["rules", "test", "a.yml", "bad.yml", "--raw", "--json"]
    let run = try tool.run(arguments + ["--on", "-"], input: #"{"k":"v"}"#)
    #expect(run.code == 1)
    #expect(try events(run) == ["Rule a": [0]])
    #expect(run.errors.contains("bad.yml:7:15: error: "))
    #expect(try tool.run(arguments).code == 2)
    #expect(try tool.run(arguments + ["--on", "missing.jsonl"]).code == 66)
    #expect(try tool("rules", "test", "missing.yml", "--on", "-", "--raw").code == 66)
    try tool.write("e.jsonl", #"{"k":"v"}"#)
    let stray = try tool("rules", "test", "a.yml", "e.jsonl", "--on", "e.jsonl", "--raw")
    #expect(stray.code == 66)
    #expect(stray.errors.contains("--on"))
  }

  @Test func `Habits are learnt from the logs that are given`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write(
      "a.yml",
      Self.rule(
        "a", "{k: v}",
        more: "crmwatch: {first_seen: {by: [user], of: [ip], warmup: 1d, min_calls: 2}}"))
    let arguments = ["rules", "test", "a.yml", "--on", "-", "--raw", "--json"]
    func line(_ day: Int, _ ip: String) -> String {
      #"{"ts":"2025-08-0\#(day)T00:00:00Z","k":"v","user":"u","ip":"\#(ip)"}"#
    }
    // In any order of lines; the address of the fourth day is new and comes after the warm-up.
    let lines = [line(4, "b"), line(1, "a"), line(2, "a"), line(3, "a"), line(5, "b")]
    let run = try tool.run(arguments, input: lines.joined(separator: "\n"))
    #expect(try events(run) == ["Rule a": [0]])
    // Without a history, or without a time, nothing is unusual.
    #expect(try events(tool.run(arguments, input: line(1, "a"))) == [:])
    #expect(try events(tool.run(arguments, input: #"{"k":"v","user":"u","ip":"c"}"#)) == [:])
  }

  @Test func `Broken and hostile lines are skipped, whatever they are`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("a.yml", Self.rule("a", "{k: v}"))
    let deep = String(repeating: #"{"k":"#, count: 5_000)
    let text = [
      "\u{0}\u{1}", deep, #"{"k":"v","timestamp":1e308}"#, #"{"k":"v","ts":-99999999999999999999}"#,
      "\"k\"", #"{"k":"v"} x"#, #"{"k":["w","v"]}"#,
    ].joined(separator: "\n")
    let run = try tool("rules", "test", "a.yml", "--on", "-", "--raw", "--json", input: text)
    #expect(run.code == 0)
    #expect(try events(run) == ["Rule a": [2, 3, 6]])
    for line in [1, 2, 5, 6] { #expect(run.errors.contains("-:\(line): ")) }
    let open = try tool(
      "rules", "test", "a.yml", "--on", "-", "--raw", "--json", input: #"[{"k":"v"},{"k":"#)
    #expect(try events(open) == ["Rule a": [0]])
    #expect(open.errors.contains("-:element 1: "))
  }
}

import Foundation
import Testing

@Suite struct LogCommandTests {
  private static let lines = [
    #"{"ts":"2025-08-09T10:00:00Z","credential":"a","rows":3}"#,
    #"{"ts":"never","credential":"a"}"#,
    #"{"ts":"2025-08-09T10:00:01Z","credential":"b\u001b[31m","user_agent":"x\u2028y"}"#,
  ]

  @Test func `Events go to standard output, bad records to standard error with their line`() throws
  {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("n.jsonl", Self.lines.joined(separator: "\n"))
    let run = try tool("normalize", "n.jsonl")
    #expect(run.code == 0)
    #expect(run.errors.hasPrefix("n.jsonl:2: "))
    #expect(run.errors.split(separator: "\n").count == 1)
    let events = try run.objects
    #expect(
      events.map { $0["ts"] as? String } == [
        "2025-08-09T10:00:00.000Z", "2025-08-09T10:00:01.000Z",
      ])
    #expect(events.first?["rows"] as? Int == 3)
    #expect(!run.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x2028 })
    #expect(try tool("normalize", "--strict", "n.jsonl").code == 65)
    let piped = try tool("normalize", "-", input: Self.lines.joined(separator: "\n"))
    #expect(piped.output == run.output)
    let again = try tool("normalize", "-", input: run.output)
    #expect(again.output == run.output)
  }

  @Test func `Wrong names of files and formats have their exit codes`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("x.csv", "a,b\n1,2\n")
    #expect(try tool("normalize", "missing.jsonl").code == 66)
    #expect(try tool("normalize", "x.csv").code == 65)
    #expect(try tool("normalize", "x.csv", "--format", "nonsense").code == 2)
    let detected = try tool("formats", "detect", "x.csv", "--json")
    #expect(detected.code == 1)
    #expect(try detected.objects.first?["format"] is NSNull)
    try tool.write("n.jsonl", Self.lines[0] + "\n")
    let known = try #require(try tool("formats", "detect", "n.jsonl", "--json").objects.first)
    #expect(known["format"] as? String == "crmwatch-jsonl")
    #expect((known["confidence"] as? Double ?? 0) > 0.5)
  }

  @Test func `Detection tells the wrapping, what the sample gives and what it lacks`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let array = "\u{FEFF}{\"records\":[" + Self.lines.joined(separator: ",\n") + "]}"
    try tool.write("a.json", array)
    let found = try #require(try tool("formats", "detect", "a.json", "--json").objects.first)
    #expect(found["format"] as? String == "crmwatch-jsonl in json")
    #expect(found["base_format"] as? String == "crmwatch-jsonl")
    #expect(found["wrapping"] as? [String] == ["json"])
    #expect(found["encoding"] as? String == "UTF-8 with BOM")
    #expect(found["compression"] is NSNull)
    let sample = try #require(found["sample"] as? [String: Int])
    #expect(sample["decoded"] == 2 && sample["refused"] == 1)
    let refusal = try #require((found["refusals"] as? [[String: Any]])?.first)
    #expect(refusal["line"] as? Int == 2)
    let filled = try #require(found["filled"] as? [String: Int])
    #expect(filled["rows"] == 1 && filled["credential"] == 2 && filled["ip"] == nil)
    let unfed = try #require(found["unfed_detectors"] as? [[String: Any]])
    #expect(
      unfed.contains {
        $0["detector"] as? String == "NEW-004" && $0["missing"] as? [String] == ["ip"]
      }
        || unfed.contains { ($0["missing"] as? [String])?.contains("ip") == true })
    let page = try tool("formats", "detect", "-", input: array)
    #expect(page.code == 0)
    for word in ["crmwatch-jsonl in json", "wrapping", "2 records decoded, 1 refused", "unfed"] {
      #expect(page.output.contains(word), "\(word)")
    }
    // The whole of it is read under that name, and under the plain one.
    #expect(try tool("normalize", "a.json").lines.count == 2)
    #expect(try tool("normalize", "a.json", "--format", "crmwatch-jsonl").lines.count == 2)
  }

  @Test func `Merging puts the events of several files in order`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    func line(_ second: Int, _ who: String) -> String {
      "{\"ts\":\"2025-08-09T10:00:\(10 + second)Z\",\"credential\":\"\(who)\"}"
    }
    try tool.write("a.jsonl", [5, 1, 3].map { line($0, "a") }.joined(separator: "\n"))
    try tool.write("b.jsonl", [4, 3, 2].map { line($0, "b") }.joined(separator: "\n"))
    let run = try tool("normalize", "--merge", "a.jsonl", "b.jsonl")
    #expect(run.code == 0)
    let order = try run.objects.map { "\($0["ts"] as? String ?? "")\($0["credential"] ?? "")" }
    #expect(order == order.sorted())
    #expect(order.count == 6 && order.first == "2025-08-09T10:00:11.000Za")
    let plain = try tool("normalize", "a.jsonl", "b.jsonl")
    #expect(Set(plain.lines) == Set(run.lines) && plain.lines != run.lines)
  }

  @Test func `A score comes for each row, in order, and does not look ahead`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    var text = "timestamp,value\n"
    for i in 0..<400 { text += "\(1_700_000_000 + i * 300),\(i == 390 ? 5_000 : 50 + i % 7)\n" }
    let run = try tool("score", "-", input: text)
    #expect(run.code == 0)
    #expect(run.lines.count == 401)
    #expect(run.lines[0] == "timestamp,value,anomaly_score")
    let scores = try run.lines.dropFirst().map { line in
      try #require(Double(line.split(separator: ",")[2]))
    }
    #expect(scores.allSatisfy { (0...1).contains($0) })
    #expect(scores[390] > 0.7)
    #expect(scores[390] > 1.5 * (scores[300..<390].max() ?? 1))
    let head = text.split(separator: "\n").prefix(301).joined(separator: "\n") + "\n"
    let part = try tool("score", "-", input: head)
    #expect(part.lines == Array(run.lines.prefix(301)))
  }

  @Test func `Many series give findings as JSON Lines`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    var text = "credential,bucket_start,count\n"
    for i in 0..<(24 * 30) {
      text += "quiet,\(1_700_006_400 + i * 3_600),40\n"
      text += "loud,\(1_700_006_400 + i * 3_600),\(i == 700 ? 9_000 : 40)\n"
    }
    try tool.write("c.csv", text)
    let findings = try tool("score", "c.csv", "--findings").objects
    #expect(Set(findings.compactMap { $0["credential"] as? String }) == ["loud"])
    let first = try #require(findings.first)
    for key in ["detector", "start", "detected_at", "end", "score", "explanation"] {
      #expect(first[key] != nil)
    }
    try tool.write(
      "e.jsonl", #"{"credential":"*","start":1700006400,"end":1709999999,"kind":"test"}"#)
    #expect(try tool("score", "c.csv", "--findings", "--expected", "e.jsonl").output == "")
    let bad = try tool("score", "-", "--strict", input: "timestamp,value\nnow,1\n")
    #expect(bad.code == 65)
    #expect(bad.errors.hasPrefix("-:2: "))
  }
}

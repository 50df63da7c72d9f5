import Foundation
import Testing

/// A store with findings: fifteen days of one quiet credential, then a call from somewhere else.
/// Names hold what attackers put into them.
private func makeStore() throws -> CommandLineTool {
  let tool = try CommandLineTool()
  var log = ""
  func add(_ time: String, _ more: String) {
    log += #"{"ts":"\#(time)","platform":"salesforce","org":"00D1","credential":"etl\u001b[31m","#
    log += #""credential_type":"service_account","api":"rest","status":200,"rows":5,"#
    log += #""operation":"query","method":"GET","uri":"/services/data/v62.0/query",\#(more)}"#
    log += "\n"
  }
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  for day in 1...20 {
    for hour in 0..<24 {
      add(
        "2025-07-\(two(day))T\(two(hour)):10:00Z",
        #""ip":"192.0.2.4","user_agent":"loader/1.0","objects":["Account"]"#)
    }
  }
  for second in 10...19 {
    add(
      "2025-07-21T03:00:\(second)Z",
      #""ip":"203.0.113.9","user_agent":"=cmd|evil\u202e/2","objects":["User"]"#)
  }
  try tool.write("log.jsonl", log)
  let run = try tool("collect", "--once", "log.jsonl", "--store", "s.db", "--quiet")
  try #require(run.code == 0, "\(run.errors)")
  return tool
}

@Suite struct FindingCommandTests {
  @Test func `A list has the shape of the contract, and its text is harmless`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let run = try tool("findings", "list", "--json", "--store", "s.db")
    #expect(run.code == 0)
    let findings = try run.objects
    #expect(!findings.isEmpty)
    let keys = [
      "id", "detector", "detector_version", "title", "severity", "confidence", "status", "verdict",
      "platform", "org", "credential", "integration", "incident", "raised", "first_seen",
      "last_seen", "count", "stored", "explanation", "observed", "expected", "evidence", "attack",
      "owasp", "controls", "assignee", "notes", "risk",
    ]
    for finding in findings {
      #expect(keys.filter { finding[$0] == nil } == [])
    }
    #expect(findings.contains { ($0["detector"] as? String)?.hasPrefix("NEW-") ?? false })
    let plain = try tool("findings", "list", "--store", "s.db")
    #expect(plain.lines.count == findings.count)
    for text in [run.output, plain.output] {
      #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    }
  }

  @Test func `What an analyst does is kept, by whole and by shortened id`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let first = try #require(
      try tool("findings", "list", "--json", "--store", "s.db").objects.first)
    let id = try #require(first["id"] as? String)
    let ack = try tool(
      "findings", "ack", String(id.prefix(10)), "--by", "ana", "--note", "ask \u{1B}[2J owner",
      "--store", "s.db")
    #expect(ack.code == 0, "\(ack.errors)")
    #expect(
      try tool("findings", "close", id, "--verdict", "benign_positive", "--store", "s.db").code == 0
    )
    let shown = try #require(
      try tool("findings", "show", id, "--json", "--store", "s.db").objects.first)
    #expect(shown["status"] as? String == "closed")
    #expect(shown["verdict"] as? String == "benign_positive")
    let history = try tool("findings", "history", id, "--json", "--store", "s.db").objects
    #expect(history.map { $0["action"] as? String } == ["acknowledge", "close"])
    #expect(history.map { $0["by"] as? String } == ["ana", "tester"])
    let page = try tool("findings", "show", id, "--store", "s.db")
    #expect(page.output.contains("What to do"))
    #expect(!page.output.unicodeScalars.contains { $0.value == 0x1B })
    #expect(try tool("findings", "reopen", id, "--store", "s.db").code == 0)
    let open = try tool("findings", "list", "--status", "new", "--json", "--store", "s.db").objects
    #expect(open.contains { $0["id"] as? String == id })
  }

  @Test func `Nothing is done when one of several ids is unknown`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let id = try #require(
      try tool("findings", "list", "--json", "--store", "s.db").objects.first?["id"] as? String)
    #expect(try tool("findings", "ack", id, "zzzz", "--store", "s.db").code == 1)
    #expect(try tool("findings", "history", "--store", "s.db").output == "")
  }

  @Test func `A mute needs one end in the future and a reason`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let id = try #require(
      try tool("findings", "list", "--json", "--store", "s.db").objects.first?["id"] as? String)
    let wrong: [[String]] = [
      ["--reason", "x"], ["--for", "8h"], ["--for", "8h", "--until", "2099-01-01T00:00:00Z"],
      ["--until", "2001-01-01T00:00:00Z", "--reason", "x"], ["--for", "8x", "--reason", "x"],
    ]
    for more in wrong {
      let all = ["findings", "mute", id, "--store", "s.db"] + more
      #expect(try tool.run(all).code == 2, "\(more)")
    }
    #expect(
      try tool("findings", "mute", id, "--for", "8h", "--reason", "plan", "--store", "s.db").code
        == 0)
    let muted = try tool("findings", "list", "--status", "suppressed", "--store", "s.db")
    #expect(muted.lines.count == 1)
  }

  @Test func `Exports carry every finding in a harmless form`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let count = try tool("findings", "list", "--store", "s.db").lines.count
    let csv = try tool("findings", "export", "--format", "csv", "--store", "s.db")
    #expect(csv.lines.count == count + 1)
    #expect(!csv.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    let cef = try tool("findings", "export", "--format", "cef", "--store", "s.db")
    #expect(cef.lines.count == count)
    for line in cef.lines {
      #expect(line.hasPrefix("CEF:0|crmwatch|crmwatch|"))
      #expect(line.contains("externalId="))
    }
    let ocsf = try tool(
      "findings", "export", "--format", "ocsf", "--output", "out.jsonl", "--store", "s.db")
    #expect(ocsf.code == 0, "\(ocsf.errors)")
    let text = try String(
      contentsOf: tool.folder.appendingPathComponent("out.jsonl"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == count)
    for line in lines {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["class_uid"] as? Int == 2004)
      #expect(object["category_uid"] as? Int == 2)
      let activity = try #require(object["activity_id"] as? Int)
      #expect(object["type_uid"] as? Int == 200_400 + activity)
      #expect(object["severity_id"] is Int)
      #expect(object["time"] is Int)
      let metadata = try #require(object["metadata"] as? [String: Any])
      #expect(metadata["version"] as? String == "1.5.0")
      #expect((metadata["product"] as? [String: Any])?["name"] as? String == "crmwatch")
      let info = try #require(object["finding_info"] as? [String: Any])
      #expect(info["uid"] is String)
      #expect(info["title"] is String)
      // The schema wants unknown values left out.
      #expect(!object.values.contains { $0 is NSNull || $0 as? String == "" })
    }
    #expect(try tool("findings", "export", "--format", "xml", "--store", "s.db").code == 2)
    let folder = try tool(
      "findings", "export", "--output", "no/such/folder", "--store", "s.db")
    #expect(folder.code == 73)
  }

  @Test func `Incidents and inventory name the credential and its integration`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    let incident = try #require(
      try tool("incidents", "list", "--json", "--store", "s.db").objects.first)
    let id = try #require(incident["id"] as? String)
    let shown = try #require(
      try tool("incidents", "show", id, "--json", "--store", "s.db").objects.first)
    #expect((shown["findings"] as? [[String: Any]])?.isEmpty == false)
    let items = try tool("inventory", "list", "--json", "--store", "s.db").objects
    #expect(Set(items.compactMap { $0["kind"] as? String }) == ["integration", "credential"])
    let keys = [
      "id", "kind", "name", "platform", "org", "type", "declared", "owner", "purpose", "objects",
      "apis", "networks", "clients", "scopes", "first_seen", "last_seen", "calls_24h", "rows_24h",
      "share_24h", "state", "risk", "open_findings", "flags",
    ]
    for item in items { #expect(keys.filter { item[$0] == nil } == []) }
    let credential = try #require(
      try tool("credential", "etl", "--json", "--store", "s.db").objects.first)
    let hours = try #require(credential["hours"] as? [[String: Any]])
    #expect(hours.count == 24)
    #expect(hours.last?["calls"] as? Int == 10)
    let days = try #require(credential["days"] as? [[String: Any]])
    #expect(days.reduce(0) { $0 + ($1["calls"] as? Int ?? 0) } == 20 * 24 + 10)
  }

  @Test func `The registry that export writes can be imported, and audit compares with it`() throws
  {
    let tool = try makeStore()
    defer { tool.remove() }
    #expect(
      try tool("inventory", "export", "--output", "r.yaml", "--store", "s.db").code == 0)
    let entries = try tool("inventory", "import", "r.yaml", "--json", "--store", "s.db").objects
    #expect(entries.count == 1)
    #expect(entries.first?["credentials"] as? Int == 1)
    let audit = try tool(
      "inventory", "audit", "--registry", "r.yaml", "--json", "--store", "s.db")
    #expect(audit.code == 1)
    #expect(
      Set(try audit.objects.compactMap { $0["issue"] as? String }) == ["unowned", "unapproved"])
    try tool.write("bad.yaml", "integrations:\n  - name: x\n")
    let bad = try tool("inventory", "import", "bad.yaml", "--store", "s.db")
    #expect(bad.code == 78)
    #expect(bad.errors.contains("bad.yaml:2:"))
  }

  @Test func `The store is checked, copied and cleared`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    #expect(try tool("store", "check", "--store", "s.db").code == 0)
    #expect(try tool("store", "backup", "copy.db", "--store", "s.db").code == 0)
    #expect(try tool("store", "backup", "copy.db", "--store", "s.db").code == 73)
    let verified = try #require(try tool("store", "verify", "copy.db", "--json").objects.first)
    #expect(verified["events"] as? Int == 490)
    let pruned = try #require(
      try tool("store", "prune", "--older-than", "7d", "--json", "--store", "s.db").objects.first)
    #expect((pruned["rollups"] as? Int ?? 0) > 200)
    let stats = try #require(try tool("stats", "--json", "--store", "s.db").objects.first)
    let keys = [
      "events", "bytes", "skipped", "duplicates", "late", "by_format", "sources", "credentials",
      "evicted", "findings", "uptime_s", "rss_bytes", "failures",
    ]
    #expect(keys.filter { stats[$0] == nil } == [])
    #expect(stats["events"] as? Int == 490)
    #expect(try tool("stats", "--store", "missing.db").code == 66)
    try tool.write("text.db", String(repeating: "no store ", count: 100))
    #expect(try tool("stats", "--store", "text.db").code == 65)
  }
}

import Foundation
import Testing

/// Several analysts on the findings of one store, by the command line.
@Suite struct AnalystCommandTests {
  /// A store with one finding at least, and the finding's id.
  private func makeStore() throws -> (CommandLineTool, String) {
    let tool = try CommandLineTool()
    var log = ""
    for second in 0..<12 {
      let time = "2025-07-21T03:00:\(second < 10 ? "0" : "")\(second)Z"
      log += #"{"ts":"\#(time)","platform":"salesforce","org":"00D1","credential":"cfo","#
      log += #""credential_type":"human","user":"cfo","api":"login","operation":"login","#
      log += #""status":"LOGIN_ERROR_INVALID_PASSWORD","ip":"203.0.113.9"}"# + "\n"
    }
    try tool.write("log.jsonl", log)
    let run = try tool("collect", "--once", "log.jsonl", "--store", "s.db", "--quiet")
    try #require(run.code == 0, "\(run.errors)")
    let first = try tool("findings", "list", "--json", "--store", "s.db").objects.first
    return (tool, try #require(first?["id"] as? String))
  }

  private func show(_ id: String, _ tool: CommandLineTool) throws -> [String: Any] {
    try #require(try tool("findings", "show", id, "--json", "--store", "s.db").objects.first)
  }

  @Test func `who comes second is told who was first`() throws {
    let (tool, id) = try makeStore()
    defer { tool.remove() }
    #expect(try tool("findings", "ack", id, "--by", "ana", "--store", "s.db").code == 0)
    let second = try tool("findings", "ack", id, "--by", "ben", "--store", "s.db")
    #expect(second.code == 1)
    #expect(second.output.contains("not changed: already acknowledged by ana at 20"))
    let told = try #require(
      try tool("findings", "ack", id, "--by", "ben", "--json", "--store", "s.db").objects.first)
    #expect(told["result"] as? String == "conflict" && told["by"] as? String == "ana")
    // One's own words may be said again, and a note contradicts nobody.
    #expect(try tool("findings", "ack", id, "--by", "ana", "--store", "s.db").code == 0)
    #expect(
      try tool("findings", "note", id, "--text", "x", "--by", "ben", "--store", "s.db").code == 0)
    #expect(
      try tool(
        "findings", "close", id, "--verdict", "test", "--by", "ben", "--store", "s.db"
      ).code == 0)
    let third = try tool("findings", "ack", id, "--by", "ana", "--store", "s.db")
    #expect(third.code == 1 && third.output.contains("already closed by ben at 20"))
    #expect(try show(id, tool)["status"] as? String == "closed")
  }

  @Test func `an action on a version that is no longer the latest is refused`() throws {
    let (tool, id) = try makeStore()
    defer { tool.remove() }
    let seen = try #require(try show(id, tool)["version"] as? Int)
    #expect(seen == 0)
    #expect(
      try tool("findings", "assign", id, "--to", "ben", "--by", "ben", "--store", "s.db").code == 0)
    #expect(
      try tool(
        "findings", "mute", id, "--for", "1h", "--reason", "r", "--by", "ben", "--store",
        "s.db"
      ).code == 0)
    let stale = try tool(
      "findings", "close", id, "--verdict", "test", "--by", "ana", "--base", "\(seen)", "--store",
      "s.db")
    #expect(stale.code == 1 && stale.output.contains("already muted by ben at 20"))
    let now = try #require(try show(id, tool)["version"] as? Int)
    #expect(
      try tool(
        "findings", "close", id, "--verdict", "test", "--by", "ana", "--base", "\(now)", "--store",
        "s.db"
      ).code == 0)
  }

  @Test func `the last action can be taken back by who did it, once`() throws {
    let (tool, id) = try makeStore()
    defer { tool.remove() }
    #expect(try tool("findings", "undo", id, "--store", "s.db").code == 1)
    _ = try tool("findings", "ack", id, "--by", "ana", "--note", "hm", "--store", "s.db")
    _ = try tool(
      "findings", "close", id, "--verdict", "test", "--by", "ana", "--store", "s.db")
    let foreign = try tool("findings", "undo", id, "--by", "ben", "--store", "s.db")
    #expect(foreign.code == 1 && foreign.errors.contains("closed by ana at"))
    #expect(try tool("findings", "undo", id, "--by", "ana", "--store", "s.db").code == 0)
    #expect(try show(id, tool)["status"] as? String == "acknowledged")
    #expect(try show(id, tool)["verdict"] is NSNull)
    #expect(try tool("findings", "undo", id, "--by", "ana", "--store", "s.db").code == 0)
    let back = try show(id, tool)
    #expect(back["status"] as? String == "new")
    #expect((back["notes"] as? [Any])?.isEmpty == true)
    #expect(try tool("findings", "undo", id, "--by", "ana", "--store", "s.db").code == 1)
    let history = try tool("findings", "history", id, "--json", "--store", "s.db").objects
    #expect(
      history.map { $0["action"] as? String } == ["acknowledge", "close", "undo", "undo"])
  }

  @Test func `commands that don't exist are told, with what was meant`() throws {
    let (tool, _) = try makeStore()
    defer { tool.remove() }
    let wrong = [
      (["report", "weekly"], "`report` is not part of this version"),
      (["findings", "lsit"], "unknown command `findings lsit`; did you mean `list`?"),
      (["store", "prun"], "did you mean `prune`?"), (["collct", "x"], "did you mean `collect`?"),
      (["findings", "list", "--severty", "low"], "Did you mean '--severity'?"),
      (["normalize", "log.jsonl", "--record-limit", "3"], "--record-limit: 3 bytes"),
      (["collect", "--once"], "nothing to read"),
    ]
    for (arguments, message) in wrong {
      let run = try tool.run(arguments)
      #expect(run.code == 2, "\(arguments)")
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test func `techniques and verdicts in OCSF have the words of their schemas`() throws {
    let (tool, id) = try makeStore()
    defer { tool.remove() }
    _ = try tool(
      "findings", "close", id, "--verdict", "benign_positive", "--by", "ana", "--store", "s.db")
    let all = try tool("findings", "export", "--format", "ocsf", "--store", "s.db").objects
    for one in all {
      let info = try #require(one["finding_info"] as? [String: Any])
      for attack in info["attacks"] as? [[String: Any]] ?? [] {
        for key in ["technique", "sub_technique"] {
          guard let technique = attack[key] as? [String: Any] else { continue }
          #expect(technique["name"] is String, "\(technique)")
        }
      }
    }
    let closed = try #require(all.first { $0["activity_id"] as? Int == 3 })
    #expect(closed["verdict"] as? String == "Benign" && closed["verdict_id"] as? Int == 5)
    #expect(closed["status"] as? String == "Resolved")
  }
}

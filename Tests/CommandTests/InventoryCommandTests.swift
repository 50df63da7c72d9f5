import Foundation
import Testing

/// The inventory of a small log in two organisations, with scopes and a daily limit.
@Suite struct InventoryCommandTests {
  private func makeStore(_ more: [String] = []) throws -> CommandLineTool {
    let tool = try CommandLineTool()
    var lines: [String] = []
    func add(_ time: String, _ credential: String, _ app: String, _ more: String) {
      lines.append(
        #"{"ts":"\#(time)","platform":"salesforce","credential":"\#(credential)","app":"\#(app)","#
          + #""api":"rest","operation":"query","method":"GET","status":200,"rows":5,\#(more)}"#)
    }
    // The sync last called 20 hours before the end: half of its calls are older than a day then.
    for minute in 0..<10 {
      add("2025-07-01T08:0\(minute):00Z", "sync", "Sync", #""org":"00D1","scopes":"api id""#)
      add(
        "2025-07-01T20:0\(minute):00Z", "sync", "Sync",
        #""org":"00D1","scopes":["refresh_token","api"]"#)
    }
    for minute in 0..<10 {
      add(
        "2025-07-02T15:0\(minute):00Z", "chat", "Chat",
        #""org":"00D1","limits":{"DailyApiRequests":{"used":4\#(minute),"max":1000}}"#)
    }
    add("2025-07-02T15:30:00Z", "sync2", "Sync", #""org":"00D2""#)
    // What was refused was not granted.
    lines.append(
      #"{"ts":"2025-07-02T15:31:00Z","platform":"salesforce","org":"00D1","credential":"chat","#
        + #""app":"Chat","api":"oauth","operation":"token","status":400,"scopes":"full"}"#)
    try tool.write("log.jsonl", lines.joined(separator: "\n") + "\n")
    let run = try tool.run(["collect", "--once", "log.jsonl", "--store", "s.db", "--quiet"] + more)
    try #require(run.code == 0, "\(run.errors)")
    return tool
  }

  private func item(
    _ id: String, _ tool: CommandLineTool, _ more: String...
  ) throws -> [String: Any] {
    let items = try tool.run(["inventory", "list", "--json", "--store", "s.db"] + more).objects
    return try #require(items.first { $0["id"] as? String == id }, "\(items.map { $0["id"] })")
  }

  @Test func `Scopes are those that records named, and those that were declared`() throws {
    let tool = try makeStore()
    defer { tool.remove() }
    #expect(try item("sync", tool)["scopes"] as? [String] == ["api", "id", "refresh_token"])
    #expect(try item("chat", tool)["scopes"] as? [String] == [])
    try tool.write(
      "r.yaml",
      """
      integrations:
        - {match: sync, name: Sync, owner: ops, scopes: api openid}
        - {match: chat, name: Chat, owner: ops, scopes: [chatter_api]}
      """)
    let sync = try item("sync", tool, "--registry", "r.yaml")
    #expect(sync["scopes"] as? [String] == ["api", "id", "refresh_token", "openid"])
    #expect(sync["flags"] as? [String] == ["undeclared_scope"])
    let chat = try item("chat", tool, "--registry", "r.yaml")
    #expect(chat["scopes"] as? [String] == ["chatter_api"])
    #expect(chat["flags"] as? [String] == [])
    let exported = try tool("inventory", "export", "--store", "s.db").output
    #expect(exported.contains(#"scopes: ["api", "id", "refresh_token"]"#))
  }

  @Test func `A collector's registry is remembered with its scopes`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write(
      "r.yaml", "integrations:\n  - {match: sync, name: Sync, scopes: [web]}\n")
    try tool.write(
      "log.jsonl",
      #"{"ts":"2025-07-01T08:00:00Z","credential":"sync","api":"rest","operation":"query"}"# + "\n")
    _ = try tool(
      "collect", "--once", "log.jsonl", "--store", "s.db", "--registry", "r.yaml", "--quiet")
    #expect(try item("sync", tool)["scopes"] as? [String] == ["web"])
  }

  @Test func `Totals are those of the 24 hours before the newest event, shares those of the org`()
    throws
  {
    let tool = try makeStore()
    defer { tool.remove() }
    let sync = try item("sync", tool)
    #expect(sync["calls_24h"] as? Int == 10)
    #expect(sync["rows_24h"] as? Int == 50)
    #expect(sync["share_24h"] as? Double == 0.5)
    let chat = try item("chat", tool)
    #expect(chat["share_24h"] as? Double == 0.5)
    #expect(chat["daily_limit"] as? Int == 1_000)
    #expect(chat["limit_share_24h"] as? Double == 0.01)
    let other = try item("sync2", tool)
    #expect(other["share_24h"] as? Double == 1)
    #expect(other["daily_limit"] is NSNull && other["limit_share_24h"] is NSNull)
    // One name in two orgs is two integrations.
    #expect(try item("Sync @ salesforce 00D1", tool)["credentials"] as? [String] == ["sync"])
    #expect(try item("Sync @ salesforce 00D2", tool)["credentials"] as? [String] == ["sync2"])
    #expect(try item("Chat", tool)["name"] as? String == "Chat")
  }
}

/// The registry, on the real program.
@Suite struct RegistryCommandTests {
  @Test func `a registry is shown with what it declares and announces`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write(
      "r.yaml",
      """
      integrations:
        - {match: etl, name: ETL, owner: ops, type: service_account, apis: [rest], scopes: api id}
      expected:
        - {credential: etl, start: 2025-08-23T00:00:00Z, end: 1755993600, kind: migration}
      """)
    let run = try tool("inventory", "import", "r.yaml", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let entry = try #require(try run.objects.first)
    #expect(entry["scopes"] as? [String] == ["api", "id"])
    #expect(entry["type"] as? String == "service_account")
    #expect(run.errors.contains("1 announcement."))
  }

  @Test(arguments: [
    ("expected: [{credential: a, start: 1755993600}]", "r.yaml:1:12: error: announced activity"),
    (
      "expected:\n  - {credential: a, start: 2025-01-02T00:00:00Z, end: 2025-01-01T00:00:00Z}",
      "r.yaml:2:5: error: announced activity ends before it starts"
    ),
    ("expected:\n  - {credential: a, start: soon}", "r.yaml:2:28: error: `soon` is not a time"),
    ("expected:\n  - {until: x}", "r.yaml:2:6: error: unknown key `until`"),
    ("integration: []", "r.yaml:1:1: error: unknown key `integration`; did you mean"),
    ("integrations: [{match: a, objcts: [b]}]", "r.yaml:1:27: error: unknown key `objcts`"),
    ("integrations: [{match: a, apis: [resst]}]", "r.yaml:1:34: error: unknown API `resst`"),
  ])
  func `mistakes in a registry are told with their place`(
    _ text: String, _ message: String
  ) throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("r.yaml", text)
    let run = try tool("inventory", "import", "r.yaml")
    #expect(run.code == 78)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `volume that the registry announces raises no finding`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    var lines: [String] = []
    for second in 0..<400 {
      let minute = second / 100
      lines.append(
        #"{"ts":"2025-07-01T08:0\#(minute):00.\#(100 + second % 100)Z","platform":"salesforce","#
          + #""org":"00D1","credential":"etl","api":"rest","operation":"query","status":200}"#)
    }
    for second in 0..<400 {
      lines.append(
        #"{"ts":"2025-07-01T10:00:0\#(second / 100).\#(100 + second % 100)Z","platform":"#
          + #""salesforce","org":"00D1","credential":"etl","api":"rest","operation":"query","#
          + #""status":200}"#)
    }
    try tool.write("log.jsonl", lines.joined(separator: "\n") + "\n")
    func findings(_ more: String...) throws -> Int {
      let store = "\(UUID()).db"
      _ = try tool.run(["collect", "--once", "--quiet", "log.jsonl", "--store", store] + more)
      return try tool("findings", "list", "--detector", "VOL-", "--store", store).lines.count
    }
    try tool.write(
      "r.yaml",
      """
      integrations: [{match: etl, name: ETL, owner: ops}]
      expected: [{credential: etl, start: 2025-07-01T09:00:00Z, end: 2025-07-01T11:00:00Z}]
      """)
    #expect(try findings() > 0)
    #expect(try findings("--registry", "r.yaml") == 0)
  }
}

import Foundation
import Testing

/// `--networks` with databases, on the real program.
@Suite struct NetworkCommandTests {
  private static let database = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/networks.mmdb")

  /// Fifteen quiet days from one address, then one call from another.
  private func makeLog(_ tool: CommandLineTool) throws {
    var log = ""
    func add(_ time: String, _ ip: String) {
      log += #"{"ts":"\#(time)","platform":"salesforce","org":"00D1","credential":"etl","#
      log += #""credential_type":"service_account","api":"rest","status":200,"rows":5,"#
      log += #""operation":"query","method":"GET","ip":"\#(ip)","objects":["Account"]}"# + "\n"
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for day in 1...15 {
      for hour in 0..<24 { add("2025-07-\(two(day))T\(two(hour)):10:00Z", "192.0.2.4") }
    }
    add("2025-07-16T03:00:10Z", "203.0.113.9")
    try tool.write("log.jsonl", log)
  }

  private func explanation(
    _ tool: CommandLineTool, _ networks: String...
  ) throws -> String {
    let store = "\(UUID()).db"
    let run = try tool.run(
      ["collect", "--once", "log.jsonl", "--store", store, "--quiet"]
        + networks.flatMap { ["--networks", $0] })
    try #require(run.code == 0, "\(run.errors)")
    let found = try tool(
      "findings", "list", "--json", "--detector", "NEW-004", "--store", store
    ).objects
    return try #require(found.first?["explanation"] as? String)
  }

  @Test func `a database tells what a new network is, and a list says it first`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try makeLog(tool)
    let path = Self.database.path
    #expect(
      try explanation(tool, path).contains("203.0.113.9 (tor, AS64498, Onion Relay, SE)"))
    #expect(try !explanation(tool).contains("tor"))
    try tool.write("own.csv", "network,kind,country\n203.0.113.0/25,vendor,FI\n")
    #expect(
      try explanation(tool, path, "own.csv")
        .contains("203.0.113.9 (vendor, AS64498, Onion Relay, FI)"))
    // Also by the configuration, and under another name.
    let data = try Data(contentsOf: Self.database)
    try data.write(to: tool.folder.appendingPathComponent("asn.db"))
    try tool.write("c.yaml", "networks: [asn.db]\n")
    let run = try tool(
      "collect", "--once", "log.jsonl", "--store", "c.db", "--config", "c.yaml", "--quiet")
    #expect(run.code == 0)
    #expect(
      try tool("findings", "list", "--detector", "NEW-004", "--store", "c.db").output
        .contains("Onion Relay"))
    let checks = try tool("doctor", "--config", "c.yaml", "--json").objects
    let networks = try #require(checks.first { $0["check"] as? String == "networks" })
    #expect(networks["result"] as? String == "ok")
    #expect((networks["detail"] as? String)?.contains("crmwatch-Test-ASN-Anonymous") == true)
  }

  @Test func `a damaged or missing database is refused with a reason`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try makeLog(tool)
    let data = try Data(contentsOf: Self.database)
    try data.prefix(1_000).write(to: tool.folder.appendingPathComponent("cut.mmdb"))
    func run(_ path: String) throws -> CommandLineTool.Outcome {
      try tool("collect", "--once", "log.jsonl", "--store", "d.db", "--networks", path)
    }
    let cut = try run("cut.mmdb")
    #expect(cut.code == 78)
    #expect(cut.errors.contains("cut.mmdb: error: not a MaxMind DB"))
    #expect(try run("missing.mmdb").code == 66)
    try tool.write("wrong.csv", "network,kind\n203.0.113.0/24,sinister\n")
    let wrong = try run("wrong.csv")
    #expect(wrong.code == 78 && wrong.errors.contains("wrong.csv:2:1: error: unknown kind"))
    // Nothing was begun.
    #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/d.db"))
  }
}

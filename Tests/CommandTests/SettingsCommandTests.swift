import Foundation
import Testing

@Suite struct SettingsCommandTests {
  @Test(arguments: [
    ["--no-such-option"], ["no-such-command", "--json"], ["findings", "show"],
    ["findings", "list", "--severity", "terrible"], ["detectors", "--color", "mauve"],
    ["keys", "--print", "xml"], ["credential", "x", "--days", "0"],
    ["findings", "list", "--since", "yesterday"], ["theme", "list", "--color", "mauve"],
    ["collect", "x", "--color", "mauve"], ["stats", "--log-file", "/nonexistent/log"],
    ["fidnings"], ["fidnings", "list", "--json"], ["--quiet", "findings", "list"],
  ])
  func `Wrong usage ends with 2`(arguments: [String]) throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let run = try tool.run(arguments)
    #expect(run.code == 2, "\(run.errors)")
    #expect(!run.errors.isEmpty)
    #expect(run.output.isEmpty)
  }

  @Test func `A mistyped command is no log to watch, and the right one is named`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    #expect(try tool("fidnings", "list").errors.contains("did you mean `findings`?"))
    #expect(try tool("--quiet", "stats").errors.contains("crmwatch stats"))
    // What exists, or names a place, is a source; without a terminal nobody can watch it.
    try tool.write("fidnings", "")
    for source in ["fidnings", "./later.csv", "*.csv", "unix:later.sock"] {
      #expect(try tool(source).code == 69, "\(source)")
    }
  }

  @Test func `The log file gets what is said, and the error in the end`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let events = try tool.write("events.jsonl", "")
    #expect(try tool("collect", "--once", events, "--quiet", "--log-file", "log").code == 0)
    #expect(try tool("collect", "--once", "missing.csv", "--log-file", "log").code == 66)
    let log = try String(
      contentsOf: tool.folder.appendingPathComponent("log"), encoding: .utf8)
    #expect(log.contains("0 events"))
    #expect(log.contains("crmwatch: ") && log.contains("missing.csv"))
  }

  @Test(arguments: [
    [], ["findings"], ["findings", "ack"], ["findings", "mute"], ["findings", "export"],
    ["incidents"], ["inventory"], ["credential"], ["detectors"], ["normalize"], ["formats"],
    ["score"], ["stats"], ["store"], ["config"], ["theme"], ["keys"], ["doctor"], ["collect"],
  ])
  func `Every help has examples`(command: [String]) throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let run = try tool.run(command + ["--help"])
    #expect(run.code == 0)
    #expect(run.output.contains("Example"))
    #expect(run.output.contains("crmwatch " + command.joined(separator: " ")))
  }

  @Test func `Detectors are listed with the shape of the contract`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write(
      "c.yaml", "detectors: {VOL-003: {per_key_per_minute: 77, enabled: false}}\n")
    let rows = try tool("detectors", "list", "--json", "--config", "c.yaml").objects
    #expect(rows.count >= 24)
    for row in rows {
      for key in [
        "id", "title", "summary", "why", "runbook", "fields", "tunables", "severity", "attack",
        "owasp", "controls", "enabled",
      ] {
        #expect(row[key] != nil)
      }
    }
    let rate = try #require(rows.first { $0["id"] as? String == "VOL-003" })
    #expect(rate["enabled"] as? Bool == false)
    let tunables = try #require(rate["tunables"] as? [[String: Any]])
    let tunable = try #require(tunables.first { $0["key"] as? String == "per_key_per_minute" })
    #expect(tunable["default"] as? Int == 300)
    #expect(tunable["value"] as? Int == 77)
    #expect(try tool("detectors", "explain", "vol-003").output.contains("per_key_per_minute"))
    #expect(try tool("detectors", "explain", "ZZZ-001").code == 1)
    let coverage = try tool("detectors", "coverage", "--all-formats", "--json").objects
    #expect(
      coverage.contains {
        $0["format"] as? String == "access-log" && $0["covered"] as? Bool == false
      })
  }

  @Test func `A configuration that show prints is one that check accepts`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let shown = try tool("config", "show")
    try tool.write("all.yaml", shown.output)
    #expect(try tool("config", "check", "all.yaml").code == 0)
    #expect(try tool("config", "show", "--config", "all.yaml").output == shown.output)
    // What is built in is part of it, or saving the file would change what is found.
    #expect(shown.output.contains("sensitive_objects: [") && shown.output.contains("authprovider"))
    try tool.write("bad.yaml", "timezone: UTC\ndetectorz: {}\n")
    let bad = try tool("config", "check", "bad.yaml")
    #expect(bad.code == 1)
    #expect(bad.output.hasPrefix("bad.yaml:2:1: error: "))
    #expect(try tool("stats", "--config", "bad.yaml").code == 66)
    #expect(try tool("detectors", "--config", "bad.yaml").code == 78)
  }

  @Test func `Built-in themes can be read, and a faint one is refused`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let themes = try tool("theme", "list", "--json").objects
    #expect(themes.count >= 8)
    for theme in themes {
      let name = try #require(theme["name"] as? String)
      #expect(try tool("theme", "check", name, "--quiet").code == 0, "\(name)")
    }
    try tool.write("empty.yaml", "")
    #expect(try tool("theme", "check", "empty.yaml").code == 78)
    #expect(try tool("theme", "show", "no-such-theme").code == 1)
  }

  @Test func `Keys and doctor answer as JSON Lines`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let keys = try tool("keys", "--json").objects
    #expect(keys.contains { $0["command"] as? String == "quit" })
    let checks = try tool("doctor", "--json")
    #expect(checks.code == 0, "\(checks.output)")
    #expect(try checks.objects.allSatisfy { $0["result"] is String && $0["remedy"] is String })
    try tool.write("bad.yaml", "detectorz: {}\n")
    let ill = try tool("doctor", "--config", "bad.yaml")
    #expect(ill.code == 1)
    #expect(ill.output.contains("fail  configuration"))
  }
}

/// What comes with the program: manual page and completions.
@Suite struct ManualTests {
  @Test func `the manual page has every command once, and options of all commands once`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let page = try tool("manual")
    #expect(page.code == 0)
    let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasPrefix(".TH CRMWATCH 1") == true)
    for command in ["watch", "collect", "findings list", "findings undo", "store prune", "score"] {
      #expect(lines.count { $0 == ".SS \"crmwatch \(command)\"" } == 1, "\(command)")
    }
    #expect(lines.count { $0.hasPrefix("  \\-\\-log\\-file") } == 1)
    #expect(lines.contains { $0.hasPrefix("  \\-\\-failures") })
    #expect(page.output.contains("EXAMPLE") || page.output.contains("Examples:"))
    // Nothing but our own requests begins with a dot.
    let requests: Set<Substring> = [".TH", ".SH", ".SS", ".nf", ".fi", ".B"]
    for line in lines where line.hasPrefix(".") {
      #expect(requests.contains(line.prefix { $0 != " " }), "\(line)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know commands and options`(_ shell: String) throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let script = try tool("--generate-completion-script", shell)
    #expect(script.code == 0)
    for word in ["findings", "inventory", "networks", "verdict"] {
      #expect(script.output.contains(word), "\(word)")
    }
  }
}

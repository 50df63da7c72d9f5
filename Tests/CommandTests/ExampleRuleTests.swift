import Foundation
import Testing

/// The rules in the folder `rules/`, each with events that it must and must not match beside it.
@Suite struct ExampleRuleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("rules")
  private static let lists = folder.appendingPathComponent("tests/lists.conf").path

  /// Names of the rule files, without folder and extension.
  static let names: [String] = {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (all ?? []).filter { $0.hasSuffix(".yml") && !$0.hasPrefix("filters/") }
      .map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }.sorted()
  }()

  @Test func `have no mistakes, with and without lists`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    #expect(Self.names.count >= 15)
    let run = try tool("rules", "check", Self.folder.path, "--config", Self.lists)
    #expect(run.code == 0)
    #expect(run.output == "")
    #expect(try tool("rules", "check", Self.folder.path).code == 0)
  }

  @Test(arguments: names)
  func `match the events that they must match and no others`(name: String) throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let tests = Self.folder.appendingPathComponent("tests")
    let log = tests.appendingPathComponent(name + ".jsonl").path
    let expected = try String(
      contentsOf: tests.appendingPathComponent(name + ".expected.jsonl"), encoding: .utf8)
    let arguments = [
      "rules", "test", Self.folder.path, "--on", log, "--config", Self.lists, "--json",
    ]
    let decoded = try tool.run(arguments)
    #expect(decoded.code == 0)
    #expect(decoded.output == expected)
    let raw = try tool.run(arguments + ["--raw"])
    #expect(raw.output == expected)
    // Some events match and some don't.
    let events = try decoded.objects.flatMap { $0["events"] as? [Int] ?? [] }
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count
    #expect(!events.isEmpty && Set(events).count < lines)
  }

  @Test func `are each matched by the events beside them`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    let rules = try tool("rules", "list", Self.folder.path, "--json").objects
    for name in Self.names {
      let ids = Set(
        rules.filter {
          ($0["file"] as? String)?.hasSuffix("/\(name).yml") == true
            // What only serves a correlation is not reported.
            && ($0["level"] as? String) != "informational"
        }.compactMap { $0["rule"] as? String })
      let text = try String(
        contentsOf: Self.folder.appendingPathComponent("tests/\(name).expected.jsonl"),
        encoding: .utf8)
      #expect(!ids.isEmpty)
      for id in ids { #expect(text.contains("\"rule\":\"\(id)\""), "\(name)") }
    }
  }
}

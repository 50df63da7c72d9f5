import Detection
import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// Every detector of the registry has traffic on which it fires, exactly as recorded, and traffic
/// at its limits on which it doesn't. Record anew with `CRMWATCH_RECORD=1`.
@Suite struct DetectorFixtureTests {
  static let ids = DetectorRegistry.all.map { $0.row.id }

  @Test("fires exactly as recorded, the same in every replay and over restarts", arguments: ids)
  func fires(_ id: String) throws {
    let script = try FixtureScript("\(id)/fires.jsonl")
    let findings = try script.run().filter { $0.detector == id }.sorted(by: Self.inOrder)
    let text = findings.map(Self.line).joined(separator: "\n") + "\n"
    let golden = FixtureScript.folder + "\(id)/fires.golden.jsonl"
    if ProcessInfo.processInfo.environment["CRMWATCH_RECORD"] != nil {
      try text.write(toFile: golden, atomically: true, encoding: .utf8)
    }
    #expect(!findings.isEmpty)
    #expect(text == (try String(contentsOfFile: golden, encoding: .utf8)))
    let restarted = try script.run(tick: 701, restarts: true)
      .filter { $0.detector == id }.sorted(by: Self.inOrder)
    #expect(restarted.map(\.id) == findings.map(\.id))
    #expect(restarted.map(Self.line) == findings.map(Self.line))
  }

  @Test("stays quiet at its limits", arguments: ids)
  func quiet(_ id: String) throws {
    let findings = try FixtureScript("\(id)/quiet.jsonl").run().filter { $0.detector == id }
    #expect(findings.map(Self.line) == [])
  }

  @Test("gives byte-identical findings when replayed")
  func replay() throws {
    let script = try FixtureScript("EXF-009/fires.jsonl")
    let first = try script.run()
    let second = try script.run()
    #expect(first == second)
    #expect(first.count > 1)
  }

  static func inOrder(_ a: Finding, _ b: Finding) -> Bool {
    (a.raised, a.id) < (b.raised, b.id)
  }

  static func line(_ finding: Finding) -> String {
    JSONValue.object([
      .init("detector", .string(finding.detector)),
      .init("severity", .string(finding.severity.name)),
      .init("credential", .string(finding.credential)),
      .init("raised", .string(finding.raised.rfc3339)),
      .init("count", .integer(Int64(finding.count))),
      .init("explanation", .string(finding.explanation)),
    ]).text
  }

  @Test("has a complete row", arguments: ids)
  func row(_ id: String) throws {
    let row = try #require(DetectorRegistry.all.first { $0.row.id == id }).row
    #expect(row.id.wholeMatch(of: /[A-Z]{3}-\d{3}/) != nil)
    #expect(row.version >= 1)
    for text in [row.title, row.summary, row.why, row.severityRule] { #expect(!text.isEmpty) }
    #expect(row.summary.hasSuffix(".") && row.why.hasSuffix("."))
    #expect(row.runbook.count >= 2)
    #expect(!row.requiredFields.isEmpty)
    let known = Set(NormalizedKey.allCases.map(\.name))
    #expect(row.requiredFields.filter { !known.contains($0) } == [])
    #expect(row.groupMinutes > 0)
    // What is made of other findings has their mapping.
    if row.kind != .correlation {
      #expect(!row.attack.isEmpty && !row.owasp.isEmpty)
      #expect(!row.controls.soc2.isEmpty && !row.controls.nist80053.isEmpty)
    }
    #expect(row.owasp.allSatisfy { $0.wholeMatch(of: /API\d{1,2}:2023/) != nil || $0 == "none" })
    #expect(row.attack.allSatisfy { $0.wholeMatch(of: /T\d{4}(\.\d{3})?/) != nil })
    #expect(Set(row.tunables.map(\.key)).count == row.tunables.count)
    for tunable in row.tunables {
      #expect(!tunable.unit.isEmpty && tunable.help.hasSuffix("."), "\(tunable.key)")
      #expect(tunable.range.contains(tunable.value), "\(tunable.key)")
    }
  }

  @Test("are listed once each")
  func unique() {
    #expect(Set(Self.ids).count == Self.ids.count)
    #expect(Self.ids.count >= 24)
  }
}

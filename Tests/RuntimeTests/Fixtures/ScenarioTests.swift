import Detection
import Foundation
import SecurityModel
import Testing

/// Weeks of ordinary work with one attack, which must be found, or with something harmless that looks
/// like one, which must not disturb anybody: `Tests/Fixtures/Scenarios`.
///
/// An attack names what must be found and how grave at least (`expect`), a trap what may be told and
/// how grave at most (`allow`); what is not named may be no more than a note.
@Suite struct ScenarioTests {
  static func names(_ folder: String) -> [String] {
    let path = FixtureScript.folder + "Scenarios/" + folder
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".jsonl") }.sorted()
  }

  @Test("attacks are found, in few findings", arguments: names("attacks"))
  func attack(_ name: String) throws {
    let script = try FixtureScript("Scenarios/attacks/" + name)
    let findings = try script.run()
    #expect(!script.expected.isEmpty)
    for (detector, least) in script.expected {
      let worst = findings.filter { $0.detector == detector }.map(\.severity).max()
      #expect(worst.map { $0 >= least } ?? false, "\(detector): \(Self.lines(findings))")
    }
    // One stolen token is one case, not fifty.
    #expect(findings.count <= 20, "\(Self.lines(findings))")
    #expect(Set(findings.map(\.credential)).count <= 2, "\(Self.lines(findings))")
  }

  @Test("what only looks like an attack disturbs nobody", arguments: names("traps"))
  func trap(_ name: String) throws {
    let script = try FixtureScript("Scenarios/traps/" + name)
    let findings = try script.run()
    for finding in findings {
      let most = script.allowed[finding.detector]
      #expect(most.map { finding.severity <= $0 } ?? false, "\(Self.lines([finding]))")
    }
    for (detector, least) in script.expected {
      #expect(findings.contains { $0.detector == detector && $0.severity >= least })
    }
  }

  @Test("attacks give the same findings over restarts", arguments: names("attacks"))
  func restarts(_ name: String) throws {
    let script = try FixtureScript("Scenarios/attacks/" + name)
    let whole = try script.run().map(DetectorFixtureTests.line).sorted()
    let parts = try script.run(tick: 997, restarts: true).map(DetectorFixtureTests.line).sorted()
    #expect(whole == parts)
  }

  private static func lines(_ findings: [Finding]) -> String {
    "\n" + findings.map(DetectorFixtureTests.line).joined(separator: "\n")
  }
}

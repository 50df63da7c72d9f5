import Foundation
import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

/// What the screen looks like; recorded with `CRMWATCH_RECORD=1`, read by people.
@Suite struct GoldenFrameTests {
  static let sizes = [
    Size(width: 60, height: 15), Size(width: 80, height: 24), Size(width: 120, height: 40),
    Size(width: 200, height: 60),
  ]

  static let scenes: [(name: String, script: String)] = [
    ("alerts", ""), ("inventory", "2"), ("chart", "3"), ("sources", "4"), ("audit", "5"),
    ("rules", "6"), ("rule switched", "6jx"), ("mistakes", "6<Tab>j"),
    ("finding", "<Enter>"), ("credential", "2<Enter>"), ("help", "?"), ("themes", "t"),
    ("palette", ":mu"), ("filter", "/sev>=high is:n"), ("note", "nfirst line<C-o>second"),
    ("verdict", "c"), ("acknowledged", "ja"),
  ]

  @Test("every pane looks as recorded", arguments: sizes, [Charset.unicode, .ascii])
  func frames(size: Size, charset: Charset) throws {
    var text = ""
    for (name, script) in Self.scenes {
      var harness = Harness(width: size.width, height: size.height, charset: charset)
      harness.type(script)
      text += "=== \(name)\n" + harness.text + "\n"
    }
    let kind = charset == .ascii ? "ascii" : "unicode"
    try Golden.compare(text, "frames-\(size.width)x\(size.height)-\(kind)")
  }

  @Test("says what is going on when there is nothing to show")
  func empty() throws {
    var text = ""
    func add(_ name: String, _ harness: Harness) { text += "=== \(name)\n" + harness.text + "\n" }
    add("before the first data", Harness(width: 80, height: 24, snapshot: nil))
    add("no sources", Harness(width: 80, height: 24, snapshot: Snapshot(wallTime: Fixture.wall)))
    var learning = Fixture.snapshot(findings: .replace([]))
    learning.open = SeverityCounts()
    learning.learning = Learning(learning: 12, firstReadyIn: 9 * 86_400_000)
    add("learning", Harness(width: 80, height: 24, snapshot: learning))
    var filtered = Harness(width: 80, height: 24)
    filtered.type("/nothing-like-this<Enter>")
    add("no match", filtered)
    add(
      "stopped",
      Harness(
        width: 80, height: 24,
        snapshot: Fixture.snapshot(
          collector: .stopped(reason: "disk full: free 2 GB on /var, then press C-l"))))
    func addRules(_ name: String, _ rules: RulesPicture?, _ collector: CollectorState = .live) {
      var snapshot = Fixture.snapshot(collector: collector)
      snapshot.rules = rules
      var harness = Harness(width: 80, height: 24, snapshot: snapshot)
      harness.type("6")
      add(name, harness)
    }
    addRules("no rules", RulesPicture())
    addRules("rule files without rules", RulesPicture(isConfigured: true))
    addRules("rules of another process", nil, .attached)
    addRules("rules of nobody", nil, .unattended)
    add("too small", Harness(width: 30, height: 6))
    try Golden.compare(text, "empty")
  }
}

/// Comparison with recorded text.
enum Golden {
  static func compare(_ text: String, _ name: String, file: String = #filePath) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    let url = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["CRMWATCH_RECORD"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    let recorded = try String(contentsOf: url, encoding: .utf8)
    guard recorded != text else { return }
    let (old, new) = (recorded.split(separator: "\n"), text.split(separator: "\n"))
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let place = line ?? min(old.count, new.count)
    Issue.record(
      """
      \(name) differs at line \(place + 1); record again with CRMWATCH_RECORD=1 if it is meant
      was: \(place < old.count ? String(old[place]) : "(end)")
      is:  \(place < new.count ? String(new[place]) : "(end)")
      """)
  }
}

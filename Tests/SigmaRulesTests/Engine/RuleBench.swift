import SecurityModel
import Testing

@testable import SigmaRules

/// An engine behind a reference, fed with JSON objects at seconds of event time.
final class RuleBench {
  private(set) var engine: RuleEngine
  let issues: [RuleIssue]
  private var next: UInt64 = 0
  private var source = JSONFieldSource()

  init(
    _ yaml: String..., placeholders: [String: [String]]? = [:],
    limits: CorrelationLimits = CorrelationLimits(), firing: CorrelationFiring = .standard,
    habitLimits: HabitLimits = HabitLimits()
  ) {
    (engine, issues) = RuleEngine.load(
      files: yaml.enumerated().map { ("\($0.offset).yml", $0.element) },
      placeholders: placeholders, limits: limits, firing: firing, habitLimits: habitLimits)
  }

  var errors: [String] { issues.filter { $0.severity == .error }.map(\.description) }
  var warnings: [String] { issues.filter { $0.severity == .warning }.map(\.description) }

  /// What the next event gives: `title@event`, for correlations with the events in the window.
  @discardableResult
  func event(_ seconds: Double, _ json: String) -> [String] {
    event(milliseconds: Int64(seconds * 1_000), json)
  }

  @discardableResult
  func event(milliseconds: Int64, _ json: String) -> [String] {
    do {
      try source.load(json)
    } catch {
      Issue.record("not JSON: \(json)")
    }
    let key = next
    next += 1
    let matches = engine.observe(source, time: Timestamp(milliseconds: milliseconds), event: key)
    return matches.map { match in
      let title = engine.metadata(of: match.subject).title
      guard case .correlation = match.subject else { return "\(title)@\(match.event)" }
      return "\(title)@\(match.event)"
        + "[" + match.contributing.map(String.init).joined(separator: ",") + "]"
    }
  }

  /// What the rules' habits say about the next event, when it is reported.
  func habit(_ milliseconds: Int64, _ json: String) -> HabitEvidence? {
    event(milliseconds: milliseconds, json)
    return engine.matches.lazy.compactMap(\.habit).first
  }

  func adopt(_ other: RuleBench) { engine.adopt(other.engine) }

  /// Everything that a list of events gives, without the contributing events.
  func events(_ list: [(Double, String)]) -> [String] {
    list.flatMap { event($0.0, $0.1) }.map { String($0.prefix { $0 != "[" }) }
  }

  func setEnabled(_ isOn: Bool, _ subject: RuleMatch.Subject) {
    engine.setEnabled(isOn, subject)
  }

  /// Stores the state and continues with a fresh engine that has read it.
  func restart(with other: RuleBench? = nil) throws -> RuleBench {
    var writer = ByteWriter()
    engine.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    let target = other ?? self
    try target.engine.decode(&reader)
    #expect(reader.isAtEnd)
    target.next = next
    return target
  }

  func decode(_ bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    try engine.decode(&reader)
  }

  var state: [UInt8] {
    var writer = ByteWriter()
    engine.encode(into: &writer)
    return writer.bytes
  }
}

/// Rules that match on `"op":"a"` and so on, named `a`, `b`, `c`, `d`.
enum BenchRules {
  static func rule(_ letter: String) -> String {
    """
    title: Rule \(letter)
    name: \(letter)
    logsource: {category: api}
    detection:
      sel: {op: \(letter)}
      condition: sel
    ---

    """
  }

  /// A rule on one operation with a `crmwatch` block.
  static func habit(_ block: String, letter: String = "a", title: String = "H") -> String {
    rule(letter).replacing("title: Rule \(letter)", with: "title: \(title)")
      .replacing("name: \(letter)", with: "name: \(title.lowercased())")
      .replacing("---\n", with: "crmwatch:\n  \(block)\n---\n")
  }

  static let all = ["a", "b", "c", "d"].map(rule).joined()

  /// A correlation titled C.
  static func correlation(_ body: String, title: String = "C", name: String = "") -> String {
    """
    title: \(title)
    name: \(name.isEmpty ? title.lowercased() + "-name" : name)
    correlation:

    """ + body.split(separator: "\n").map { "  \($0)\n" }.joined() + "---\n"
  }

  /// An event of operation `op`, user `u` and more members.
  static func json(_ op: String, _ user: String = "x", _ more: String = "") -> String {
    #"{"op":"\#(op)","u":"\#(user)"\#(more.isEmpty ? "" : "," + more)}"#
  }
}

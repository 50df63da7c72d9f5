import Testing

@testable import SigmaRules

/// Short ways from the text of a rule to an answer.
enum RuleProbe {
  /// A rule whose detection is the given text, indented by two blanks.
  static func rule(detection: String) -> String {
    let indented = detection.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    return "title: Probe\nlogsource: {product: salesforce}\ndetection:\n\(indented)\n"
  }

  /// A matcher for rules; records every error as an issue of the test.
  static func matcher(
    _ texts: [String], placeholders: [String: [String]] = [:], usesIndex: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> RuleMatcher {
    let (set, issues) = RuleSet.load(
      files: texts.enumerated().map { ("\($0.offset).yml", $0.element) },
      placeholders: placeholders)
    for issue in issues where issue.severity == .error {
      Issue.record("\(issue)", sourceLocation: sourceLocation)
    }
    return RuleMatcher(set, usesIndex: usesIndex)
  }

  /// Whether a rule matches an event; with the index and without it, which must agree.
  static func matches(
    detection: String, _ event: String, placeholders: [String: [String]] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Bool {
    let text = rule(detection: detection)
    var source = JSONFieldSource()
    try source.load(event)
    var indexed = matcher([text], placeholders: placeholders, sourceLocation: sourceLocation)
    indexed.evaluate(source)
    var naive = matcher(
      [text], placeholders: placeholders, usesIndex: false, sourceLocation: sourceLocation)
    naive.evaluate(source)
    #expect(
      indexed.matches == naive.matches, "the index changes the answer",
      sourceLocation: sourceLocation)
    return indexed.matches == [0]
  }

  /// Whether `selection: {ITEM}` matches an event.
  static func matches(
    item: String, _ event: String, placeholders: [String: [String]] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Bool {
    try matches(
      detection: "sel:\n  \(item)\ncondition: sel", event, placeholders: placeholders,
      sourceLocation: sourceLocation)
  }

  /// What is wrong with a rule, one `line:column: severity: message` each.
  static func issues(_ text: String, placeholders: [String: [String]] = [:]) -> [String] {
    RuleSet.load(files: [("", text)], placeholders: placeholders).issues.map(\.description)
  }
}

/// SplitMix64, so that random tests repeat.
struct RuleRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

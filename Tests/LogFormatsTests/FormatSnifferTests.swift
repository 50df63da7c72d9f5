import LogFormats
import SecurityModel
import Testing

@Suite struct FormatSnifferTests {
  /// A format that claims everything with a given confidence.
  private struct Claimant: LogFormat {
    var name: String
    var confidence: Double
    var title: String { name }
    var summary: String { name }
    var platform: Platform { .generic }
    var fields: [String] { [] }
    func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
      FormatMatch(confidence: confidence, reason: "says \(name)")
    }
    func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
      SalesforceEventLogFileFormat().makeDecoder(context)
    }
  }

  private func verdict(_ claims: [(String, Double)], _ text: String = "x") -> FormatSniffer.Verdict
  {
    Array(text.utf8).withUnsafeBytes {
      FormatSniffer.sniff($0, among: claims.map { Claimant(name: $0.0, confidence: $0.1) })
    }
  }

  @Test func theSurestFormatWins() {
    #expect(verdict([("a", 0.5), ("b", 0.9), ("c", 0.4)]).format?.name == "b")
  }

  @Test func nearEqualClaimsAreAmbiguousAndSayWhy() {
    let tie = verdict([("a", 0.8), ("b", 0.82), ("c", 0.4)])
    #expect(tie.format == nil)
    #expect(
      tie.explanation == "could be b (says b) or a (says a); name one with --format")
  }

  @Test func weakClaimsAreNone() {
    let none = verdict([("a", 0.2), ("b", 0)])
    #expect(none.format == nil && none.explanation.contains("tried a, b"))
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}", "zip"), ("  \n", "no text"), ("a\u{1}\u{2}\u{3}\u{4}", "binary"),
  ])
  func whatIsNoTextIsNamed(_ text: String, _ reason: String) {
    #expect(verdict([("a", 1)], text).format == nil)
    #expect(verdict([("a", 1)], text).explanation.contains(reason))
  }

  @Test func everyFormatHasItsOwnName() {
    let names = LogFormatRegistry.all.map(\.name)
    #expect(Set(names).count == names.count && !names.isEmpty)
    for name in names { #expect(LogFormatRegistry.format(named: name)?.name == name) }
    #expect(LogFormatRegistry.format(named: "none") == nil)
  }
}

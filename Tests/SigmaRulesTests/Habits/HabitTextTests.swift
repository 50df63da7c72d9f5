import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Texts of evidence") struct HabitTextTests {
  private func clean(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { HabitText.clean($0) } }

  @Test("are rid of what could deceive a reader")
  func characters() {
    #expect(clean(Array("Jürgen ✓".utf8)) == "Jürgen ✓")
    #expect(clean(Array("a\u{1B}[2J\u{202E}b\n\u{200B}\u{7F}".utf8)) == "a�[2J�b���")
    #expect(clean([0x61, 0xFF, 0x62]) == "a�b")
  }

  @Test("are cut to 80 characters")
  func length() {
    #expect(clean([UInt8](repeating: 0x61, count: 80)) == String(repeating: "a", count: 80))
    let cut = String(repeating: "a", count: 79) + "…"
    #expect(clean([UInt8](repeating: 0x61, count: 81)) == cut)
    #expect(clean([UInt8](repeating: 0x61, count: 1 << 20)) == cut)
    #expect(clean(Array(String(repeating: "😀", count: 500).utf8)).unicodeScalars.count <= 80)
  }

  @Test(
    "write numbers with their thousands",
    arguments: [
      (0.0, "0"), (0.25, "0.3"), (7.5, "7.5"), (999, "999"), (1_000, "1,000"),
      (12_400.4, "12,400"), (1_002_003, "1,002,003"),
    ])
  func numbers(value: Double, text: String) { #expect(HabitText.number(value) == text) }

  @Test(
    "write spans in the largest unit",
    arguments: [
      (3_600_000, "1 h"), (5_400_000, "90 min"), (604_800_000, "7 d"), (90_061_000, "1 d"),
      (999, "0 s"), (-5, "0 s"),
    ] as [(Int64, String)])
  func spans(length: Int64, text: String) { #expect(HabitText.span(length) == text) }
}

import Testing

@testable import TerminalKit

@Suite("safe text shows what would harm a terminal")
struct SafeTextTests {
  static let hostile: [(input: String, shown: String, escaped: Int)] = [
    ("plain text", "plain text", 0),
    ("\u{1B}[31mred\u{1B}[0m", "^[[31mred^[[0m", 2),
    ("\u{1B}]52;c;ZXZpbA==\u{07}", "^[]52;c;ZXZpbA==^G", 2),
    ("a\tb", "a b", 0),
    ("one\r\ntwo", "one^M^Jtwo", 2),
    ("\u{0}\u{8}\u{B}\u{C}\u{1F}", "^@^H^K^L^_", 5),
    ("del\u{7F}", "del^?", 1),
    ("c1\u{9B}31m", "c1<9B>31m", 1),
    ("\u{85}\u{90}\u{9D}", "<85><90><9D>", 3),
    ("user\u{202E}gpj.exe", "user<U+202E>gpj.exe", 1),
    ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>", 2),
    ("\u{61C}\u{200E}\u{200F}", "<U+061C><U+200E><U+200F>", 3),
    ("a\u{200B}b\u{200D}c\u{FEFF}", "a<U+200B>b<U+200D>c<U+FEFF>", 3),
    ("soft\u{AD}hyphen", "soft<U+00AD>hyphen", 1),
    ("line\u{2028}sep", "line<U+2028>sep", 1),
    ("\u{3164}\u{FFA0}\u{2800}", "<U+3164><U+FFA0><U+2800>", 3),
    ("vs\u{FE0F}", "vs<U+FE0F>", 1),
    ("tag\u{E0041}", "tag<U+E0041>", 1),
    ("\u{E000}\u{F8FF}\u{F0000}", "\u{FFFD}\u{FFFD}\u{FFFD}", 3),
    ("e\u{301}\u{302}", "e\u{301}\u{302}", 0),
    ("z\u{301}\u{302}\u{303}\u{304}", "z\u{301}\u{302}", 2),
    ("\u{301}x", "x", 1),
    ("👩\u{200D}💻", "👩<U+200D>💻", 1),
    ("\u{1F1E9}\u{1F1EA}", "<U+1F1E9><U+1F1EA>", 2),
    ("\u{378}", "<U+0378>", 1),
  ]

  @Test("escapes instead of stripping", arguments: hostile)
  func escapes(input: String, shown: String, escaped: Int) {
    let text = SafeText(untrusted: input)
    #expect(text.plain == shown)
    #expect(text.escapedCount == escaped)
    #expect(text == SafeText(untrusted: Array(input.utf8)))
    // Even text we trust can not get through unharmed.
    #expect(SafeText(trusted: input).plain == shown)
  }

  static let invalid: [(bytes: [UInt8], shown: String)] = [
    ([0x41, 0x9B, 0x42], "A<9B>B"),
    ([0xC0, 0xAF], "<C0><AF>"),
    ([0xE0, 0x80, 0xAF], "<E0><80><AF>"),
    ([0xED, 0xA0, 0x80], "<ED><A0><80>"),
    ([0xF4, 0x90, 0x80, 0x80], "<F4><90><80><80>"),
    ([0xF0, 0x9F, 0x98], "<F0><9F><98>"),
    ([0xC2, 0x9B], "<9B>"),
    ([0xE2, 0x82, 0xAC], "€"),
    ([0xFF, 0xFE], "<FF><FE>"),
    // The non-characters U+FDD0, U+FFFE and U+10FFFF.
    ([0xEF, 0xB7, 0x90, 0xEF, 0xBF, 0xBE, 0xF4, 0x8F, 0xBF, 0xBF], "\u{FFFD}\u{FFFD}\u{FFFD}"),
  ]

  @Test("shows every byte that is not valid UTF-8", arguments: invalid)
  func invalidBytes(bytes: [UInt8], shown: String) {
    #expect(SafeText(untrusted: bytes).plain == shown)
  }

  @Test("clips long input and says so")
  func clips() {
    let text = SafeText(untrusted: String(repeating: "x", count: 100_000), limit: 512)
    #expect(text.width == 512)
    #expect(text.isClipped)
    #expect(text.plain.hasSuffix("x…"))
    #expect(!SafeText(untrusted: String(repeating: "x", count: 512), limit: 512).isClipped)
    #expect(SafeText(untrusted: "日本語", limit: 5).plain == "日本…")
  }

  @Test("never splits a wide character")
  func truncation() {
    let text = SafeText(untrusted: "日本語")
    #expect(text.width == 6)
    #expect(text.truncated(to: 6).plain == "日本語")
    #expect(text.truncated(to: 5).plain == "日本…")
    #expect(text.truncated(to: 4).plain == "日…")
    #expect(text.truncated(to: 1).plain == "…")
    #expect(text.truncated(to: 0).isEmpty)
    #expect(text.truncated(to: -5).isEmpty)
    #expect(text.truncated(to: 2, ellipsis: "...").plain == "日")
    #expect(text.fitted(to: 4, align: .trailing).plain == " 日…")
    #expect(text.dropFirst(3).plain == " 語")
    #expect(text.dropFirst(99).isEmpty)
  }

  @Test("pads to a width on either side")
  func padding() {
    #expect(("ab" as SafeText).padded(to: 5).plain == "ab   ")
    #expect(("ab" as SafeText).padded(to: 5, align: .trailing).plain == "   ab")
    #expect(("ab" as SafeText).padded(to: 5, align: .center).plain == " ab  ")
    #expect(("ab" as SafeText).padded(to: 1).plain == "ab")
    #expect(("a" as SafeText) + "b" == "ab")
    #expect([SafeText("x"), "y"].joined(separator: ", ").plain == "x, y")
    #expect(SafeText(-42).plain == "-42")
  }

  @Test(
    "letters of different scripts in one word are noticed",
    arguments: [
      ("paypal", false), ("p\u{430}ypal", true),
      ("\u{41F}\u{440}\u{438}\u{432}\u{435}\u{442} world", false),
      ("svc-\u{3B1}lpha", true), ("svc-\u{3B1}", false), ("日本 svc", false), ("日本svc", false),
      ("caf\u{E9}", false), ("\u{FF53}vc", true), ("", false),
    ])
  func mixedScripts(text: String, isMixed: Bool) {
    #expect(SafeText(untrusted: text).mixesScripts == isMixed)
  }

  @Test("matches are highlighted in every span, upper and lower case alike")
  func highlighting() {
    let line = Line([Span("Bulk Export", .text), Span("export", .critical)])
    let shown = line.highlighting("EXPORT")
    #expect(
      shown.spans == [
        Span("Bulk ", .text), Span("Export", .searchMatch), Span("export", .searchMatch),
      ])
    #expect(line.highlighting("zzz") == line)
    #expect(line.highlighting(.empty) == line)
    #expect(Line("aaaa").highlighting("aa").spans.map(\.role) == [.searchMatch, .searchMatch])
  }

  @Test("random code points never make a dangerous glyph")
  func fuzz() {
    var random = SplitMix(seed: 7)
    let tricky: [UInt32] = [
      0x1B, 0x9B, 0x202E, 0x200D, 0x301, 0x1161, 0xFE0F, 0x65E5, 0x1F600, 0xE000,
    ]
    for _ in 0..<3000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<random.below(24) {
        let value =
          random.below(3) == 0
          ? tricky[random.below(tricky.count)] : UInt32(random.below(0x11_0000))
        if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
      }
      let text = SafeText(untrusted: String(scalars))
      expectHarmless(text)
      #expect(text.width == text.glyphs.reduce(0) { $0 + $1.width })
      #expect(text.truncated(to: random.below(30)).width <= text.width)
    }
    for _ in 0..<3000 {
      let bytes = (0..<random.below(32)).map { _ in UInt8(random.below(256)) }
      expectHarmless(SafeText(untrusted: bytes))
    }
  }

  private func expectHarmless(_ text: SafeText) {
    for glyph in text.glyphs {
      #expect(CharacterClass(glyph.base) == .plain, "U+\(String(glyph.base, radix: 16))")
      for mark in [glyph.firstMark, glyph.secondMark] where mark != 0 {
        #expect(CharacterClass(mark) == .mark)
      }
    }
  }
}

import TerminalKit
import Testing

@Suite("widths come from our own table")
struct CharacterWidthTests {
  @Test(
    "wide and narrow characters",
    arguments: [
      ("a", 1), ("é", 1), ("─", 1), ("█", 1), ("⣿", 1), ("●", 1), ("…", 1), ("ア", 2), ("ｱ", 1),
      ("Ａ", 2), ("日", 2), ("한", 2), ("😀", 2), ("🫠", 2), ("⌚", 2), ("✓", 1), ("ก", 1),
      ("𠀀", 2), ("\u{1F680}", 2), ("ß", 1), ("Ж", 1), ("\u{3000}", 2),
    ] as [(Unicode.Scalar, Int)])
  func widths(scalar: Unicode.Scalar, cells: Int) {
    #expect(CharacterWidth.cells(scalar.value) == cells)
  }

  @Test("lines, blocks and bullets are ambiguous, braille and check marks are not")
  func ambiguous() {
    for scalar in "●▲○■…│─█▁→·▒".unicodeScalars {
      #expect(CharacterWidth.isAmbiguous(scalar.value), "\(scalar)")
    }
    for scalar in "⣿⡀✓✔»›╌░az".unicodeScalars {
      #expect(!CharacterWidth.isAmbiguous(scalar.value), "\(scalar)")
    }
  }

  @Test("marks add nothing")
  func marks() {
    #expect(SafeText(untrusted: "e\u{301}").width == 1)
    #expect(SafeText(untrusted: "日\u{3099}").width == 2)
    // A conjoined syllable takes the two cells of its initial.
    #expect(SafeText(untrusted: "\u{1112}\u{1161}\u{11AB}").width == 2)
  }
}

import Testing
import TerminalKit

@testable import Settings

@Suite struct ThemeReaderTests {
  @Test func `every built-in theme is read and at least eight are there`() throws {
    #expect(ThemeReader.builtInNames.count >= 8)
    for name in ThemeReader.builtInNames {
      let palette = try #require(try ThemeReader.builtIn(name))
      #expect(!palette.name.isEmpty)
    }
  }

  @Test func `the older form without palette is read`() throws {
    var text = "scheme: \"Old\"\n"
    for i in 0..<16 {
      text +=
        "base0\(String(i, radix: 16, uppercase: true)): \"\(i < 10 ? "1\(i)" : "\(i)")2030\"\n"
    }
    let palette = try ThemeReader.parse(text, file: "old.yaml")
    #expect(palette.name == "Old")
  }

  @Test func `a scheme of another system is refused with its place`() {
    do {
      _ = try ThemeReader.parse("system: tinted8\nname: X\n", file: "t.yaml")
      Issue.record("accepted")
    } catch {
      #expect(error.text.hasPrefix("t.yaml:1:9: error: `tinted8` schemes"))
    }
  }
}

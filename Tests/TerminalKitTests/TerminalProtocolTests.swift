import Foundation
import Testing

@testable import TerminalKit

@Suite("what goes to and comes from the terminal")
struct TerminalProtocolTests {
  static let terminals: [([String: String], Bool, Int, ColorDepth, Charset, Bool)] = [
    (["TERM": "xterm-256color"], true, 256, .palette256, .unicode, true),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor"], true, 256, .direct, .unicode, true),
    (["TERM": "xterm-256color", "NO_COLOR": "1"], true, 256, .mono, .unicode, true),
    (["TERM": "xterm-256color", "NO_COLOR": ""], true, 256, .palette256, .unicode, true),
    (["TERM": "xterm-256color"], false, 256, .palette256, .ascii, true),
    (["TERM": "linux", "COLORTERM": "truecolor"], true, 8, .ansi8, .console, false),
    (["TERM": "vt100"], true, -1, .mono, .ascii, false),
    (["TERM": "screen", "STY": "1", "COLORTERM": "24bit"], true, 8, .ansi8, .unicode, true),
    (
      ["TERM": "tmux-256color", "TMUX": "x", "COLORTERM": "24bit"], true, 256, .direct, .unicode,
      true
    ),
    (["TERM": "someterm-256color"], true, 256, .palette256, .unicode, true),
    ([:], true, -1, .mono, .ascii, false),
  ]

  @Test("the environment decides", arguments: terminals)
  func profile(
    environment: [String: String], utf8: Bool, colors: Int, depth: ColorDepth, charset: Charset,
    modes: Bool
  ) {
    let profile = TerminalProfile(
      environment: environment, isUTF8: utf8, terminfoColors: colors)
    #expect(profile.colorDepth == depth)
    #expect(profile.charset == charset)
    #expect(profile.hasXtermModes == modes)
  }

  @Test("the user has the last word, but not beyond what the terminal can do")
  func choices() {
    func profile(_ color: TerminalProfile.ColorChoice, _ colors: Int) -> ColorDepth {
      TerminalProfile(
        environment: ["TERM": "xterm-256color", "NO_COLOR": "1"], isUTF8: true,
        terminfoColors: colors, color: color
      ).colorDepth
    }
    #expect(profile(.direct, 256) == .direct)
    #expect(profile(.palette, 256) == .palette256)
    #expect(profile(.ansi, 256) == .ansi16)
    #expect(profile(.palette, 8) == .ansi8)
    #expect(profile(.none, 256) == .mono)
    let narrow = TerminalProfile(
      environment: ["TERM": "xterm"], isUTF8: false, terminfoColors: 8, charset: .unicode)
    #expect(narrow.charset == .ascii)
  }

  static let reports: [(String, MouseEvent?)] = [
    ("0;300;10M", MouseEvent(action: .press, button: .left, position: Point(x: 299, y: 9))),
    ("0;1;1m", MouseEvent(action: .release, button: .left, position: Point(x: 0, y: 0))),
    ("32;5;6M", MouseEvent(action: .drag, button: .left, position: Point(x: 4, y: 5))),
    ("64;5;6M", MouseEvent(action: .scrollUp, button: .none, position: Point(x: 4, y: 5))),
    ("65;5;6M", MouseEvent(action: .scrollDown, button: .none, position: Point(x: 4, y: 5))),
    (
      "18;5;6M",
      MouseEvent(action: .press, button: .right, position: Point(x: 4, y: 5), control: true)
    ),
    ("35;5;6M", nil), ("66;1;1M", nil), ("0;0;1M", nil), ("0;1M", nil), ("x;1;1M", nil),
    ("0;99999;1M", nil), ("", nil), ("0;1;1", nil), ("-1;1;1M", nil), ("0;;1M", nil),
  ]

  @Test("mouse reports", arguments: reports)
  func mouse(report: String, event: MouseEvent?) {
    #expect(MouseReport.parse(report) == event)
  }

  @Test("base64 agrees with Foundation")
  func base64() {
    var random = SplitMix(seed: 3)
    for length in 0..<50 {
      let bytes = (0..<length).map { _ in UInt8(random.below(256)) }
      #expect(
        String(decoding: ClipboardSequence.base64(bytes), as: UTF8.self)
          == Data(bytes).base64EncodedString())
    }
  }

  @Test("the clipboard gets only safe text, wrapped for multiplexers")
  func clipboard() throws {
    let evil = SafeText(untrusted: "a\u{1B}]52;")
    let plain = try #require(ClipboardSequence.bytes(for: evil, multiplexer: .none))
    #expect(String(decoding: plain, as: UTF8.self) == "\u{1B}]52;c;YV5bXTUyOw==\u{7}")
    let tmux = try #require(ClipboardSequence.bytes(for: "a", multiplexer: .tmux))
    #expect(
      String(decoding: tmux, as: UTF8.self)
        == "\u{1B}]52;c;YQ==\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YQ==\u{7}\u{1B}\\")
    let long = SafeText(repeating: "x", count: 100_000)
    #expect(ClipboardSequence.bytes(for: long, multiplexer: .none) == nil)
    let screen = try #require(
      ClipboardSequence.bytes(for: SafeText(repeating: "x", count: 2000), multiplexer: .screen))
    #expect(screen.starts(with: [0x1B, 0x50]))
  }
}

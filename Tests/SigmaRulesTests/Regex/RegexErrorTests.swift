import Testing

@testable import SigmaRules

@Suite("Regular expressions that can't be used") struct RegexErrorTests {
  @Test(
    "are refused with the place and a remedy",
    arguments: [
      ("a(b", 1, "isn't closed"),
      ("ab)", 2, "closes no group"),
      ("[ab", 0, "isn't closed"),
      ("*a", 0, "nothing stands before"),
      ("a|+b", 2, "nothing stands before"),
      ("(?:{2})", 3, "nothing stands before"),
      ("a**", 2, "two quantifiers"),
      ("a{3,2}", 1, "{2,3}"),
      ("a{99999}", 1, "at most 5000"),
      ("[z-a]", 2, "backwards"),
      ("\\q", 0, "isn't known"),
      ("a\\", 1, "backslash"),
      ("\\x{110000}", 0, "isn't the code"),
      ("\\x{zz}", 0, "isn't complete"),
      ("\\p{Klingon}", 0, "Klingon"),
      ("[[:foo:]]", 1, "[:foo:]"),
      ("(?z)a", 2, "flag"),
      ("(a)\\2", 3, "no group 2"),
      ("\\k<x>", 0, "'x'"),
      ("(?<=a*)b", 0, "lookbehind"),
      ("(?R)", 0, "recursion"),
      ("(?(1)a|b)", 0, "conditions"),
      ("a\\Kb", 1, "\\K"),
      ("(?<a-b>x)", 4, "group name"),
      ("(?<n", 0, "isn't complete"),
      ("(?i", 0, "isn't closed"),
      ("(*UTF)a", 0, "verbs"),
      ("(?#abc", 0, "isn't closed"),
    ])
  func place(pattern: String, position: Int, text: String) {
    let error = #expect(throws: RegexError.self) { try RegexProgram(pattern) }
    #expect(error?.position == position)
    #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
  }

  @Test(
    "are refused when they would grow beyond the limits",
    arguments: [
      "(?:a{1000}){1000}",
      "((((a{99}){99}){99}){99}){99}",
      String(repeating: "(", count: 200) + "a" + String(repeating: ")", count: 200),
      String(repeating: "a", count: 30_000),
    ])
  func size(pattern: String) {
    #expect(throws: RegexError.self) { try RegexProgram(pattern) }
  }

  @Test("are not those that repeat nothing very often")
  func emptyRepeats() throws {
    let program = try RegexProbe("^(((((){5000}){5000}){5000}){5000})$")
    #expect(program.matches(""))
    #expect(!program.matches("a"))
  }

  @Test("describe the place for a reader who counts from one")
  func description() {
    #expect(RegexError("wrong", at: 3).description == "wrong (character 4 of the pattern)")
  }

  @Test("never crash the reader, whatever they are")
  func anything() {
    var random = RegexRandom(seed: 7)
    let pieces = Array("ab(){}[]|*+?\\^$.,-:=!<>#'1029xupPdwsiQEkg&é\n").map(String.init)
    for _ in 0..<4_000 {
      var pattern = ""
      for _ in 0..<random.below(14) { pattern += pieces[random.below(pieces.count)] }
      if let program = try? RegexProbe(pattern, options: random.below(2) == 0 ? .multiline : []) {
        _ = program.matches("ab(1\n)é")
      }
    }
  }
}

/// A repeatable source of numbers for tests.
struct RegexRandom {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }
}

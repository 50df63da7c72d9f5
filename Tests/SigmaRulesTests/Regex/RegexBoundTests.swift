import Testing

@testable import SigmaRules

@Suite("Regular expressions built to explode") struct RegexBoundTests {
  @Test(
    "cost no more than a few steps a character",
    arguments: [
      ("(a+)+$", "a", "b"), ("^(a+)+$", "a", "b"), ("(a|a)*b", "a", ""), ("(.*a){20}", "a", ""),
      ("(a|aa)+$", "a", "!"), ("(.*)*(.*)*(.*)*x", "a", ""),
      ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),
      ("(?:a?){50}a{50}$", "a", "b"), ("\\s+$", " ", "x"), ("(x+x+)+y", "x", ""),
      ("(?i)(é|É)+$", "é", "e"),
    ])
  func linear(pattern: String, unit: String, tail: String) throws {
    let program = try RegexProbe(pattern)
    let text = String(repeating: unit, count: 100_000) + tail
    _ = program.matches(text)
    #expect(program.steps < 4 * 100_000)
    #expect(program.limitHits == 0)
  }

  @Test("stay linear when their automaton doesn't fit into the cache")
  func hugeAutomaton() throws {
    let program = try RegexProbe("(a|b)*a(a|b){14}c")
    var random = RegexRandom(seed: 5)
    let text = String((0..<50_000).map { _ in random.below(2) == 0 ? "a" : "b" } + ["c"])
    // The required literal is there, so the search has to go through the whole text.
    #expect(program.matches(text) == (text.dropLast(15).last == "a"))
    #expect(program.steps < 100 * 50_000)
    #expect(program.limitHits == 0)
  }

  @Test(
    "are given up at the limit of steps when they need backtracking, and that is counted",
    arguments: ["(?=(a+)+$)b|(a+)+\\1$", "^(?:(a+)+)+(?!a)x", "(a*)*\\1b"])
  func backtracking(pattern: String) throws {
    var limits = RegexLimits()
    limits.backtracks = 10_000
    limits.backtracksPerByte = 0
    let program = try RegexProbe(pattern, limits: limits)
    let text = String(repeating: "a", count: 100_000) + "xb!"
    #expect(!program.matches(text))
    #expect(program.limitHits == 1)
    #expect(program.steps <= 10_000)
    _ = program.matches(text)
    #expect(program.limitHits == 2)
  }

  @Test("are not those that only look around, however long the value is")
  func longValues() throws {
    let program = try RegexProbe("(?<!x)foo(?=bar)|(\\w)\\1!")
    let text = String(repeating: "foo bar xfoobar ", count: 50_000)
    #expect(!program.matches(text))
    #expect(program.matches(text + "foobar"))
    #expect(program.limitHits == 0)
  }

  @Test("pass over places where no match can begin, without a step")
  func beginnings() throws {
    let program = try RegexProbe("q(?=x)|[rs]+(?!t)z")
    #expect(!program.matches(String(repeating: "a", count: 10_000)))
    #expect(program.steps == 0)
    #expect(program.matches("aaarsz"))
    #expect(program.matches("qx"))
  }

  @Test("are given up at the limit of steps in an automaton, too")
  func automatonLimit() throws {
    var limits = RegexLimits()
    limits.steps = 20_000
    limits.cacheWords = 200
    let program = try RegexProbe("(a|b)*a(a|b){200}c", limits: limits)
    #expect(!program.matches(String(repeating: "ab", count: 50_000) + "bc"))
    #expect(program.limitHits == 1)
  }

  @Test("need a second look at a value only where the required text occurs")
  func prefilter() throws {
    let program = try RegexProbe("needle.*x")
    #expect(!program.matches(String(repeating: "hay", count: 1_000)))
    #expect(program.steps == 0)
    #expect(program.matches("a NEEDLE or a needle, x"))
    #expect(program.steps > 0)
  }
}

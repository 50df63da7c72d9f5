/// A compiled regular expression that searches bytes in bounded time.
///
/// Syntax as in PCRE: literals and escapes, classes, POSIX classes and `\p{…}`, greedy, lazy and
/// possessive quantifiers, groups, alternatives, anchors, word boundaries, inline flags, comments,
/// lookaround and back-references. Not supported, and refused with a reason: recursion, conditions,
/// branch reset, `\K`, `\G`, `\X`, verbs.
///
/// `\w`, `\d`, `\s` and `\b` mean ASCII, as in PCRE without UCP; `$` matches before a final line
/// feed, too; case is folded for all of Unicode, ASCII letters only among themselves. Values may be
/// any bytes: one outside valid UTF-8 is a character of its own, which `.` and negated classes match.
///
/// Patterns are run by an automaton whose work is linear in the value. Those with lookaround,
/// back-references, atomic groups or possessive quantifiers need backtracking, which is cut off
/// after `RegexLimits.backtracks` and some per byte: such a search counts as no match and in `limitHits`.
public struct RegexProgram: Sendable {
  /// The pattern as written.
  public let pattern: String
  /// Searches that were given up at a limit and counted as no match.
  public private(set) var limitHits = 0

  private let code: RegexCode
  private let alphabet: RegexAlphabet
  private let limits: RegexLimits
  /// The literal every value is looked through for first.
  private let literal: [UInt8]
  private var automaton = RegexAutomaton()
  private var backtracker = RegexBacktracker()

  /// Compiles a pattern; the error says where it is wrong and what to write instead.
  public init(
    _ pattern: String, options: RegexOptions = [], limits: RegexLimits = RegexLimits()
  ) throws(RegexError) {
    self.pattern = pattern
    self.limits = limits
    var parser = RegexParser(pattern, options: options, limits: limits)
    let node = try parser.parse()
    let compiler = try RegexCompiler(node, groups: parser.groups, limits: limits)
    var code = compiler.code
    code.requiredLiterals = RegexLiterals.required(in: node, sets: parser.sets)
    literal = code.requiredLiterals.count == 1 ? code.requiredLiterals[0] : []
    alphabet = try RegexAlphabet(parser.sets)
    if code.needsBacktracking { code.findBeginnings(alphabet) }
    self.code = code
  }

  /// Texts of which at least one is in every value that matches, to be compared without regard to
  /// the case of ASCII letters; lowercase. Empty when nothing is known.
  public var requiredLiterals: [[UInt8]] { code.requiredLiterals }

  /// True when the pattern is run with backtracking, within a number of steps.
  public var needsBacktracking: Bool { code.needsBacktracking }

  /// Work done so far, in characters read and instructions visited.
  public var steps: Int { automaton.steps &+ backtracker.steps }

  /// Whether the pattern matches anywhere in the bytes.
  public mutating func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if !literal.isEmpty, !Self.contains(literal, in: bytes) { return false }
    let outcome =
      code.needsBacktracking
      ? backtracker.search(bytes, code, alphabet, limits)
      : automaton.search(bytes, code, alphabet, limits)
    if outcome == .limit { limitHits &+= 1 }
    return outcome == .match
  }

  /// Whether the pattern matches anywhere in the text.
  public mutating func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
  }

  /// Whether lowercase `literal` occurs in `bytes` in any case.
  private static func contains(_ literal: [UInt8], in bytes: UnsafeRawBufferPointer) -> Bool {
    literal.withUnsafeBufferPointer { literal in
      guard literal.count <= bytes.count else { return false }
      let first = literal[0]
      let upper = (97...122).contains(first) ? first - 32 : first
      var i = 0
      let last = bytes.count - literal.count
      while i <= last {
        let byte = bytes[i]
        if byte == first || byte == upper {
          var n = 1
          while n < literal.count {
            let next = bytes[i + n]
            let lower = (65...90).contains(next) ? next | 32 : next
            if lower != literal[n] { break }
            n += 1
          }
          if n == literal.count { return true }
        }
        i += 1
      }
      return false
    }
  }
}

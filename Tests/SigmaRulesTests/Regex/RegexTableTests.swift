import Testing

@testable import SigmaRules

/// One row: a pattern, flags, values that must match and values that must not.
struct RegexRow: Sendable, CustomTestStringConvertible {
  var pattern: String
  var options: RegexOptions
  var matching: [String]
  var others: [String]

  init(
    _ pattern: String, _ options: RegexOptions = [], yes: [String] = [], no: [String] = []
  ) {
    self.pattern = pattern
    self.options = options
    matching = yes
    others = no
  }

  var testDescription: String { pattern }
}

@Suite("Regular expressions") struct RegexTableTests {
  static let literals: [RegexRow] = [
    .init("", yes: ["", "abc"]),
    .init("abc", yes: ["abc", "xxabcxx", "ababc"], no: ["", "ab", "ABC", "acb"]),
    .init("a.c", yes: ["abc", "a.c", "aéc", "a😀c"], no: ["ac", "a\nc", "abbc"]),
    .init("a.c", .dotAll, yes: ["a\nc", "abc"], no: ["ac"]),
    .init("a\\.c", yes: ["a.c"], no: ["abc"]),
    .init("\\x41\\x{42}\\u0043\\u{44}", yes: ["ABCD"], no: ["ABC"]),
    .init("\\t\\n\\r\\f\\a\\e\\0", yes: ["\t\n\r\u{0C}\u{07}\u{1B}\0"], no: ["\t\n"]),
    .init("\\cA\\101\\o{102}", yes: ["\u{01}A" + "B"], no: ["AB"]),
    .init("\\Qa.b*\\E+", yes: ["a.b*", "a.b**"], no: ["aab", "a.b"]),
    .init("\\/\\-\\_\\@\\\"\\'\\ ", yes: ["/-_@\"' "], no: ["/"]),
    .init("(?#comment)a(?# another )b", yes: ["ab"], no: ["a b"]),
    .init("a{,2}b", yes: ["b", "ab", "aab"], no: ["a"]),
    .init("a{b", yes: ["a{b"], no: ["ab"]),
    .init("a{1", yes: ["a{1"], no: ["a1"]),
    .init("x}y]z", yes: ["x}y]z"], no: ["xyz"]),
    .init("\\N+", yes: ["ab"], no: ["\n"]),
    .init("^a\\Rb$", yes: ["a\r\nb", "a\nb", "a\rb"], no: ["ab", "a\n\nb"]),
    .init("grüße", yes: ["viele grüße"], no: ["grusse"]),
  ]

  static let classes: [RegexRow] = [
    .init("[abc]", yes: ["b", "xxc"], no: ["d", ""]),
    .init("[^abc]", yes: ["d", "é", "abcd"], no: ["abc", ""]),
    .init("[a-c0-2_]", yes: ["b", "1", "_"], no: ["d", "3", "-"]),
    .init("[]a]", yes: ["]", "a"], no: ["b"]),
    .init("[^]a]", yes: ["b"], no: ["]", "a"]),
    .init("[a-]", yes: ["a", "-"], no: ["b"]),
    .init("[-a]", yes: ["a", "-"], no: ["b"]),
    .init("[a\\-z]", yes: ["a", "-", "z"], no: ["m"]),
    .init("[a-\\d]", yes: ["a", "-", "5"], no: ["b"]),
    .init("[\\w.]+@[\\w.]+", yes: ["a.b@c.d"], no: ["@c", "a@"]),
    .init("[\\]\\\\]", yes: ["]", "\\"], no: ["["]),
    .init("[[:alpha:]][[:^digit:]]", yes: ["ab", "a-"], no: ["1b", "a1"]),
    .init("[[:xdigit:]]{4}", yes: ["beef", "12AB"], no: ["xyz1"]),
    .init("[[:punct:]]", yes: ["a!", "~"], no: ["a b"]),
    .init("[[a]", yes: ["[", "a"], no: ["b"]),
    .init("[\\b]", yes: ["\u{08}"], no: ["b"]),
    .init("[\\x20-\\x7e]", yes: ["a"], no: ["é", "\t"]),
    .init("[а-я]", yes: ["ж"], no: ["Ж", "z"]),
    .init("[а-я]", .caseInsensitive, yes: ["ж", "Ж"], no: ["z"]),
    .init("\\d\\D\\s\\S\\w\\W", yes: ["1a b_-"], no: ["1a bc"]),
    .init("\\d", no: ["٣", "a"]),
    .init("\\w", no: ["é", "-"]),
    .init("\\h\\H\\v\\V", yes: ["\ta\nb"], no: ["aa\nb"]),
    .init("^\\p{Lu}\\p{Ll}+$", yes: ["Ämter", "Иван"], no: ["ämter", "AB"]),
    .init("\\pL\\PL", yes: ["é1"], no: ["éa"]),
    .init("\\p{^L}", yes: ["1"], no: ["a"]),
    .init("^\\p{Cyrillic}+$", yes: ["привет"], no: ["privet"]),
    .init("^[\\p{L}\\p{Nd}]+$", yes: ["aж٣"], no: ["a b"]),
    .init("\\p{Han}", yes: ["漢"], no: ["a"]),
    .init("\\p{Cf}", yes: ["a\u{202E}b"], no: ["ab"]),
  ]

  static let quantifiers: [RegexRow] = [
    .init("^a*$", yes: ["", "a", "aaa"], no: ["b", "ab"]),
    .init("^a+$", yes: ["a", "aaa"], no: ["", "ab"]),
    .init("^a?b$", yes: ["b", "ab"], no: ["aab"]),
    .init("^a{3}$", yes: ["aaa"], no: ["aa", "aaaa"]),
    .init("^a{2,3}$", yes: ["aa", "aaa"], no: ["a", "aaaa"]),
    .init("^a{2,}$", yes: ["aa", "aaaaaa"], no: ["a"]),
    .init("^a{0}b$", yes: ["b"], no: ["ab"]),
    .init("^(ab){2}$", yes: ["abab"], no: ["ab", "ababab"]),
    .init("^(a|b)*?c$", yes: ["c", "abac"], no: ["abd"]),
    .init("^a.*?b$", yes: ["ab", "axxb", "abxb"], no: ["a"]),
    .init("^(a*)*$", yes: ["", "aaa"], no: ["b"]),
    .init("^(a*)+b$", yes: ["b", "aab"], no: ["a"]),
    .init("^(|a){3}$", yes: ["", "a", "aaa"], no: ["aaaa"]),
    .init("^((a?){2}){2}$", yes: ["", "aaaa"], no: ["aaaaa"]),
    .init("^a*+b$", yes: ["b", "aab"], no: ["aac"]),
    .init("^a*+a$", no: ["a", "aa", "aaa"]),
    .init("^(?>a|ab)c$", yes: ["ac"], no: ["abc"]),
    .init("^a?+a$", yes: ["aa"], no: ["a"]),
    .init("^a{1,2}+a$", yes: ["aaa"], no: ["aa", "a"]),
    .init("é{2}", yes: ["éé"], no: ["é"]),
  ]

  static let alternatives: [RegexRow] = [
    .init("a|b", yes: ["a", "b"], no: ["c", ""]),
    .init("^(?:foo|bar|baz)$", yes: ["foo", "baz"], no: ["fo", "foobar"]),
    .init("^foo|bar$", yes: ["foox", "xbar"], no: ["xfoo", "barx"]),
    .init("a||b", yes: ["", "z"]),
    .init(
      "(?<year>\\d{4})-(?P<month>\\d\\d)(?'day'-\\d\\d)", yes: ["2026-11-21"], no: ["26-11-21"]),
    .init("((a)|(b))c", yes: ["ac", "bc"], no: ["c"]),
  ]

  static let anchors: [RegexRow] = [
    .init("^a", yes: ["ab"], no: ["ba", "b\na"]),
    .init("^a", .multiline, yes: ["ab", "b\na"], no: ["ba"]),
    .init("a$", yes: ["ba", "ba\n"], no: ["ab", "a\nb", "a\n\n"]),
    .init("a$", .multiline, yes: ["a\nb", "ba", "a\n\n"], no: ["ab"]),
    .init("\\Aa\\z", yes: ["a"], no: ["a\n", "\na"]),
    .init("a\\Z", yes: ["a", "a\n"], no: ["a\n\n", "ab"]),
    .init("\\Aa", .multiline, yes: ["a"], no: ["b\na"]),
    .init("^$", yes: ["", "\n"], no: ["a"]),
    .init("^$", .multiline, yes: ["", "a\n\nb"], no: ["a\nb"]),
    .init("\\bfoo\\b", yes: ["foo", "a foo b", "(foo)", "éfoo"], no: ["foobar", "xfoo", "foo_"]),
    .init("\\Bfoo", yes: ["xfoo"], no: ["foo", " foo"]),
    .init("foo\\B", yes: ["foox"], no: ["foo", "foo "]),
    .init("\\b", yes: ["a"], no: ["", "--"]),
    .init("\\B", yes: ["", "--", "ab"], no: ["a"]),
    .init("a\\b.\\bc", yes: ["a-c"], no: ["abc", "a--c"]),
    .init("(^a|b$)", yes: ["ax", "xb"], no: ["xa", "bx"]),
    .init("x*$", yes: ["", "aaa", "a\n"]),
    .init("a\\n$", yes: ["a\n"], no: ["a"]),
    .init("[^a]$", yes: ["b", "ab\n", "a\n"], no: ["a", ""]),
    .init("(?:a$\\n)b", .multiline, yes: ["a\nb"], no: ["ab"]),
  ]

  static let flags: [RegexRow] = [
    .init("abc", .caseInsensitive, yes: ["ABC", "aBc"], no: ["abd"]),
    .init("(?i)abc", yes: ["ABC"], no: ["abd"]),
    .init("a(?i)b|c", yes: ["aB", "C"], no: ["AB"]),
    .init("a(?i:b)c", yes: ["aBc"], no: ["ABc", "aBC"]),
    .init("(a(?i)b)c", yes: ["aBc"], no: ["aBC"]),
    .init("(?-i)abc", .caseInsensitive, yes: ["abc"], no: ["ABC"]),
    .init("(?i-s:A.b)", .dotAll, yes: ["axB"], no: ["a\nB"]),
    .init("(?s).*end", yes: ["a\nend"]),
    .init("(?m)^b(?-m)$", yes: ["a\nb"], no: ["b\nc"]),
    .init("(?x) a b # comment\n c", yes: ["abc"], no: ["a b c"]),
    .init("(?x) a\\ b [ ] c", yes: ["a b c"], no: ["abc"]),
    .init("straße", .caseInsensitive, yes: ["STRAßE"], no: ["STRASSE"]),
    .init("ΣΊΣΥΦΟΣ", .caseInsensitive, yes: ["σίσυφος"], no: ["sisyphos"]),
    .init("ПРИВЕТ", .caseInsensitive, yes: ["привет", "Привет"], no: ["privet"]),
    .init("é", .caseInsensitive, yes: ["É"], no: ["e"]),
    .init("[^é]", .caseInsensitive, yes: ["e"], no: ["É", "é"]),
    .init("k", .caseInsensitive, yes: ["K"], no: ["\u{212A}"]),
    .init("[K-M]", .caseInsensitive, yes: ["k", "m"], no: ["n", "j"]),
    .init("[[:upper:]]", .caseInsensitive, yes: ["a"], no: ["1"]),
  ]

  static let backtracking: [RegexRow] = [
    .init("foo(?=bar)", yes: ["foobar"], no: ["foo", "foobaz"]),
    .init("foo(?!bar)", yes: ["foo", "foobaz", "foobarfoo"], no: ["foobar"]),
    .init("(?<=foo)bar", yes: ["foobar"], no: ["bar", "fobar"]),
    .init("(?<!foo)bar", yes: ["bar", "fobar"], no: ["foobar"]),
    .init("(?<=é)b", yes: ["éb"], no: ["eb"]),
    .init("(?<=a{1,3})b", yes: ["ab", "aaab"], no: ["b", "cb"]),
    .init("(?<=^|,)x", yes: ["x", "a,x"], no: ["ax"]),
    .init("^(?=.*\\d)(?=.*[a-z]).{4,}$", yes: ["ab12"], no: ["abcd", "1234", "a1"]),
    .init("^(?!.*(?:foo|bar)).*$", yes: ["baz"], no: ["a foo", "bar"]),
    .init("(a)(b)\\2\\1", yes: ["abba"], no: ["abab"]),
    .init("(?i)(a)\\1", yes: ["aA"], no: ["ab"]),
    .init("(?i)(k)\\1", yes: ["kK"], no: ["k\u{212A}"]),
    .init("(?<q>['\"]).*?\\k<q>", yes: ["'a'", "\"x\""], no: ["'a\""]),
    .init("(?P<q>x)(?P=q)\\g{1}\\g{q}", yes: ["xxxx"], no: ["xxx"]),
    .init("^(?:(a)|b)*\\1$", yes: ["aba", "aa"], no: ["b", "ab"]),
    .init("^(?:(\\b)*)+\\1a", yes: ["a"], no: ["b"]),
    .init("(?=(a+))\\1b", yes: ["aab"], no: ["aac"]),
    .init("^(?>a*)ab", no: ["aab", "ab"]),
    .init("(?:(?:a*)*)(?=c)", yes: ["aaac", "c"], no: ["aaa"]),
    .init("(?<!\\\\)\"", yes: ["a\"", "\""], no: ["\\\""]),
    .init("(?<=\\n)b$", yes: ["a\nb"], no: ["ab"]),
    .init("(?=a)(?=b)", no: ["a", "b", "ab"]),
    .init("a(?!$)", yes: ["ab", "a b"], no: ["a", "ba"]),
  ]

  @Test(
    "match what they should and nothing else",
    arguments: [
      literals, classes, quantifiers, alternatives, anchors, flags, backtracking,
    ].flatMap { $0 })
  func table(row: RegexRow) throws {
    let program = try RegexProbe(row.pattern, options: row.options)
    for value in row.matching {
      #expect(program.matches(value), "\(row.pattern) should match \(value.debugDescription)")
    }
    for value in row.others {
      #expect(!program.matches(value), "\(row.pattern) should not match \(value.debugDescription)")
    }
    #expect(program.limitHits == 0)
  }

  @Test("take a byte outside UTF-8 as a character of its own")
  func invalidBytes() throws {
    func matches(_ pattern: String, _ bytes: [UInt8]) throws -> Bool {
      try RegexProbe(pattern).matches(bytes)
    }
    #expect(try matches("^a.b$", [0x61, 0xFF, 0x62]))
    #expect(try matches("^a..b$", [0x61, 0xC3, 0xC3, 0x62]))
    #expect(try matches("^.$", [0xC3, 0xA9]))
    #expect(try !matches("^..$", [0xC3, 0xA9]))
    #expect(try matches("^..$", [0xC0, 0x80]))
    #expect(try matches("^...$", [0xED, 0xA0, 0x80]))
    #expect(try matches("^[^x]$", [0x80]))
    #expect(try matches("(?<=.)b", [0xE2, 0x82, 0x62]))
    #expect(try matches("^..b(?!c)", [0xE2, 0x82, 0x62]))
    #expect(try !matches("\\w|\\p{L}|[\\x{0}-\\x{10FFFF}]", [0xFE]))
    #expect(try matches(".(?<=\\W)$", [0xF0, 0x9F, 0x98]))
  }

  @Test(
    "say which text a match must contain",
    arguments: [
      ("powershell", ["powershell"]),
      ("(?i)PowerShell\\s+-enc", ["powershell"]),
      ("a+bc", ["bc"]),
      ("(?:foo|quux)x", ["foo", "quux"]),
      ("a|b|", []),
      (".*", []),
      ("x?yz?", ["y"]),
      ("(abc){2}d", ["abc"]),
      ("(?=lookahead)ab", ["ab"]),
      ("Grüße", ["grüße"]),
      ("^ab$", ["ab"]),
    ])
  func required(pattern: String, literals: [String]) throws {
    let program = try RegexProgram(pattern)
    #expect(program.requiredLiterals.map { String(decoding: $0, as: UTF8.self) } == literals)
  }
}

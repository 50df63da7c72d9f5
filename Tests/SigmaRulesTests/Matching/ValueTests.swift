import Testing

@testable import SigmaRules

@Suite("Values of a field") struct ValueTests {
  /// Item, event, whether it matches.
  typealias Case = (item: String, event: String, expected: Bool)

  private func check(_ c: Case) throws {
    #expect(try RuleProbe.matches(item: c.item, c.event) == c.expected, "\(c.item) on \(c.event)")
  }

  @Test(
    "are compared as a whole and without regard to case",
    arguments: [
      ("a: Foo", #"{"a":"foo"}"#, true),
      ("a: Foo", #"{"a":"FOO"}"#, true),
      ("a: foo", #"{"a":"foo "}"#, false),
      ("a: foo", #"{"a":"xfoo"}"#, false),
      ("a: foo", #"{"A":"foo"}"#, false),
      ("a: foo", #"{"b":"foo"}"#, false),
      ("a: ÄÖÜß", #"{"a":"äöüß"}"#, true),
      ("a: ΣΊΣΥΦΟΣ", #"{"a":"σίσυφος"}"#, true),
      ("a: ПРИВЕТ", #"{"a":"привет"}"#, true),
      // The Kelvin sign isn't a K.
      ("a: \u{212A}elvin", #"{"a":"kelvin"}"#, false),
      ("a: [x, foo]", #"{"a":"foo"}"#, true),
      ("a: [x, y]", #"{"a":"foo"}"#, false),
      ("a: foo", #"{"a":["x","foo"]}"#, true),
      ("a: foo", #"{"a":["x","y"]}"#, false),
      ("a: foo", #"{"a":[["foo"]]}"#, true),
      ("a: foo", #"{"a":{"foo":"foo"}}"#, false),
    ] as [Case])
  func equality(c: Case) throws { try check(c) }

  @Test(
    "numbers equal their text",
    arguments: [
      ("a: 5", #"{"a":5}"#, true), ("a: 5", #"{"a":"5"}"#, true), ("a: '5'", #"{"a":5}"#, true),
      ("a: 5", #"{"a":5.0}"#, true), ("a: 5", #"{"a":55}"#, false), ("a: -5", #"{"a":-5}"#, true),
      ("a: 1.5", #"{"a":1.5}"#, true), ("a: 1.5", #"{"a":"1.5"}"#, true),
      ("a: 1.50", #"{"a":1.5}"#, true), ("a: 1.50", #"{"a":"1.50"}"#, true),
      ("a: '1.5'", #"{"a":1.5}"#, true),
      ("a: 0x10", #"{"a":16}"#, true), ("a: 0x10", #"{"a":"0x10"}"#, true),
      ("a: '0x10'", #"{"a":16}"#, false), ("a: 007", #"{"a":"007"}"#, true),
      ("a: 9007199254740993", #"{"a":9007199254740993}"#, true),
      ("a: 9007199254740993", #"{"a":9007199254740992}"#, false),
      ("a: '123456789012345678901234'", #"{"a":123456789012345678901234}"#, true),
      ("a: 1", #"{"a":true}"#, false),
      ("a|contains: 63", #"{"a":4624}"#, false), ("a|contains: 62", #"{"a":4624}"#, true),
      ("a|startswith: 4", #"{"a":404}"#, true), ("a|startswith: 4", #"{"a":504}"#, false),
      ("a: 2??", #"{"a":204}"#, true),
    ] as [Case])
  func numbers(c: Case) throws { try check(c) }

  @Test(
    "truth values are words too",
    arguments: [
      ("a: true", #"{"a":true}"#, true), ("a: true", #"{"a":"True"}"#, true),
      ("a: true", #"{"a":false}"#, false), ("a: 'true'", #"{"a":true}"#, true),
      ("a: false", #"{"a":false}"#, true), ("a: false", "{}", false),
      ("a: yes", #"{"a":true}"#, true), ("a: yes", #"{"a":"yes"}"#, true),
      ("a: 'yes'", #"{"a":true}"#, false), ("a: off", #"{"a":"OFF"}"#, true),
    ] as [Case])
  func booleans(c: Case) throws { try check(c) }

  @Test(
    "null is a missing field, and the empty text isn't null",
    arguments: [
      ("a: null", "{}", true), ("a: null", #"{"a":null}"#, true), ("a: null", #"{"a":""}"#, false),
      ("a: null", #"{"a":[]}"#, true), ("a: null", #"{"a":0}"#, false),
      ("a: null", #"{"a":{}}"#, false), ("a:", "{}", true), ("a: ~", "{}", true),
      ("a: ''", #"{"a":""}"#, true), ("a: ''", "{}", false), ("a: ''", #"{"a":null}"#, false),
      ("a: 'null'", #"{"a":null}"#, false), ("a: 'null'", #"{"a":"null"}"#, true),
      ("a: [null, x]", "{}", true), ("a: [null, x]", #"{"a":"x"}"#, true),
      ("a: [null, x]", #"{"a":"y"}"#, false), ("a: null", #"{"a":["x",null]}"#, true),
    ] as [Case])
  func nulls(c: Case) throws { try check(c) }

  @Test(
    "wildcards stand for one character or for any text",
    arguments: [
      ("a: f*", #"{"a":"foo"}"#, true), ("a: f*", #"{"a":"f"}"#, true),
      ("a: f*", #"{"a":"xf"}"#, false), ("a: '*o'", #"{"a":"foo"}"#, true),
      ("a: '*oo*'", #"{"a":"foox"}"#, true), ("a: f*o*x", #"{"a":"fabcodx"}"#, true),
      ("a: f*o*x", #"{"a":"fabcd"}"#, false), ("a: f?o", #"{"a":"fxo"}"#, true),
      ("a: f?o", #"{"a":"fo"}"#, false), ("a: f?o", #"{"a":"fxxo"}"#, false),
      ("a: f?o", #"{"a":"féo"}"#, true), ("a: f?o", #"{"a":"f😀o"}"#, true),
      ("a: '??'", #"{"a":"é"}"#, false), ("a: '?*'", #"{"a":""}"#, false),
      ("a: '?*'", #"{"a":"x"}"#, true), ("a: '*'", #"{"a":""}"#, true),
      ("a: '*'", #"{"a":"x"}"#, true), ("a: '*'", #"{"a":7}"#, true), ("a: '*'", "{}", false),
      ("a: '*'", #"{"a":null}"#, false), ("a: a*a", #"{"a":"a"}"#, false),
      ("a: '*ab'", #"{"a":"aab"}"#, true), ("a: '*a?'", #"{"a":"aaab"}"#, true),
      ("a: a*b*c", #"{"a":"abbbcc"}"#, true), ("a: '*x*y'", #"{"a":"xyxy"}"#, true),
      ("a: a**b", #"{"a":"ab"}"#, true),
    ] as [Case])
  func wildcards(c: Case) throws { try check(c) }

  @Test(
    "backslashes escape wildcards and themselves, and are plain elsewhere",
    arguments: [
      (#"a: 'x\*'"#, #"{"a":"x*"}"#, true), (#"a: 'x\*'"#, #"{"a":"xy"}"#, false),
      (#"a: 'x\?'"#, #"{"a":"x?"}"#, true), (#"a: 'x\?'"#, #"{"a":"xy"}"#, false),
      (#"a: 'x\\*'"#, #"{"a":"x\\yz"}"#, true), (#"a: 'x\\*'"#, #"{"a":"x*"}"#, false),
      (#"a: 'x\\\*'"#, #"{"a":"x\\*"}"#, true), (#"a: 'x\\\*'"#, #"{"a":"x\\y"}"#, false),
      (#"a: 'c:\win'"#, #"{"a":"C:\\Win"}"#, true), (#"a: 'c:\\win'"#, #"{"a":"C:\\Win"}"#, true),
      (#"a: '\\\srv'"#, #"{"a":"\\\\srv"}"#, true), (#"a: '\\\\srv'"#, #"{"a":"\\\\srv"}"#, true),
      (#"a: 'x\'"#, #"{"a":"x\\"}"#, true), (#"a|endswith: '\cmd'"#, #"{"a":"x\\cmd"}"#, true),
      (#"a|contains: '\\'"#, #"{"a":"x\\y"}"#, true),
      (#"a|contains: 'a\*b'"#, #"{"a":"xa*by"}"#, true),
      (#"a|contains: 'a\*b'"#, #"{"a":"xacby"}"#, false),
    ] as [Case])
  func escapes(c: Case) throws { try check(c) }

  @Test(
    "of nested objects are reached with dots, arrays fan out",
    arguments: [
      ("a.b: x", #"{"a":{"b":"x"}}"#, true), ("a.b: x", #"{"a.b":"x"}"#, true),
      ("a.b: x", #"{"a.b":"y","a":{"b":"x"}}"#, false),
      ("a.b.c: x", #"{"a":{"b":{"c":"x"}}}"#, true), ("a.b.c: x", #"{"a":{"b.c":"x"}}"#, true),
      ("a.b.c: x", #"{"a.b":{"c":"x"}}"#, true), ("a.b: x", #"{"a":[{"b":"y"},{"b":"x"}]}"#, true),
      ("a.b: x", #"{"a":[{"b":"y"},"x"]}"#, false), ("a.b: x", #"{"a":"x"}"#, false),
      ("a.b|exists: true", #"{"a":{"b":null}}"#, true), ("a: y", #"{"a":"x","a":"y"}"#, true),
      ("a: x", #"{"a":"x","a":"y"}"#, false),
    ] as [Case])
  func nesting(c: Case) throws { try check(c) }
}

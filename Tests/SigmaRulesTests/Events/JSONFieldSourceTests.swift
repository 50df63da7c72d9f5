import Testing

@testable import SigmaRules

@Suite("JSON records as events") struct JSONFieldSourceTests {
  private func values(_ name: String, _ record: String) throws -> [String] {
    var source = JSONFieldSource()
    try source.load(record)
    var table = FieldTable()
    var values = FieldValues()
    source.read(table.intern(name), into: &values)
    return (0..<values.count).map { "\(values.kind(at: $0)) \(values.text(at: $0))" }
  }

  @Test("give texts, numbers, truth values and null with their types")
  func types() throws {
    let record = #"{"t":"x","i":-12,"d":1.5,"e":1e2,"big":18446744073709551616,"b":false,"n":null}"#
    #expect(try values("t", record) == ["text x"])
    #expect(try values("i", record) == ["integer -12"])
    #expect(try values("d", record) == ["double 1.5"])
    #expect(try values("e", record) == ["integer 100"])
    #expect(try values("big", record) == ["text 18446744073709551616"])
    #expect(try values("b", record) == ["bool false"])
    #expect(try values("n", record) == ["null "])
    #expect(try values("x", record) == [])
  }

  @Test("undo escapes")
  func escapes() throws {
    let record = #"{"k\u0065y":"a\"\\\/\n\t\u00e9\ud83d\ude00\ud800"}"#
    #expect(try values("key", record) == ["text a\"\\/\n\té😀\u{FFFD}"])
  }

  @Test(
    "are refused with a place when they aren't objects",
    arguments: [
      ("", 0), ("[1]", 0), ("{", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7),
      (#"{"a":1} x"#, 8), (#"{"a":tru}"#, 5), (#"{"a":"x"#, 7), (#"{"a":"\q"}"#, 7),
      (#"{"a":1 "b":2}"#, 7), (#"{"a":-}"#, 5), (#"{"a":.}"#, 5), (#"{"a":1e}"#, 5),
      (#"{"a":"\u12"}"#, 10), ("nonsense", 0),
    ] as [(String, Int)])
  func failures(record: String, offset: Int) {
    var source = JSONFieldSource()
    #expect {
      try source.load(record)
    } throws: { error in
      (error as? JSONFieldSource.Failure)?.offset == offset
    }
    var values = FieldValues()
    var table = FieldTable()
    source.read(table.intern("a"), into: &values)
    source.readAll(into: &values)
    #expect(values.isEmpty)
  }

  @Test("deep nesting is refused")
  func depth() {
    var source = JSONFieldSource()
    let deep = String(repeating: #"{"a":"#, count: 10_000)
    #expect(throws: JSONFieldSource.Failure.self) { try source.load(deep) }
  }

  @Test("long values and very many values are cut, and that is counted")
  func limits() throws {
    let long = String(repeating: "x", count: FieldValues.maximumLength + 9)
    let many = "[" + String(repeating: "1,", count: 5_000) + "2]"
    var matcher = RuleProbe.matcher([
      RuleProbe.rule(detection: "s: {a|endswith: y}\ncondition: s"),
      RuleProbe.rule(detection: "s: {b: 2}\ncondition: s"),
    ])
    var source = JSONFieldSource()
    try source.load(#"{"a":"\#(long)y","b":[2]}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [1] && matcher.cutEvents == 1)
    try source.load(#"{"b":\#(many)}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [] && matcher.cutEvents == 2)
  }

  @Test("bytes that aren't UTF-8 are compared as they are")
  func invalidBytes() throws {
    var source = JSONFieldSource()
    let record = Array(#"{"a":"x"#.utf8) + [0xFF, 0xC3] + Array(#"Y"}"#.utf8)
    try record.withUnsafeBytes { try source.load($0) }
    var matcher = RuleProbe.matcher([
      RuleProbe.rule(detection: "s: {a: 'X??y'}\ncondition: s"),
      RuleProbe.rule(detection: "s: {a|endswith: y}\ncondition: s"),
    ])
    matcher.evaluate(source)
    #expect(matcher.matches == [0, 1])
  }
}

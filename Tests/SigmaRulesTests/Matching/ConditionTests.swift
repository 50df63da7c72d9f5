import Testing

@testable import SigmaRules

@Suite("Conditions") struct ConditionTests {
  private static let searches = """
    sel_a:
      a: 1
    sel_b:
      b: 1
    other:
      c: 1
    _hidden:
      d: 1
    with-dash:
      e: 1

    """

  /// Condition, the fields that are 1, whether it holds.
  typealias Case = (condition: String, fields: String, expected: Bool)

  private func event(_ fields: String) -> String {
    "{" + fields.map { #""\#($0)":1"# }.joined(separator: ",") + "}"
  }

  @Test(
    "follow precedence, parentheses, quantifiers and patterns",
    arguments: [
      ("sel_a", "a", true), ("sel_a", "b", false), ("not sel_a", "b", true),
      ("not not sel_a", "a", true), ("sel_a and sel_b", "a", false),
      ("sel_a and sel_b", "ab", true),
      ("sel_a or sel_b and other", "a", true), ("(sel_a or sel_b) and other", "a", false),
      ("(sel_a or sel_b) and other", "bc", true), ("not sel_a and sel_b", "b", true),
      ("not (sel_a and sel_b)", "a", true), ("not sel_a or sel_b", "ab", true),
      ("sel_a AND NOT sel_b", "a", true), ("sel_a Or sel_b", "b", true),
      ("1 of sel*", "b", true), ("1 of sel*", "c", false), ("all of sel_*", "a", false),
      ("all of sel_*", "ab", true), ("any of sel_*", "a", true), ("1 of *_b", "b", true),
      ("1 of s*_a", "a", true), ("1 of s*_a", "b", false),
      ("1 of them", "c", true), ("1 of them", "d", false), ("all of them", "abce", true),
      ("all of them", "abc", false), ("ALL OF Them", "abce", true),
      ("1 of _hid*", "d", true), ("_hidden", "d", true), ("with-dash", "e", true),
      ("2 of them", "a", false), ("2 of them", "ac", true), ("not 2 of them", "ac", false),
      ("not 2 of them", "a", true), ("3 of them", "abe", true),
      ("sel_a and not 1 of other*", "a", true), ("sel_a and not 1 of other*", "ac", false),
      ("1 of sel", "b", true), ("not 1 of them", "", true),
      ("((sel_a))", "a", true), ("(sel_a)and(sel_b)", "ab", true),
      ("[sel_a, sel_b]", "b", true), ("[sel_a, sel_b and other]", "b", false),
    ] as [Case])
  func trees(c: Case) throws {
    // Lists need their blanks; everything else is quoted.
    let condition = c.condition.hasPrefix("[") ? c.condition : "'\(c.condition)'"
    #expect(
      try RuleProbe.matches(
        detection: Self.searches + "condition: \(condition)", event(c.fields)) == c.expected,
      "\(c.condition) with \(c.fields)")
  }

  @Test("may call searches by words of the language where that is clear")
  func reservedNames() throws {
    let text = "not:\n  a: 1\nof:\n  b: 1\ncondition: not and of"
    #expect(try RuleProbe.matches(detection: text, #"{"a":1,"b":1}"#))
    #expect(try !RuleProbe.matches(detection: text, #"{"b":1}"#))
  }
}

@Suite("Search identifiers") struct SearchTests {
  typealias Case = (search: String, event: String, expected: Bool)

  private func check(_ c: Case) throws {
    let body = c.search.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    #expect(
      try RuleProbe.matches(detection: "sel:\n\(body)\ncondition: sel", c.event) == c.expected,
      "\(c.search) on \(c.event)")
  }

  @Test(
    "are maps joined with AND, and lists of maps joined with OR",
    arguments: [
      ("a: 1\nb: 2", #"{"a":1,"b":2}"#, true), ("a: 1\nb: 2", #"{"a":1}"#, false),
      ("- a: 1\n- b: 2", #"{"b":2}"#, true), ("- a: 1\n  c: 3\n- b: 2", #"{"a":1}"#, false),
      ("- a: 1\n  c: 3\n- b: 2", #"{"a":1,"c":3}"#, true),
      ("- a: 1\n- word", #"{"x":"a Word"}"#, true),
      ("- a: 1", #"{"a":1}"#, true), ("a: [1, 2]\nb: 3", #"{"a":2,"b":3}"#, true),
      ("a|contains: x\na|endswith: y", #"{"a":"axby"}"#, true),
      ("- - a: 1\n  - b: 1\n- c: 1", #"{"b":1}"#, true),
    ] as [Case])
  func structure(c: Case) throws { try check(c) }

  @Test(
    "without a field look for substrings in every value",
    arguments: [
      ("- evil", #"{"a":"so EVILdoer"}"#, true), ("- evil", #"{"evil":"x"}"#, false),
      ("- evil", #"{"a":{"b":["x","evil"]}}"#, true), ("- one\n- two", #"{"a":"two"}"#, true),
      ("- 63", #"{"a":4624}"#, false), ("- 62", #"{"a":4624}"#, true),
      ("- true", #"{"a":true}"#, true),
      ("- e*l", #"{"a":"xe--ly"}"#, true), ("- e?il", #"{"a":"xevily"}"#, true),
      (#"- 'e\*l'"#, #"{"a":"xe*ly"}"#, true), (#"- 'e\*l'"#, #"{"a":"xe-ly"}"#, false),
      ("'|all':\n  - one\n  - two", #"{"a":"one","b":"two"}"#, true),
      ("'|all':\n  - one\n  - two", #"{"a":"one"}"#, false),
      ("'|re': ^ev.l$", #"{"a":"evil"}"#, true), ("'|re': ^ev.l$", #"{"a":"an evil"}"#, false),
      ("'|cased': Evil", #"{"a":"an evil"}"#, false), ("'|cased': Evil", #"{"a":"an Evil"}"#, true),
      ("'|startswith': ev", #"{"a":"evil"}"#, true),
      ("'|startswith': ev", #"{"a":"an evil"}"#, false),
      ("'|contains|all': [a, b]", #"{"x":"ab"}"#, true), ("- evil", #"{"a":null}"#, false),
      ("'|neq': evil", #"{"a":"good"}"#, true),
      ("'|base64offset|contains': foobar", #"{"a":"IWZvb2JhciE="}"#, true),
      ("- one\n- a: 1", #"{"a":1}"#, true),
    ] as [Case])
  func keywords(c: Case) throws { try check(c) }
}

import Testing

@testable import SigmaRules

@Suite("Modifiers") struct ModifierTests {
  typealias Case = (item: String, event: String, expected: Bool)

  private func check(_ c: Case) throws {
    #expect(try RuleProbe.matches(item: c.item, c.event) == c.expected, "\(c.item) on \(c.event)")
  }

  @Test(
    "contains, startswith, endswith",
    arguments: [
      ("a|contains: oo", #"{"a":"fOOd"}"#, true), ("a|contains: oo", #"{"a":"fod"}"#, false),
      ("a|contains: f*d", #"{"a":"xfoodx"}"#, true), ("a|contains: ''", #"{"a":"x"}"#, true),
      ("a|contains: ''", "{}", false), ("a|startswith: Fo", #"{"a":"food"}"#, true),
      ("a|startswith: od", #"{"a":"food"}"#, false), ("a|endswith: OD", #"{"a":"food"}"#, true),
      ("a|endswith: fo", #"{"a":"food"}"#, false), ("a|contains: [zz, oo]", #"{"a":"food"}"#, true),
      ("a|contains|all: [fo, od]", #"{"a":"food"}"#, true),
      ("a|contains|all: [fo, xx]", #"{"a":"food"}"#, false),
      ("a|contains|all: [fo, od]", #"{"a":["foo","bod"]}"#, true),
      ("a|all|contains: [fo, od]", #"{"a":"food"}"#, true),
      ("a|contains: f", #"{"a":"xfx"}"#, true), ("a|contains: fo", #"{"a":"xfox"}"#, true),
      ("a|startswith: f", #"{"a":"xf"}"#, false), ("a|endswith: f", #"{"a":"xf"}"#, true),
      ("a|endswith: fo", #"{"a":"fofo"}"#, true), ("a|startswith: fo", #"{"a":"xfofo"}"#, false),
    ] as [Case])
  func affixes(c: Case) throws { try check(c) }

  @Test(
    "cased",
    arguments: [
      ("a|cased: Foo", #"{"a":"Foo"}"#, true), ("a|cased: Foo", #"{"a":"foo"}"#, false),
      ("a|cased|contains: OO", #"{"a":"fOOd"}"#, true),
      ("a|contains|cased: OO", #"{"a":"food"}"#, false),
      ("a|startswith|cased: F", #"{"a":"food"}"#, false),
      ("a|cased: F*d", #"{"a":"Food"}"#, true), ("a|cased: F*D", #"{"a":"Food"}"#, false),
      ("a|contains|cased: OO", #"{"a":["food","fOOd"]}"#, true),
    ] as [Case])
  func cased(c: Case) throws { try check(c) }

  @Test(
    "exists asks for the field, not for its value",
    arguments: [
      ("a|exists: true", #"{"a":""}"#, true), ("a|exists: true", #"{"a":null}"#, true),
      ("a|exists: true", #"{"a":{}}"#, true), ("a|exists: true", #"{"a":[]}"#, true),
      ("a|exists: true", "{}", false), ("a|exists: false", "{}", true),
      ("a|exists: false", #"{"a":null}"#, false), ("a|exists: no", "{}", true),
    ] as [Case])
  func exists(c: Case) throws { try check(c) }

  @Test(
    "neq is true when no value is equal",
    arguments: [
      ("a|neq: x", #"{"a":"y"}"#, true), ("a|neq: x", #"{"a":"X"}"#, false),
      ("a|neq: x", "{}", true), ("a|neq: [x, y]", #"{"a":"y"}"#, false),
      ("a|neq: [x, y]", #"{"a":"z"}"#, true), ("a|neq: 5", #"{"a":5}"#, false),
      ("a|neq: 5", #"{"a":6}"#, true), ("a|neq: x", #"{"a":["x","y"]}"#, false),
      ("a|contains|neq: oo", #"{"a":"food"}"#, false),
      ("a|contains|neq: oo", #"{"a":"bar"}"#, true),
      ("a|neq: null", #"{"a":"x"}"#, true), ("a|neq: null", "{}", false),
      ("a|re|neq: ^x", #"{"a":"xy"}"#, false),
      ("a|cidr|neq: 10.0.0.0/8", #"{"a":"11.0.0.1"}"#, true),
      ("a|neq|cased: X", #"{"a":"x"}"#, true),
    ] as [Case])
  func neq(c: Case) throws { try check(c) }

  @Test(
    "lt, lte, gt, gte compare numbers and texts that spell one",
    arguments: [
      ("a|gt: 5", #"{"a":6}"#, true), ("a|gt: 5", #"{"a":5}"#, false),
      ("a|gte: 5", #"{"a":5}"#, true),
      ("a|lt: 5", #"{"a":4.9}"#, true), ("a|lt: 5", #"{"a":5}"#, false),
      ("a|lte: 5", #"{"a":5}"#, true),
      ("a|gt: 5", #"{"a":"6"}"#, true), ("a|gt: 5", #"{"a":"x"}"#, false), ("a|lt: 5", "{}", false),
      ("a|lt: 5", #"{"a":null}"#, false), ("a|lt: 5", #"{"a":true}"#, false),
      ("a|gt: 1.5", #"{"a":1.6}"#, true), ("a|gt: -5", #"{"a":-4}"#, true),
      ("a|gt: 5", #"{"a":[1,9]}"#, true), ("a|gte: 1e3", #"{"a":1000}"#, true),
      ("a|gt: 5", #"{"a":"1e1"}"#, true), ("a|gt: 0x10", #"{"a":17}"#, true),
      ("a|gt: [5, 50]", #"{"a":7}"#, true), ("a|gt: 5", #"{"a":""}"#, false),
    ] as [Case])
  func comparisons(c: Case) throws { try check(c) }

  @Test(
    "parts of a date are taken as written",
    arguments: [
      ("a|hour: 23", #"{"a":"2025-08-09T23:15:02Z"}"#, true),
      ("a|hour: 23", #"{"a":"2025-08-09T23:15:02+02:00"}"#, true),
      ("a|hour: 21", #"{"a":"2025-08-09T23:15:02+02:00"}"#, false),
      ("a|minute: 15", #"{"a":"2025-08-09 10:15:02"}"#, true),
      ("a|day: 9", #"{"a":"2025-08-09"}"#, true),
      ("a|month: 8", #"{"a":"2025-08-09T10:15:02.417Z"}"#, true),
      ("a|year: 2025", #"{"a":"2025-08-09"}"#, true),
      ("a|year: 2024", #"{"a":"2025-08-09"}"#, false),
      ("a|week: 32", #"{"a":"2025-08-09"}"#, true), ("a|week: 1", #"{"a":"2024-12-30"}"#, true),
      ("a|week: 53", #"{"a":"2021-01-01"}"#, true), ("a|hour: 0", #"{"a":1754697600}"#, true),
      ("a|hour|gte: 22", #"{"a":"2025-08-09T23:15:02Z"}"#, true),
      ("a|gte|hour: 22", #"{"a":"2025-08-09T21:15:02Z"}"#, false),
      ("a|hour|lt: 6", #"{"a":"2025-08-09T05:59:59Z"}"#, true),
      ("a|hour: [1, 23]", #"{"a":"2025-08-09T23:15:02Z"}"#, true),
      ("a|hour: 1", #"{"a":"yesterday"}"#, false), ("a|day: 30", #"{"a":"2025-02-30"}"#, false),
      ("a|hour: 1", "{}", false),
    ] as [Case])
  func dates(c: Case) throws { try check(c) }

  @Test(
    "cidr",
    arguments: [
      ("a|cidr: 10.0.0.0/8", #"{"a":"10.1.2.3"}"#, true),
      ("a|cidr: 10.0.0.0/8", #"{"a":"11.1.2.3"}"#, false),
      ("a|cidr: [10.0.0.0/8, 192.168.0.0/16]", #"{"a":"192.168.7.1"}"#, true),
      ("a|cidr: 2001:db8::/32", #"{"a":"2001:DB8:1::1"}"#, true),
      ("a|cidr: 2001:db8::/32", #"{"a":"2001:db9::1"}"#, false),
      ("a|cidr: 203.0.113.7", #"{"a":"203.0.113.7"}"#, true),
      ("a|cidr: 0.0.0.0/0", #"{"a":"8.8.8.8"}"#, true),
      ("a|cidr: 0.0.0.0/0", #"{"a":"::1"}"#, false),
      ("a|cidr: 10.0.0.0/8", #"{"a":"10.1.2.3:80"}"#, false), ("a|cidr: 10.0.0.0/8", "{}", false),
      ("a|cidr: 10.0.0.0/31", #"{"a":"10.0.0.1"}"#, true),
      ("a|cidr: 10.0.0.0/31", #"{"a":"10.0.0.2"}"#, false),
    ] as [Case])
  func cidr(c: Case) throws { try check(c) }

  @Test(
    "fieldref compares with another field",
    arguments: [
      ("a|fieldref: b", #"{"a":"X","b":"x"}"#, true),
      ("a|fieldref: b", #"{"a":"x","b":"y"}"#, false),
      ("a|fieldref: b", "{}", false), ("a|fieldref: b", #"{"a":null,"b":null}"#, false),
      ("a|fieldref: b", #"{"a":5,"b":"5"}"#, true),
      ("a|fieldref: b", #"{"a":["p","q"],"b":["q"]}"#, true),
      ("a|fieldref|cased: b", #"{"a":"X","b":"x"}"#, false),
      ("a|fieldref|neq: b", #"{"a":"x","b":"y"}"#, true),
      ("a|fieldref|neq: b", #"{"a":"x","b":"x"}"#, false),
      ("a|neq|fieldref: b", #"{"a":"x"}"#, true),
      ("a|fieldref|startswith: b", #"{"a":"xyz","b":"xy"}"#, true),
      ("a|fieldref|endswith: b", #"{"a":"xyz","b":"yz"}"#, true),
      ("a|fieldref|contains: b", #"{"a":"xyz","b":"Y"}"#, true),
      ("a|fieldref|startswith: b", #"{"a":"xyz","b":"yz"}"#, false),
      ("a|fieldref: b.c", #"{"a":"x","b":{"c":"x"}}"#, true),
    ] as [Case])
  func fieldref(c: Case) throws { try check(c) }

  @Test(
    "re searches anywhere and minds case",
    arguments: [
      ("a|re: fo+d", #"{"a":"xfoood"}"#, true), ("a|re: ^fo", #"{"a":"xfo"}"#, false),
      ("a|re: FO", #"{"a":"fo"}"#, false), ("a|re|i: FO", #"{"a":"fo"}"#, true),
      ("a|re: 'a.b'", #"{"a":"a\nb"}"#, false), ("a|re|s: 'a.b'", #"{"a":"a\nb"}"#, true),
      ("a|re: '^b'", #"{"a":"a\nb"}"#, false), ("a|re|m: '^b'", #"{"a":"a\nb"}"#, true),
      ("a|re|i|s: 'A.B'", #"{"a":"a\nb"}"#, true), ("a|re: ['x', 'y']", #"{"a":"zy"}"#, true),
      ("a|re|all: ['x', 'y']", #"{"a":"zy"}"#, false), ("a|re: '^\\D+$'", #"{"a":404}"#, false),
      (#"a|re: '^\d+$'"#, #"{"a":404}"#, true), (#"a|re: '\\srv\*'"#, #"{"a":"x\\srv*"}"#, true),
      ("a|re: .*", "{}", false), ("a|re: ''", #"{"a":""}"#, true),
      ("a|re: 5", #"{"a":"x5"}"#, true), ("a|re: 'GET|POST'", #"{"a":"POST"}"#, true),
      ("a|re: 'GET|POST'", #"{"a":"post"}"#, false),
    ] as [Case])
  func re(c: Case) throws { try check(c) }

  @Test(
    "windash takes every dash",
    arguments: [
      ("a|windash|contains: ' -f '", #"{"a":"x -f y"}"#, true),
      ("a|windash|contains: ' -f '", #"{"a":"x /f y"}"#, true),
      ("a|windash|contains: ' -f '", #"{"a":"x \#u{2013}f y"}"#, true),
      ("a|windash|contains: ' -f '", #"{"a":"x \#u{2014}f y"}"#, true),
      ("a|windash|contains: ' -f '", #"{"a":"x \#u{2015}f y"}"#, true),
      ("a|windash|contains: ' /f '", #"{"a":"x -f y"}"#, true),
      ("a|windash|contains: ' -f '", #"{"a":"x +f y"}"#, false),
      ("a|contains|windash: ' -f '", #"{"a":"x /F y"}"#, true),
      // Only the dash that begins a parameter.
      ("a|windash|contains: ' -a-b'", #"{"a":"x /a-b"}"#, true),
      ("a|windash|contains: ' -a-b'", #"{"a":"x -a/b"}"#, false),
      ("a|windash|contains: '-a -b'", #"{"a":"/a –b"}"#, true),
      ("a|windash: -x", #"{"a":"/x"}"#, true), ("a|windash: -x", #"{"a":"y/x"}"#, false),
      ("a|windash|contains|all: ['-a', '-b']", #"{"a":"/b -a"}"#, true),
    ] as [Case])
  func windash(c: Case) throws { try check(c) }

  @Test(
    "base64 and UTF-16",
    arguments: [
      ("a|base64: foobar", #"{"a":"Zm9vYmFy"}"#, true),
      ("a|base64: foob", #"{"a":"Zm9vYg=="}"#, true),
      ("a|base64|contains: foobar", #"{"a":"x Zm9vYmFy y"}"#, true),
      // "foobar" behind nothing, one and two bytes.
      ("a|base64offset|contains: foobar", #"{"a":"Zm9vYmFyIQ=="}"#, true),
      ("a|base64offset|contains: foobar", #"{"a":"IWZvb2JhciE="}"#, true),
      ("a|base64offset|contains: foobar", #"{"a":"ISFmb29iYXIh"}"#, true),
      ("a|base64offset|contains: foobar", #"{"a":"Zm9vYmF6"}"#, false),
      ("a|wide|base64: cmd", #"{"a":"YwBtAGQA"}"#, true),
      ("a|utf16le|base64: cmd", #"{"a":"YwBtAGQA"}"#, true),
      ("a|utf16be|base64: cmd", #"{"a":"AGMAbQBk"}"#, true),
      ("a|utf16|base64: cmd", #"{"a":"//5jAG0AZAA="}"#, true),
      ("a|wide|base64offset|contains: ping", #"{"a":"eHAAaQBuAGcA"}"#, true),
      ("a|wide: cmd", #"{"a":"c\u0000m\u0000d\u0000"}"#, true),
      ("a|utf16be|contains: cmd", #"{"a":"\u0000c\u0000m\u0000d"}"#, true),
      ("a|wide|base64: é", #"{"a":"6QA="}"#, true),
    ] as [Case])
  func encodings(c: Case) throws { try check(c) }

  @Test(
    "expand puts the user's lists in place of the names",
    arguments: [
      ("a|expand: '%vip%'", #"{"a":"ceo"}"#, true), ("a|expand: '%vip%'", #"{"a":"CFO"}"#, true),
      ("a|expand: '%vip%'", #"{"a":"clerk"}"#, false),
      ("a|expand: '%vip%@x.com'", #"{"a":"ceo@x.com"}"#, true),
      ("a|expand: '%srv%'", #"{"a":"srv42"}"#, true),
      ("a|expand|contains: '%vip%'", #"{"a":"the ceo!"}"#, true),
      ("a|contains|expand: '%vip%'", #"{"a":"the ceo!"}"#, true),
      ("a: '%vip%'", #"{"a":"%vip%"}"#, true), ("a: '%vip%'", #"{"a":"ceo"}"#, false),
      (#"a|expand: '\%vip%'"#, #"{"a":"%vip%"}"#, true),
      ("a|expand: 'x%%vip%'", #"{"a":"x%ceo"}"#, true),
      ("a|cidr|expand: '%nets%'", #"{"a":"10.9.9.9"}"#, true),
      ("a|re|expand: '^%dots%$'", #"{"a":"a.b"}"#, true),
      ("a|re|expand: '^%dots%$'", #"{"a":"axb"}"#, false),
      ("a|expand: ['%vip%', other]", #"{"a":"other"}"#, true),
    ] as [Case])
  func expand(c: Case) throws {
    let lists = ["vip": ["ceo", "cfo"], "srv": ["srv*"], "nets": ["10.0.0.0/8"], "dots": ["a.b"]]
    #expect(
      try RuleProbe.matches(item: c.item, c.event, placeholders: lists) == c.expected,
      "\(c.item) on \(c.event)")
  }
}

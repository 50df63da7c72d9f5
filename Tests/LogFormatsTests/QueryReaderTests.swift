import LogFormats
import SecurityModel
import Testing

@Suite struct QueryReaderTests {
  let context = DecodeContext(symbols: SymbolTable(), secrets: KeyedHash(key0: 1, key1: 2))

  func read(_ text: String) -> APIEvent {
    var event = APIEvent()
    var copy = text
    copy.withUTF8 {
      QueryReader.read(UnsafeRawBufferPointer($0), context: context, into: &event)
    }
    return event
  }

  func objects(_ text: String) -> [String] {
    let event = read(text)
    return (0..<Int(event.objectCount)).map { context.symbols.text(of: event.objects[$0]) }
  }

  @Test(arguments: [
    ("SELECT Id FROM Account", ["Account"]),
    ("select id from Group where Name like 'x'", ["Group"]),
    ("SELECT Id FROM Order ORDER BY Name", ["Order"]),
    ("SELECT Name, (SELECT LastName FROM Contacts) FROM Account", ["Account", "Contacts"]),
    (
      "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Email != null)",
      ["Account", "Contact"]
    ),
    (
      "SELECT TYPEOF What WHEN Account THEN Phone, Name WHEN Opportunity THEN Amount ELSE Id END "
        + "FROM Event", ["Event", "Account", "Opportunity"]
    ),
    ("SELECT a.Name, c.Name FROM Account a, a.Contacts c", ["Account", "Contacts"]),
    (
      "FIND {acme*} IN ALL FIELDS RETURNING Account(Id, Name WHERE Name LIKE 'a'), Contact LIMIT 5",
      ["Account", "Contact"]
    ),
    ("SELECT Id FROM Lead WHERE Name = 'x FROM Secret'", ["Lead"]),
    ("SELECT+Id+FROM+My_Thing__c+LIMIT+5", ["My_Thing__c"]),
    ("SELECT", []), ("FROM", []), ("", []),
  ])
  func objectsAreFound(_ text: String, _ expected: [String]) {
    #expect(objects(text) == expected)
  }

  @Test(arguments: [
    ("SELECT Id FROM A", false),
    ("SELECT Id FROM A WHERE Id > '001000000000001' ORDER BY Id LIMIT 2000", false),
    ("SELECT Id FROM A WHERE Id >= '001'", false),
    ("SELECT Id FROM A WHERE Id != null", false),
    ("SELECT Id FROM A WHERE (Id <> '')", false),
    ("SELECT Id FROM A LIMIT 200 OFFSET 200", false),
    ("SELECT Id FROM A WHERE Id = '001'", true),
    ("SELECT Id FROM A WHERE Id > '001' AND Name = 'x'", true),
    ("SELECT Id FROM A WHERE (CreatedDate > LAST_N_DAYS:30)", true),
    ("SELECT Id FROM A WHERE OwnerId IN ('1','2')", true),
    ("SELECT Id, (SELECT Id FROM Bs WHERE Name = 'x') FROM A", false),
  ])
  func filtersAreJudged(_ text: String, _ selective: Bool) {
    #expect(read(text).flags.contains(.querySelective) == selective)
  }

  @Test func breadthLimitsAndCounts() {
    #expect(
      read("SELECT FIELDS(ALL) FROM Contact LIMIT 200").flags.isSuperset(
        of: [.queryWide, .queryPageLimit, .hasQuery]))
    #expect(read("SELECT fields ( custom ) FROM C").flags.contains(.queryWide))
    #expect(read("SELECT * FROM Contact").flags.contains(.queryWide))
    #expect(read("SELECT Id FROM C LIMIT 2000").flags.contains(.queryPageLimit))
    #expect(!read("SELECT Id FROM C LIMIT 20").flags.contains(.queryPageLimit))
    #expect(read("SELECT COUNT() FROM C").flags.contains(.queryCount))
    #expect(read("select count(Id) from C").flags.contains(.queryCount))
    #expect(!read("SELECT COUNT(Id), Name FROM C GROUP BY Name").flags.contains(.queryCount))
    let columns = { (n: Int) in (0..<n).map { "F\($0)__c" }.joined(separator: ", ") }
    #expect(!read("SELECT \(columns(40)) FROM C").flags.contains(.queryWide))
    #expect(read("SELECT \(columns(41)) FROM C").flags.contains(.queryWide))
    #expect(read("FIND {x} RETURNING A").operation == .search)
    #expect(read("SELECT Id FROM C").operation == .query)
  }

  @Test func shapeIgnoresLiteralsCaseAndBlanks() {
    let a = read("SELECT Id FROM Account WHERE Name = 'Acme' AND N IN ('a','b') LIMIT 10")
    let b = read("select  id\nfrom account where name='O\\'Neil' and n in ('c') limit 2000")
    let c = read("SELECT Id FROM Account WHERE Site = 'Acme' AND N IN ('a','b') LIMIT 10")
    #expect(a.queryShape == b.queryShape)
    #expect(a.queryShape != c.queryShape)
    #expect(
      read("SELECT Id FROM A WHERE D > 2025-01-01T00:00:00Z").queryShape
        == read("SELECT Id FROM A WHERE D > 2024-12-31T10:00:00+01:00").queryShape)
    #expect(
      read("SELECT Id FROM A WHERE D = LAST_N_DAYS:3").queryShape
        == read("SELECT Id FROM A WHERE D = LAST_N_DAYS:30").queryShape)
  }

  @Test func repeatedTextsReadTheSame() {
    let text = "SELECT Id, (SELECT Id FROM Cases) FROM Account LIMIT 200"
    let first = read(text)
    let second = read(text)
    #expect(first.flags == second.flags && first.queryShape == second.queryShape)
    #expect(second.objectCount == 2)
  }

  @Test func fieldsAreListed() {
    func fields(_ text: String) -> [String] {
      Array(text.utf8).withUnsafeBytes { QueryReader.fields(of: $0) }
    }
    #expect(fields("SELECT Id, Owner.Name n, COUNT(Id) FROM A") == ["Id", "Owner.Name", "COUNT()"])
    #expect(fields("SELECT * FROM A") == ["*"])
  }

  @Test func hostileTextsAreReadWithoutHarm() {
    let deep =
      String(repeating: "(", count: 5_000) + "SELECT" + String(repeating: ")", count: 9_000)
    for text in [
      deep, "'", "\\", "'\\", "{", "{\\", ":", "SELECT '", "SELECT Id FROM", "LIMIT LIMIT",
      "SELECT TYPEOF", String(repeating: "SELECT (", count: 3_000), "%", "%2", "a%zz+b",
      String(repeating: "x", count: 300_000), "FIND", "FIND {a} RETURNING (",
    ] {
      #expect(read(text).flags.contains(.hasQuery))
    }
    var state = SeededRandom(7)
    let words = [
      "SELECT ", "FROM ", "(", ")", ",", "'", "WHERE ", "Id ", ">", "*", "FIELDS", "\u{FF}",
    ]
    for _ in 0..<500 {
      let text = (0..<40).map { _ in words[Int.random(in: 0..<words.count, using: &state)] }
        .joined()
      _ = read(text)
    }
  }
}

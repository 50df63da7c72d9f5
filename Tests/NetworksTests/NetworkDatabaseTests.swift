import SecurityModel
import Testing

@testable import Networks

@Suite struct NetworkDatabaseTests {
  typealias Value = DatabaseWriter.Value

  private func open(_ writer: DatabaseWriter) throws -> NetworkDatabase {
    try NetworkDatabase(DatabaseBytes(copying: writer.bytes()))
  }

  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text: text)) }

  private static func asn(_ number: UInt64, _ name: String) -> Value {
    .map([
      ("autonomous_system_number", .uint32(number)),
      ("autonomous_system_organization", .text(name)),
    ])
  }

  @Test(arguments: [24, 28, 32], [4, 6])
  func `addresses are found in trees of every record size and version`(
    _ size: Int, _ version: Int
  ) throws {
    var writer = DatabaseWriter(recordSize: size, ipVersion: version, type: "GeoLite2-ASN")
    try writer.add("203.0.113.0/24", Self.asn(64_500, "Wide"))
    try writer.add("203.0.113.128/25", Self.asn(64_501, "Narrow"))
    try writer.add("198.51.100.7/32", Self.asn(4_294_967_295, "One address"))
    if version == 6 { try writer.add("2001:db8:1::/48", Self.asn(64_502, "Six")) }
    let database = try open(writer)
    #expect(database.metadata.type == "GeoLite2-ASN")
    #expect(database.metadata.buildEpoch == 1_755_000_000)
    func found(_ text: String) throws -> String {
      guard let entry = database.lookup(try address(text)) else { return "-" }
      return "\(entry.block.text) AS\(entry.asn) \(entry.organisation)"
    }
    #expect(try found("203.0.113.1") == "203.0.113.0/25 AS64500 Wide")
    #expect(try found("203.0.113.129") == "203.0.113.128/25 AS64501 Narrow")
    #expect(try found("198.51.100.7") == "198.51.100.7/32 AS4294967295 One address")
    #expect(try found("198.51.100.8") == "-")
    #expect(try found("0.0.0.0") == "-")
    #expect(try found("255.255.255.255") == "-")
    #expect(
      try found("2001:db8:1:2::3") == (version == 6 ? "2001:db8:1::/48 AS64502 Six" : "-"))
    #expect(try found("2001:db8:2::") == "-")
    // 6to4 leads to the IPv4 address inside.
    #expect(
      try found("2002:cb00:7181::1").hasSuffix("Narrow") == (version == 6))
    #expect(database.lookup(.none) == nil)
  }

  @Test func `a record above the IPv4 part holds for all of it`() throws {
    var writer = DatabaseWriter(ipVersion: 6)
    writer.hasAliases = false
    try writer.add("::/64", Self.asn(1, "Everybody"))
    let everywhere = try open(writer)
    let entry = try #require(everywhere.lookup(IPAddress(v4: 0xC000_0201)))
    #expect(entry.organisation == "Everybody" && entry.block.text == "0.0.0.0/0")
  }

  /// What the published databases call things.
  @Test(arguments: [
    (
      [
        ("autonomous_system_number", Value.uint32(64_500)),
        ("autonomous_system_organization", .text("Example Net")),
      ], "other AS64500 Example Net -"
    ),
    (
      [
        ("city", .map([("names", .map([("en", .text("Utrecht"))]))])),
        ("continent", .map([("code", .text("EU"))])),
        ("country", .map([("iso_code", .text("NL")), ("geoname_id", .uint32(2_750_405))])),
        ("location", .map([("latitude", .double(0x404A_0000_0000_0000))])),
        ("registered_country", .map([("iso_code", .text("US"))])),
        ("subdivisions", .array([.map([("iso_code", .text("UT"))])])),
      ], "other AS0  NL"
    ),
    ([("registered_country", .map([("iso_code", .text("us"))]))], "other AS0  US"),
    ([("is_anonymous", .flag(true)), ("is_tor_exit_node", .flag(true))], "tor AS0  -"),
    ([("is_anonymous", .flag(true)), ("is_anonymous_vpn", .flag(true))], "vpn AS0  -"),
    ([("is_anonymous", .flag(true)), ("is_hosting_provider", .flag(true))], "hosting AS0  -"),
    ([("is_anonymous", .flag(true)), ("is_public_proxy", .flag(true))], "vpn AS0  -"),
    ([("is_anonymous", .flag(true))], "vpn AS0  -"),
    (
      [
        (
          "traits",
          .map([
            ("autonomous_system_number", .uint32(7)), ("isp", .text("Carrier")),
            ("organization", .text("Firm")), ("user_type", .text("hosting")),
          ])
        ), ("country", .map([("iso_code", .text("DE"))])),
      ], "hosting AS7 Firm DE"
    ),
    (
      [
        ("asn", .text("AS64510")), ("as_name", .text("Lite")), ("country_code", .text("FR")),
        ("country", .text("France")),
      ], "other AS64510 Lite FR"
    ),
    ([("vpn", .text("true")), ("tor", .text("false")), ("hosting", .text(""))], "vpn AS0  -"),
    (
      [("kind", .text("vendor")), ("asn", .uint32(3)), ("org", .text("Ours"))],
      "vendor AS3 Ours -"
    ),
  ])
  func `fields of the known databases are understood`(
    _ members: [(String, Value)], _ expected: String
  ) throws {
    var writer = DatabaseWriter(recordSize: 28)
    try writer.add("192.0.2.0/24", .map(members))
    let database = try open(writer)
    let entry = try #require(database.lookup(IPAddress(v4: 0xC000_0209)))
    let country = entry.country.isEmpty ? "-" : entry.country
    #expect("\(entry.kind.rawValue) AS\(entry.asn) \(entry.organisation) \(country)" == expected)
  }

  @Test func `a record that says nothing of use is no entry`() throws {
    var writer = DatabaseWriter()
    try writer.add("192.0.2.0/24", .map([("is_anonymous", .flag(false))]))
    #expect(try open(writer).lookup(try address("192.0.2.9")) == nil)
  }

  @Test(arguments: [1, 28, 29, 284, 285, 65_820, 65_821, 70_000])
  func `sizes of every form are read, and what lies behind them`(_ length: Int) throws {
    var writer = DatabaseWriter(recordSize: 32)
    try writer.add(
      "192.0.2.0/24",
      .map([
        ("notes", .text(String(repeating: "x", count: length))),
        ("list", .array(Array(repeating: .uint32(7), count: min(length, 900)))),
        ("autonomous_system_organization", .text("Behind")),
      ]))
    // Far behind the first, so that keys are reached by longer pointers.
    try writer.add("192.0.3.0/24", Self.asn(5, "Second"))
    let database = try open(writer)
    #expect(database.lookup(try address("192.0.2.1"))?.organisation == "Behind")
    #expect(database.lookup(try address("192.0.3.1"))?.organisation == "Second")
  }

  @Test func `with pointers or without, the answer is the same`() throws {
    var writer = DatabaseWriter()
    for i in 0..<200 {
      try writer.add("10.\(i).0.0/16", Self.asn(UInt64(i + 1), "Org \(i)"))
    }
    let short = try open(writer)
    writer.usesPointers = false
    let long = try open(writer)
    for i in 0..<200 {
      let ip = try address("10.\(i).1.2")
      #expect(short.lookup(ip)?.asn == UInt32(i + 1))
      #expect(short.lookup(ip) == long.lookup(ip))
    }
  }
}

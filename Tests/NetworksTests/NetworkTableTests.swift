import SecurityModel
import Testing

@testable import Networks

@Suite struct NetworkTableTests {
  private func database(
    _ network: String, _ members: [(String, DatabaseWriter.Value)]
  ) throws -> NetworkDatabase {
    var writer = DatabaseWriter()
    try writer.add(network, .map(members))
    return try NetworkDatabase(DatabaseBytes(copying: writer.bytes()))
  }

  @Test func `databases fill in what lists leave open, in their order`() throws {
    let list = try NetworkListReader.parse(
      """
      network,kind,asn,org,country
      192.0.2.0/25,vpn,,,
      192.0.2.128/25,own,64496,Us,NL
      """)
    let table = NetworkTable(
      list,
      databases: [
        try database(
          "192.0.2.0/24",
          [("autonomous_system_number", .uint32(64_500)), ("organization", .text("Carrier"))]),
        try database("192.0.2.0/23", [("country", .map([("iso_code", .text("DE"))]))]),
        try database(
          "192.0.2.0/24", [("country_code", .text("FR")), ("is_hosting_provider", .flag(true))]),
      ])
    func text(_ ip: String) throws -> String {
      let address = try #require(IPAddress(text: ip))
      let first = table.lookup(address)
      // The second time it comes from memory.
      #expect(table.lookup(address) == first)
      guard let e = first else { return "-" }
      return "\(e.kind.rawValue) AS\(e.asn) \(e.organisation) \(e.country)"
    }
    #expect(try text("192.0.2.1") == "vpn AS64500 Carrier DE")
    #expect(try text("192.0.2.200") == "own AS64496 Us NL")
    #expect(try text("192.0.3.1") == "other AS0  DE")
    #expect(try text("203.0.113.1") == "-")
    #expect(!table.isEmpty && table.count == 2 && table.databaseCount == 3)
    // More addresses than are remembered push each other out and come back.
    for round in 0..<2 {
      for n in UInt32(0)..<20_000 {
        let known = table.lookup(IPAddress(v4: 0xC000_0200 &+ n)) != nil
        if known != (n < 512) { Issue.record("round \(round), address \(n)") }
      }
    }
  }

  @Test func `a number and a name of different networks are not mixed`() throws {
    let list = try NetworkListReader.parse("network,asn\n192.0.2.0/24,64496\n")
    let table = NetworkTable(
      list,
      databases: [
        try database("192.0.2.0/24", [("asn", .uint32(7)), ("org", .text("Somebody else"))])
      ])
    let entry = try #require(table.lookup(IPAddress(v4: 0xC000_0201)))
    #expect(entry.asn == 64_496 && entry.organisation.isEmpty)
  }

  @Test func `without lists nothing is known`() {
    #expect(NetworkTable().lookup(IPAddress(v4: 1)) == nil)
    #expect(NetworkTable().isEmpty)
  }
}

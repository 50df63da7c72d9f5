import Foundation
import SecurityModel
import Testing

@testable import Networks

/// The database that the tests of the command line use; `CRMWATCH_RECORD=1` writes it anew.
@Suite struct DatabaseFixtureTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/networks.mmdb")

  private func written() throws -> [UInt8] {
    var writer = DatabaseWriter(recordSize: 28, type: "crmwatch-Test-ASN-Anonymous")
    func add(_ network: String, _ asn: UInt64, _ name: String, _ country: String, _ mark: String?)
      throws
    {
      var members: [(String, DatabaseWriter.Value)] = [
        ("autonomous_system_number", .uint32(asn)),
        ("autonomous_system_organization", .text(name)),
        ("country", .map([("iso_code", .text(country))])),
      ]
      if let mark { members += [("is_anonymous", .flag(true)), (mark, .flag(true))] }
      try writer.add(network, .map(members))
    }
    try add("192.0.2.0/24", 64_496, "Home Networks", "NL", nil)
    try add("198.51.100.0/24", 64_497, "Rent-a-Rack \u{1B}[31m", "DE", "is_hosting_provider")
    try add("203.0.113.0/24", 64_498, "Onion Relay", "SE", "is_tor_exit_node")
    try add("2001:db8:77::/48", 64_499, "Tunnel", "CH", "is_anonymous_vpn")
    return writer.bytes()
  }

  @Test func `the fixture is what the writer writes, and is read back`() throws {
    let bytes = try written()
    if ProcessInfo.processInfo.environment["CRMWATCH_RECORD"] != nil {
      try Data(bytes).write(to: Self.file)
    }
    let stored = [UInt8](try Data(contentsOf: Self.file))
    #expect(stored == bytes)
    let database = try NetworkDatabase(DatabaseBytes(copying: stored))
    let tor = database.lookup(IPAddress(v4: 0xCB00_7109))
    #expect(tor?.kind == .tor && tor?.asn == 64_498 && tor?.country == "SE")
  }
}

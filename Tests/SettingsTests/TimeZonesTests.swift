import SecurityModel
import Testing

@testable import Settings

@Suite struct TimeZonesTests {
  @Test("tells when the clocks of a place change, and by how much")
  func changes() {
    let berlin = TimeZones.clockChanges("Europe/Berlin")
    let of2025 = berlin.filter { $0.at.rfc3339.hasPrefix("2025-") }
    #expect(of2025.map(\.at.rfc3339) == ["2025-03-30T01:00:00.000Z", "2025-10-26T01:00:00.000Z"])
    #expect(of2025.map(\.minutes) == [60, -60])
  }

  @Test("knows no clock change of zones that have none", arguments: ["UTC", "Z", "+02:00", "no"])
  func steady(_ zone: String) {
    #expect(TimeZones.clockChanges(zone).isEmpty)
  }
}

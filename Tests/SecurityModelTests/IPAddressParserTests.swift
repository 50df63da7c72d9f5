import Foundation
import SecurityModel
import Testing

@Suite struct IPAddressParserTests {
  /// The address that the system's own parser reads, as its upper and lower half.
  private func expected(_ text: String) -> [UInt64]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
    return [0, 8].map { start in
      bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  @Test func ipv6IsReadAsTheSystemReadsIt() {
    var state: UInt64 = 7
    let pieces = ["0", "1", "ab", "FFFF", "2001", "db8", ":", ":", ":", "::", "192.0.2.1"]
    var accepted = 0
    for _ in 0..<60_000 {
      var text = ""
      state = StableHash.mix(state)
      for _ in 0..<Int(state % 17) {
        state = StableHash.mix(state)
        text += pieces[Int(state % UInt64(pieces.count))]
      }
      guard let halves = expected(text) else { continue }
      accepted += 1
      let address = IPAddress(text: text)
      #expect(address.map { [$0.high, $0.low] } == halves, "\(text)")
    }
    #expect(accepted > 100)
  }

  @Test(arguments: ["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1", "1:", "12345::", "::g"])
  func whatIsNoAddressIsRefused(_ text: String) {
    #expect(expected(text) == nil)
    #expect(IPAddress(text: text) == nil)
  }
}

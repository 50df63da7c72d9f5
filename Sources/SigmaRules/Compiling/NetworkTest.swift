import SecurityModel

/// A range of addresses in CIDR notation.
struct NetworkTest: Hashable, Sendable {
  let base: IPAddress
  /// Length in the 128-bit form, IPv4 with 96 added.
  let prefix: Int

  /// Why a text isn't a network.
  enum Problem: Error, Hashable {
    case notANetwork
    /// Bits behind the prefix are set; the network that was probably meant.
    case hostBits(String)
  }

  init(_ text: String) throws(Problem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = IPAddress(text: parts[0]),
      address.isPresent
    else { throw .notANetwork }
    // An IPv4 address in IPv6 notation counts as IPv6 here.
    let width = parts[0].contains(":") ? 128 : 32
    var length = width
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...width).contains(given),
        parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
      else { throw .notANetwork }
      length = given
    }
    prefix = length + 128 - width
    base = Self.masked(address, prefix)
    if base != address { throw .hostBits("\(base)/\(length)") }
  }

  /// True when the text is an address within the range.
  func contains(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count <= 64, let address = IPAddress(text) else { return false }
    return Self.masked(address, prefix) == base
  }

  private static func masked(_ address: IPAddress, _ prefix: Int) -> IPAddress {
    let high = prefix >= 64 ? UInt64.max : prefix == 0 ? 0 : ~(UInt64.max >> UInt64(prefix))
    let low =
      prefix >= 128 ? UInt64.max : prefix <= 64 ? 0 : ~(UInt64.max >> UInt64(prefix - 64))
    return IPAddress(high: address.high & high, low: address.low & low)
  }
}

public import SecurityModel

/// A range of addresses in CIDR notation, IPv4 or IPv6.
public struct CIDRBlock: Hashable, Sendable {
  /// First address of the range.
  public var base: IPAddress
  /// Prefix length in the 128-bit form (IPv4 prefixes are stored with 96 added).
  public var prefix: Int

  /// The block written as `a.b.c.d/n`, `x::/n` or a single address; nil when it is neither.
  public init?(text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(text: first) else { return nil }
    let width = address.isV4 ? 32 : 128
    var length = width
    if parts.count == 2 {
      guard let given = Int(parts[1]), given >= 0, given <= width else { return nil }
      length = given
    }
    prefix = length + (128 - width)
    base = Self.masked(address, prefix)
  }

  /// The block of `prefix` bits (of the 128-bit form) that begins with `base`.
  init(base: IPAddress, prefix: Int) {
    self.base = base
    self.prefix = prefix
  }

  /// True when `address` lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    address.isPresent && Self.masked(address, prefix) == base
  }

  /// `address` with everything behind the first `prefix` bits cleared.
  public static func masked(_ address: IPAddress, _ prefix: Int) -> IPAddress {
    let high = prefix >= 64 ? UInt64.max : prefix == 0 ? 0 : ~(UInt64.max >> UInt64(prefix))
    let low =
      prefix >= 128 ? UInt64.max : prefix <= 64 ? 0 : ~(UInt64.max >> UInt64(prefix - 64))
    return IPAddress(high: address.high & high, low: address.low & low)
  }

  /// The block in CIDR notation.
  public var text: String {
    base.isV4 && prefix >= 96 ? "\(base)/\(prefix - 96)" : "\(base)/\(prefix)"
  }
}

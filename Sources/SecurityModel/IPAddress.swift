/// An IPv4 or IPv6 address, or the absence of one, in 17 bytes without allocation.
public struct IPAddress: Hashable, Sendable {
  /// Upper and lower half of the IPv6 form; IPv4 is kept as `::ffff:a.b.c.d`.
  public var high: UInt64
  public var low: UInt64
  /// False for "no address".
  public var isPresent: Bool

  /// No address known.
  @inlinable public static var none: IPAddress { IPAddress(high: 0, low: 0, isPresent: false) }

  @inlinable
  public init(high: UInt64, low: UInt64, isPresent: Bool = true) {
    self.high = high
    self.low = low
    self.isPresent = isPresent
  }

  /// An IPv4 address from its 32-bit value.
  @inlinable
  public init(v4: UInt32) { self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(v4)) }

  /// True when this is an IPv4 (or IPv4-mapped) address.
  @inlinable
  public var isV4: Bool { isPresent && high == 0 && low >> 32 == 0xFFFF }

  /// The IPv4 value, when it is one.
  @inlinable
  public var v4: UInt32? { isV4 ? UInt32(truncatingIfNeeded: low) : nil }

  /// The first address of the /24 (IPv4) or /48 (IPv6) network this address lies in.
  ///
  /// Source of the sizes: the usual smallest routed prefixes, see the NEW-004 row.
  @inlinable
  public var network: IPAddress {
    if !isPresent { return self }
    if isV4 { return IPAddress(high: 0, low: low & ~0xFF) }
    return IPAddress(high: high & 0xFFFF_FFFF_FFFF_0000, low: 0)
  }

  /// True for loopback, private, link-local and unique-local ranges.
  public var isPrivate: Bool {
    if let v4 {
      return v4 >> 24 == 10 || v4 >> 24 == 127 || v4 >> 20 == 0xAC1 || v4 >> 16 == 0xC0A8
        || v4 >> 16 == 0xA9FE || v4 >> 22 == 0x191
    }
    guard isPresent else { return false }
    return (high == 0 && low == 1) || high >> 57 == 0x7E || high >> 54 == 0x3FA
  }

  /// A stable 64-bit value for sets and finding keys.
  @inlinable
  public var stableHash: UInt64 { StableHash.mix(high &* 0x9E37_79B9_7F4A_7C15 ^ low) }

  /// The network in CIDR notation: `203.0.113.0/24`, `2001:db8:1::/48`.
  public var networkText: String {
    isPresent ? network.description + (isV4 ? "/24" : "/48") : "-"
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted quad, or RFC 5952 form for IPv6; `-` for none.
  public var description: String {
    guard isPresent else { return "-" }
    if let v4 {
      return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
    }
    let groups = (0..<8).map { i -> UInt16 in
      UInt16(truncatingIfNeeded: (i < 4 ? high : low) >> UInt64(48 - 16 * (i % 4)))
    }
    var best = (start: -1, length: 1)
    var i = 0
    while i < 8 {
      var j = i
      while j < 8, groups[j] == 0 { j += 1 }
      if j - i > best.length { best = (i, j - i) }
      i = max(j, i + 1)
    }
    var text = ""
    i = 0
    while i < 8 {
      if i == best.start {
        text += "::"
        i += best.length
        continue
      }
      if !text.isEmpty, !text.hasSuffix(":") { text += ":" }
      text += String(groups[i], radix: 16)
      i += 1
    }
    return text
  }
}

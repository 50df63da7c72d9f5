extension IPAddress {
  /// Parses dotted IPv4 or textual IPv6 (with `::`, embedded IPv4, zone id or brackets).
  ///
  /// Anything else, such as the words that some logs put in an address column, gives nil.
  @inlinable
  public init?(_ bytes: UnsafeRawBufferPointer) {
    if let v4 = Self.parseV4(bytes, 0, bytes.count) {
      self.init(v4: v4)
      return
    }
    guard let address = Self.parseV6(bytes) else { return nil }
    self = address
  }

  /// Parses the text form of an address.
  public init?(text: some StringProtocol) {
    var copy = String(text)
    let parsed = copy.withUTF8 { IPAddress(UnsafeRawBufferPointer($0)) }
    guard let parsed else { return nil }
    self = parsed
  }

  @inlinable
  static func parseV4(_ b: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt32? {
    guard end &- start >= 7, end &- start <= 15 else { return nil }
    // At most 15 bytes come here, so nothing below can overflow.
    var value: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    var i = start
    while i < end {
      let digit = b[i] &- 0x30
      if digit <= 9 {
        part = part &* 10 &+ UInt32(digit)
        digits &+= 1
      } else {
        guard digit == 0xFE, digits > 0, digits <= 3, part <= 255 else { return nil }
        value = value << 8 | part
        part = 0
        digits = 0
        dots &+= 1
      }
      i &+= 1
    }
    return dots == 3 && digits > 0 && digits <= 3 && part <= 255 ? value << 8 | part : nil
  }

  @usableFromInline
  static func parseV6(_ bytes: UnsafeRawBufferPointer) -> IPAddress? {
    var start = 0
    var end = bytes.count
    if end >= 2, bytes[0] == 0x5B, bytes[end - 1] == 0x5D {
      start = 1
      end -= 1
    }
    var zone = start
    while zone < end, bytes[zone] != 0x25 { zone &+= 1 }
    end = zone
    guard end - start >= 2, end - start <= 45 else { return nil }
    // The groups since the start or the gap, and those before the gap, moved to their places.
    var groups: UInt128 = 0
    var head: UInt128 = 0
    var count = 0
    var gap = -1
    var i = start
    if bytes[i] == 0x3A {
      guard i + 1 < end, bytes[i + 1] == 0x3A else { return nil }
    }
    while i < end {
      if bytes[i] == 0x3A {
        guard i + 1 < end else { return nil }
        if bytes[i + 1] == 0x3A {
          guard gap < 0 else { return nil }
          gap = count
          head = groups << UInt128(16 &* (8 &- gap))
          groups = 0
          i += 2
          continue
        }
        guard i > start else { return nil }
        i += 1
        if bytes[i] == 0x3A { return nil }
      }
      var group: UInt32 = 0
      var digits = 0
      let groupStart = i
      while i < end {
        let digit = hexValue(bytes[i])
        if digit > 15 { break }
        group = group << 4 | digit
        digits &+= 1
        i &+= 1
        if digits > 4 { break }
      }
      if i < end, bytes[i] == 0x2E {
        guard count <= 6, let v4 = parseV4(bytes, groupStart, end) else { return nil }
        groups = groups << 32 | UInt128(v4)
        count += 2
        break
      }
      guard digits >= 1, digits <= 4, count < 8 else { return nil }
      groups = groups << 16 | UInt128(group)
      count &+= 1
      if i < end, bytes[i] != 0x3A { return nil }
    }
    guard gap >= 0 ? count <= 7 : count == 8 else { return nil }
    let address = head | groups
    return IPAddress(
      high: UInt64(truncatingIfNeeded: address >> 64), low: UInt64(truncatingIfNeeded: address))
  }

  /// The value of a hexadecimal digit; more than 15 for any other byte.
  @inline(__always)
  static func hexValue(_ c: UInt8) -> UInt32 {
    let digit = UInt32(c) &- 0x30
    if digit < 10 { return digit }
    let letter = UInt32(c | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : .max
  }
}

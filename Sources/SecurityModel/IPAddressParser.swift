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
    // Groups as they come; those from `gap` on belong to the end of the address.
    var groups = InlineArray<8, UInt16>(repeating: 0)
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
      while i < end, let digit = hexDigit(bytes[i]) {
        group = group << 4 | UInt32(digit)
        digits &+= 1
        i &+= 1
        if digits > 4 { break }
      }
      if i < end, bytes[i] == 0x2E {
        guard count <= 6, let v4 = parseV4(bytes, groupStart, end) else { return nil }
        groups[count] = UInt16(truncatingIfNeeded: v4 >> 16)
        groups[count + 1] = UInt16(truncatingIfNeeded: v4)
        count += 2
        break
      }
      guard digits >= 1, digits <= 4, count < 8 else { return nil }
      groups[count] = UInt16(truncatingIfNeeded: group)
      count &+= 1
      if i < end, bytes[i] != 0x3A { return nil }
    }
    guard gap >= 0 ? count <= 7 : count == 8 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for n in 0..<count {
      let place = gap >= 0 && n >= gap ? n &+ 8 &- count : n
      let shift = UInt64(truncatingIfNeeded: (3 &- (place & 3)) &* 16)
      if place < 4 {
        high |= UInt64(groups[n]) << shift
      } else {
        low |= UInt64(groups[n]) << shift
      }
    }
    return IPAddress(high: high, low: low)
  }

  @usableFromInline
  static func hexDigit(_ c: UInt8) -> UInt8? {
    switch c {
    case 0x30...0x39: c - 0x30
    case 0x41...0x46: c - 0x41 + 10
    case 0x61...0x66: c - 0x61 + 10
    default: nil
    }
  }
}

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
    if let zone = (start..<end).first(where: { bytes[$0] == 0x25 }) { end = zone }
    guard end - start >= 2, end - start <= 45 else { return nil }
    var head: [UInt16] = []
    var tail: [UInt16] = []
    var compressed = false
    var i = start
    if bytes[i] == 0x3A {
      guard i + 1 < end, bytes[i + 1] == 0x3A else { return nil }
    }
    while i < end {
      if bytes[i] == 0x3A {
        guard i + 1 < end else { return nil }
        if bytes[i + 1] == 0x3A {
          guard !compressed else { return nil }
          compressed = true
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
        digits += 1
        i += 1
        if digits > 4 { break }
      }
      if i < end, bytes[i] == 0x2E {
        guard let v4 = parseV4(bytes, groupStart, end) else { return nil }
        let parts = [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
        if compressed { tail += parts } else { head += parts }
        i = end
        break
      }
      guard digits >= 1, digits <= 4 else { return nil }
      if compressed { tail.append(UInt16(group)) } else { head.append(UInt16(group)) }
      if i < end, bytes[i] != 0x3A { return nil }
    }
    let count = head.count + tail.count
    guard compressed ? count <= 7 : count == 8 else { return nil }
    let groups = head + [UInt16](repeating: 0, count: 8 - count) + tail
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (n, group) in groups.enumerated() {
      if n < 4 { high = high << 16 | UInt64(group) } else { low = low << 16 | UInt64(group) }
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

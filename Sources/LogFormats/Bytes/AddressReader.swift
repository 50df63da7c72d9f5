import SecurityModel

/// Reads client addresses in the forms that logs write them.
enum AddressReader {
  /// The address in `bytes`: alone, with a port (`203.0.113.9:443`, `[2001:db8::5]:443`), or the
  /// first of a comma list (`X-Forwarded-For`). A bare IPv6 address that ends in `:5` has no port.
  static func read(_ bytes: UnsafeRawBufferPointer) -> IPAddress? {
    if bytes.count < 2 { return nil }
    if let address = IPAddress(bytes) { return address }
    if let comma = bytes.index(of: 0x2C) { return read(trimmed(bytes.cut(0, comma))) }
    if bytes[0] == 0x5B, let end = bytes.index(of: 0x5D) {
      return IPAddress(bytes.cut(0, end + 1))
    }
    guard let colon = bytes.index(of: 0x3A), bytes.index(of: 0x3A, from: colon + 1) == nil,
      bytes.cut(from: colon + 1).isDigits
    else { return nil }
    return IPAddress(bytes.cut(0, colon))
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = bytes.count
    while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
    return bytes.cut(0, end)
  }
}

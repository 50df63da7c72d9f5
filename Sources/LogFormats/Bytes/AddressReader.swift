import SecurityModel

/// Reads client addresses in the forms that logs write them.
enum AddressReader {
  /// The address in `bytes`: alone, with a port (`203.0.113.9:443`, `[2001:db8::5]:443`), behind
  /// a slash as Java prints it (`/10.0.0.9:50112`, `host/10.0.0.9`), in parentheses behind a host
  /// name (`NAME (203.0.113.9)`), or the first of a comma list (`X-Forwarded-For`). A bare IPv6
  /// address that ends in `:5` has no port.
  static func read(_ bytes: UnsafeRawBufferPointer) -> IPAddress? {
    if bytes.count < 2 { return nil }
    if let address = IPAddress(bytes) { return address }
    if let comma = bytes.index(of: 0x2C) { return read(trimmed(bytes.cut(0, comma))) }
    // Longer than any host name with an address: no need to look into it part by part.
    if bytes.count > 320 { return nil }
    if bytes[0] == 0x5B, let end = bytes.index(of: 0x5D) {
      return IPAddress(bytes.cut(0, end + 1))
    }
    if let slash = bytes.index(of: 0x2F) { return read(bytes.cut(from: slash + 1)) }
    if bytes[bytes.count - 1] == 0x29, let open = bytes.index(of: 0x28) {
      return read(bytes.cut(open + 1, bytes.count - 1))
    }
    if bytes[0] <= 0x20 || bytes[bytes.count - 1] <= 0x20 {
      return read(UserAgentReader.trimmed(bytes))
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

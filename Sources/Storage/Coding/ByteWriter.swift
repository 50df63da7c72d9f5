/// Appends numbers and texts in a compact form that `ByteReader` reads back.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// Starts over, keeping the room.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func raw(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

  /// Unsigned LEB128.
  mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Zig-zag, so that small negative numbers are short too.
  mutating func signed(_ value: Int64) {
    unsigned(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
  }

  /// Length in bytes, then UTF-8.
  mutating func text(_ value: String) {
    var copy = value
    copy.withUTF8 {
      unsigned(UInt64($0.count))
      bytes.append(contentsOf: $0)
    }
  }

  mutating func optionalText(_ value: String?) {
    byte(value == nil ? 0 : 1)
    if let value { text(value) }
  }
}

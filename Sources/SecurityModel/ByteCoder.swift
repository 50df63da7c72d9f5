/// Appends values to a byte buffer in the compact form of stored engine state.
///
/// Integers are LEB128 (signed ones zig-zag), doubles are their IEEE bit pattern, texts are
/// length-prefixed UTF-8. Read back by `ByteReader` in the same order.
public struct ByteWriter: Sendable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8] = []) { self.bytes = bytes }

  public mutating func put(_ value: UInt8) { bytes.append(value) }

  public mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

  public mutating func put(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  public mutating func put(_ value: UInt32) { put(UInt64(value)) }

  public mutating func put(_ value: Int64) {
    put(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  public mutating func put(_ value: Int) { put(Int64(value)) }

  public mutating func put(_ value: Timestamp) { put(value.milliseconds) }

  /// Eight bytes, little-endian: for hashes, where LEB128 would be longer.
  public mutating func putFixed(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  public mutating func put(_ value: Double) { putFixed(value.bitPattern) }

  public mutating func put(_ text: String) {
    put(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  public mutating func put(_ blob: [UInt8]) {
    put(UInt64(blob.count))
    bytes.append(contentsOf: blob)
  }

  public mutating func put(_ raw: UnsafeRawBufferPointer) {
    put(UInt64(raw.count))
    bytes.append(contentsOf: raw)
  }
}

/// Reads what `ByteWriter` wrote; anything that doesn't fit is an error, never a trap.
public struct ByteReader: Sendable {
  /// The stored bytes are cut or not what was expected.
  public struct Failure: Error, Hashable, Sendable {
    public var offset: Int
    public init(offset: Int) { self.offset = offset }
  }

  private let bytes: [UInt8]
  private var i = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// True when everything has been read.
  public var isAtEnd: Bool { i >= bytes.count }

  public mutating func byte() throws(Failure) -> UInt8 {
    guard i < bytes.count else { throw Failure(offset: i) }
    i += 1
    return bytes[i - 1]
  }

  public mutating func bool() throws(Failure) -> Bool { try byte() != 0 }

  public mutating func unsigned() throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 64 else { throw Failure(offset: i) }
      value |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
  }

  public mutating func uint32() throws(Failure) -> UInt32 {
    guard let value = UInt32(exactly: try unsigned()) else { throw Failure(offset: i) }
    return value
  }

  public mutating func int64() throws(Failure) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  public mutating func int() throws(Failure) -> Int { Int(try int64()) }

  public mutating func timestamp() throws(Failure) -> Timestamp {
    Timestamp(milliseconds: try int64())
  }

  public mutating func fixed() throws(Failure) -> UInt64 {
    guard i + 8 <= bytes.count else { throw Failure(offset: i) }
    var value: UInt64 = 0
    for n in 0..<8 { value |= UInt64(bytes[i + n]) << UInt64(8 * n) }
    i += 8
    return value
  }

  public mutating func double() throws(Failure) -> Double { Double(bitPattern: try fixed()) }

  public mutating func blob() throws(Failure) -> [UInt8] {
    guard let count = Int(exactly: try unsigned()), count <= bytes.count - i else {
      throw Failure(offset: i)
    }
    defer { i += count }
    return Array(bytes[i..<i + count])
  }

  public mutating func text() throws(Failure) -> String {
    String(decoding: try blob(), as: UTF8.self)
  }
}

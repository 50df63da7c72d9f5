/// Reads what `ByteWriter` wrote; after a read past the end everything is zero and `isSound` false.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var i = 0
  /// False once something was missing.
  private(set) var isSound = true

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Where the next byte is.
  var position: Int { i }
  /// True when everything has been read.
  var isAtEnd: Bool { i >= bytes.count }

  /// The next `count` bytes; none when there are not so many.
  mutating func raw(_ count: UInt64) -> UnsafeRawBufferPointer {
    guard count <= UInt64(bytes.count - i) else {
      isSound = false
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    defer { i += Int(count) }
    return UnsafeRawBufferPointer(rebasing: bytes[i..<i + Int(count)])
  }

  mutating func byte() -> UInt8 {
    guard i < bytes.count else {
      isSound = false
      return 0
    }
    i += 1
    return bytes[i - 1]
  }

  mutating func unsigned() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let next = byte()
      value |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
    isSound = false
    return 0
  }

  mutating func signed() -> Int64 {
    let value = unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func text() -> String {
    guard let length = Int(exactly: unsigned()), length <= bytes.count - i else {
      isSound = false
      return ""
    }
    defer { i += length }
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[i..<i + length]), as: UTF8.self)
  }

  mutating func optionalText() -> String? { byte() == 0 ? nil : text() }

  /// A count of elements of at least `size` bytes each; never more than could follow.
  mutating func count(size: Int = 1) -> Int {
    guard let count = Int(exactly: unsigned()), count <= (bytes.count - i) / size else {
      isSound = false
      return 0
    }
    return count
  }
}

import SecurityModel

/// The last bytes that were read of a file, to recognise it by: a file that was written anew with
/// the same beginning and no less in it has others there.
struct Tail: Hashable, Sendable {
  static let length = 64

  private(set) var bytes: [UInt8] = []

  /// Takes in bytes that were just read.
  mutating func append(_ read: UnsafeRawBufferPointer) {
    if read.count >= Self.length {
      bytes = Array(read[(read.count - Self.length)...])
    } else if !read.isEmpty {
      bytes = bytes.suffix(Self.length - read.count) + read
    }
  }

  /// What there was before a place that was not read up to.
  mutating func replace(_ read: [UInt8]) { bytes = read.suffix(Self.length) }

  /// How many bytes before `end` a whole tail has.
  static func count(before end: Int64) -> Int { Int(min(Int64(length), max(0, end))) }

  /// For checkpoints; 0 unless the bytes are all there are before `end`, or as many as are kept.
  func hash(before end: Int64) -> UInt64 {
    guard end > 0, bytes.count == Self.count(before: end) else { return 0 }
    return bytes.withUnsafeBytes { StableHash.bytes($0) } | 1
  }
}

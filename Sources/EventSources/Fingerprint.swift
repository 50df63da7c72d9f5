import SecurityModel

/// Hash of the first bytes of a file: tells a grown file from a replaced one.
///
/// Hashes up to 4096 bytes, because all files of one kind begin with the same header line (some
/// hundred bytes), and the fingerprint has to reach into the first records.
struct Fingerprint: Hashable, Sendable {
  static let length = 4096

  var hash: UInt64 = 0
  var count = 0

  init() {}

  init(hash: UInt64, count: Int) {
    self.hash = hash
    self.count = count
  }

  /// Of as many of `bytes` as a fingerprint takes.
  init(_ bytes: UnsafeRawBufferPointer) {
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.length))
    count = part.count
    hash = StableHash.bytes(part)
  }

  /// True when a file that begins with `bytes` can be the one this was taken of.
  func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
    count <= bytes.count
      && Fingerprint(UnsafeRawBufferPointer(rebasing: bytes.prefix(count))).hash == hash
  }
}

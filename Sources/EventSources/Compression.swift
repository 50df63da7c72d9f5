/// How a file is compressed, known by its first bytes and not by its name.
enum Compression: CaseIterable {
  case gzip
  case zstd

  /// Bytes that tell one from another.
  static let magicLength = 4

  /// The compression of what begins with `head`; nil for anything else.
  static func of(_ head: some Collection<UInt8>) -> Compression? {
    let head = Array(head.prefix(magicLength))
    if head.starts(with: [0x1F, 0x8B]) { return .gzip }
    guard head.count == magicLength else { return nil }
    if head == [0x28, 0xB5, 0x2F, 0xFD] { return .zstd }
    // A frame to be skipped, as parallel compressors put it first.
    return head[0] & 0xF0 == 0x50 && head[1...] == [0x2A, 0x4D, 0x18] ? .zstd : nil
  }

  /// True for the first byte or bytes of what may turn out to be compressed.
  static func mayBegin(_ head: some Collection<UInt8>) -> Bool {
    let head = Array(head)
    guard let first = head.first, head.count < magicLength else { return false }
    if head.count == 1 { return first == 0x1F || first == 0x28 || first & 0xF0 == 0x50 }
    return head.starts(with: [0x28, 0xB5]) || (first & 0xF0 == 0x50 && head[1] == 0x2A)
  }

  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstd: "zstd"
    }
  }
}

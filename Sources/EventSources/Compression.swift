/// What has to be undone before a file is text in UTF-8: compression, or another encoding. Known by
/// its first bytes and not by its name.
enum Compression: CaseIterable {
  case gzip
  case zstd
  case utf16LittleEndian
  case utf16BigEndian

  /// Bytes that tell one from another.
  static let magicLength = 4

  /// The compression of what begins with `head`; nil for anything else.
  static func of(_ head: some Collection<UInt8>) -> Compression? {
    let head = Array(head.prefix(magicLength))
    if head.starts(with: [0x1F, 0x8B]) { return .gzip }
    guard head.count == magicLength else { return nil }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    // With two zeros it would be UTF-32.
    if head.starts(with: [0xFF, 0xFE]), head[2...] != [0, 0] { return .utf16LittleEndian }
    if head == [0x28, 0xB5, 0x2F, 0xFD] { return .zstd }
    // A frame to be skipped, as parallel compressors put it first.
    return head[0] & 0xF0 == 0x50 && head[1...] == [0x2A, 0x4D, 0x18] ? .zstd : nil
  }

  /// True for the first byte or bytes of what may turn out to be compressed.
  static func mayBegin(_ head: some Collection<UInt8>) -> Bool {
    let head = Array(head)
    guard let first = head.first, head.count < magicLength else { return false }
    if head.count == 1 {
      return first == 0x1F || first == 0x28 || first >= 0xFE || first & 0xF0 == 0x50
    }
    switch (first, head[1]) {
    case (0x28, 0xB5), (0xFF, 0xFE), (0xFE, 0xFF): return true
    default: return first & 0xF0 == 0x50 && head[1] == 0x2A
    }
  }

  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstd: "zstd"
    case .utf16LittleEndian, .utf16BigEndian: "utf-16"
    }
  }
}

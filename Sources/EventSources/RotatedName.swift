/// Names that rotation makes: `x.log` becomes `x.log.1`, `x.log-20261121`, `x.log.1.gz`.
enum RotatedName {
  /// Shortest fingerprint that makes a file with such a name the continuation of another. Shorter
  /// ones may cover no more than a header line, which different files share.
  static let trustedLength = 1024

  /// The names that `path` may have been made of, longest first: what is left when parts are
  /// taken off its end.
  static func bases(of path: String) -> [String] {
    let bytes = Array(path.utf8)
    let nameStart = (bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    var result: [String] = []
    for at in stride(from: bytes.count - 1, to: nameStart, by: -1)
    where [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(bytes[at]) {
      result.append(String(decoding: bytes[..<at], as: UTF8.self))
      // Nobody stacks more suffixes; hostile names have hundreds of dots.
      if result.count == 4 { break }
    }
    return result
  }
}

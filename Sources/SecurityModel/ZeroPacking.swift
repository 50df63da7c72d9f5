/// Shortens bytes that are mostly zeros: fixed-size state in which little has happened yet.
///
/// Pairs of runs: how many zeros, how many others and these; lengths as LEB128.
public enum ZeroPacking {
  /// Appends the packed form of `bytes`.
  public static func pack(_ bytes: [UInt8], into out: inout ByteWriter) {
    bytes.withUnsafeBytes { bytes in
      var i = 0
      while i < bytes.count {
        let zeros = i
        while i < bytes.count, bytes[i] == 0 { i += 1 }
        let others = i
        // A single zero between two others is cheaper kept.
        while i < bytes.count, bytes[i] != 0 || i + 1 < bytes.count && bytes[i + 1] != 0 { i += 1 }
        out.put(UInt64(others - zeros))
        out.put(UnsafeRawBufferPointer(rebasing: bytes[others..<i]))
      }
    }
  }

  /// The bytes behind a packed form; at most `limit`.
  /// - Throws: `ByteReader.Failure` when it is none or holds more.
  public static func unpack(
    _ packed: [UInt8], limit: Int
  ) throws(ByteReader.Failure) -> [UInt8] {
    var reader = ByteReader(packed)
    var bytes: [UInt8] = []
    while !reader.isAtEnd {
      let zeros = try reader.unsigned()
      guard zeros <= UInt64(limit - bytes.count) else { throw ByteReader.Failure(offset: 0) }
      bytes.append(contentsOf: repeatElement(0, count: Int(zeros)))
      let others = try reader.blob()
      guard others.count <= limit - bytes.count else { throw ByteReader.Failure(offset: 0) }
      bytes += others
    }
    return bytes
  }
}

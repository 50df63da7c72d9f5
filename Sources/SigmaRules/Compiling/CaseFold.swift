/// Folds letter case of UTF-8 bytes, so that equal bytes mean "equal but for case".
///
/// Unicode's simple one-to-one mappings; ASCII letters fold only among themselves (the Kelvin sign
/// isn't `k`), so the folded form of ASCII text has the same length and offsets.
enum CaseFold {
  private static let tables: [[UInt32]] = CaseFolding.cased.map { block in
    block.map { CaseFolding.key(of: $0) }
  }

  /// The folded form of a scalar outside ASCII.
  private static func fold(_ value: UInt32) -> UInt32 {
    for (number, block) in CaseFolding.cased.enumerated() {
      if value < block.lowerBound { return value }
      if value <= block.upperBound { return tables[number][Int(value - block.lowerBound)] }
    }
    return value
  }

  /// Appends the folded form of `text`; bytes that aren't UTF-8 stay as they are.
  static func append(_ text: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    let start = out.count
    out.append(contentsOf: text)
    let isASCII = out.withUnsafeMutableBufferPointer { all in
      var seen: UInt8 = 0
      for i in start..<all.count {
        let c = all[i]
        seen |= c
        // 0x20 for A...Z, else 0.
        all[i] = c | (c &- 0x41 < 26 ? 0x20 : 0)
      }
      return seen < 0x80
    }
    if isASCII { return }
    out.removeSubrange(start...)
    var i = 0
    while i < text.count {
      let c = text[i]
      if c < 0x80 {
        out.append(c | (c &- 0x41 < 26 ? 0x20 : 0))
        i += 1
      } else {
        let (value, length) = UTF8Scalar.decode(text, at: i)
        if length > 1, let scalar = Unicode.Scalar(fold(value)) {
          UTF8Bytes.append(scalar, to: &out)
        } else {
          out.append(c)
        }
        i += length
      }
    }
  }

  /// The folded form of some bytes.
  static func folded(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    bytes.withUnsafeBytes { append($0, to: &out) }
    return out
  }
}

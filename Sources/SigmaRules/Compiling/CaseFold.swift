/// Folds letter case of UTF-8 bytes, so that equal bytes mean "equal but for case".
///
/// Unicode's simple one-to-one mappings; ASCII letters fold only among themselves (the Kelvin sign
/// isn't `k`), so the folded form of ASCII text has the same length and offsets.
enum CaseFold {
  /// Blocks that have letters with case; others have none.
  private static let blocks: [ClosedRange<UInt32>] = [
    0x80...0x587, 0x10A0...0x10FF, 0x13A0...0x13FD, 0x1C80...0x1CBF, 0x1D79...0x1D8E,
    0x1E00...0x1FFF, 0x2126...0x2188, 0x24B6...0x24E9, 0x2C00...0x2D2D, 0xA640...0xA69B,
    0xA722...0xA7FF, 0xAB53...0xABBF, 0xFF21...0xFF5A, 0x10400...0x104FB, 0x10C80...0x10CF2,
    0x118A0...0x118DF, 0x1E900...0x1E943,
  ]

  private static let tables: [[UInt32]] = blocks.map { block in
    block.map { CaseFolding.key(of: $0) }
  }

  /// The folded form of a scalar outside ASCII.
  private static func fold(_ value: UInt32) -> UInt32 {
    for (number, block) in blocks.enumerated() {
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

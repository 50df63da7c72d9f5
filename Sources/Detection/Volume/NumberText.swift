/// Reads and writes plain decimal numbers without a C library.
enum NumberText {
  /// A decimal number with optional sign, fraction and exponent, or `nan`/`inf`; nil otherwise.
  static func parse(_ text: ArraySlice<UInt8>) -> Double? {
    let bytes = SeriesLine.trimmed(text)
    guard !bytes.isEmpty, bytes.count <= 400 else { return nil }
    // The standard library's parser is exact; it accepts hexadecimal too, which is no count.
    for byte in bytes where byte == 0x78 || byte == 0x58 || byte == 0x70 || byte == 0x50 {
      return nil
    }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// Appends a number between 0 and 1 with six decimals.
  static func appendScore(_ score: Double, to out: inout [UInt8]) {
    let scaled = Int((max(0, min(1, score.isNaN ? 0 : score)) * 1_000_000).rounded())
    out.append(UInt8(0x30 + scaled / 1_000_000))
    out.append(0x2e)
    var divisor = 100_000
    while divisor > 0 {
      out.append(UInt8(0x30 + scaled / divisor % 10))
      divisor /= 10
    }
  }
}

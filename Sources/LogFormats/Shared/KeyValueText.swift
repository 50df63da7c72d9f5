/// Reads `key=value` texts, the values bare or in double quotes, blanks, commas or semicolons
/// between them.
enum KeyValueText {
  /// Most pairs that are read.
  static let maximumPairs = 200

  /// Gives each pair to `body`. Words without `=` are passed over.
  /// - Returns: the number of pairs.
  @discardableResult
  static func forEach(
    in text: UnsafeRawBufferPointer,
    _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
  ) -> Int {
    var i = 0
    var count = 0
    while i < text.count, count < maximumPairs {
      while i < text.count, separates(text[i]) { i += 1 }
      let start = i
      while i < text.count, isName(text[i]) { i += 1 }
      guard i > start, i < text.count, text[i] == 0x3D else {
        while i < text.count, !separates(text[i]) { i += 1 }
        continue
      }
      let name = text.cut(start, i)
      i += 1
      if i < text.count, text[i] == 0x22 {
        let close = text.index(of: 0x22, from: i + 1) ?? text.count
        body(name, text.cut(i + 1, close))
        i = close + 1
      } else {
        let from = i
        while i < text.count, !separates(text[i]) { i += 1 }
        body(name, text.cut(from, i))
      }
      count += 1
    }
    return count
  }

  private static func separates(_ c: UInt8) -> Bool { c <= 0x20 || c == 0x2C || c == 0x3B }

  private static func isName(_ c: UInt8) -> Bool {
    c.isAlphanumeric || c == 0x5F || c == 0x2E || c == 0x2D
  }
}

import SecurityModel

/// Finds secrets in free text (query texts, messages, descriptions) and writes their keyed hash
/// in their place.
enum SecretText {
  /// The text as valid UTF-8 with every secret replaced by its hash.
  ///
  /// A secret is a word that looks like one by itself (`SecretNames.looksSecret`), or the value
  /// behind the name of a secret and `=` or `:`.
  static func masked(_ text: UnsafeRawBufferPointer, context: DecodeContext) -> String {
    var out: [UInt8]?
    var copied = 0
    forEachSecret(text) { range in
      var head = out ?? []
      head += text.cut(copied, range.lowerBound)
      let value = text.cut(range.lowerBound, range.upperBound)
      head += KeyedHash.text(context.secretHash(value)).utf8
      out = head
      copied = range.upperBound
    }
    guard var out else { return String(decoding: text, as: UTF8.self) }
    out += text.cut(from: copied)
    return String(decoding: out, as: UTF8.self)
  }

  /// True when `masked` would replace something.
  static func isPresent(in text: UnsafeRawBufferPointer) -> Bool {
    var isPresent = false
    forEachSecret(text) { _ in isPresent = true }
    return isPresent
  }

  /// Calls `body` with the range of each secret, in order.
  private static func forEachSecret(
    _ text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void
  ) {
    var i = 0
    var name = 0..<0
    while i < text.count {
      guard isWord(text[i]) else {
        // Only `=`, `:`, quotes and blanks may stand between a name and its value.
        let c = text[i]
        if c != 0x3D, c != 0x3A, c != 0x20, c != 0x22, c != 0x27 { name = 0..<0 }
        i += 1
        continue
      }
      let start = i
      while i < text.count, isWord(text[i]) { i += 1 }
      let word = text.cut(start, i)
      if SecretNames.looksSecret(word) || isValue(word, of: name, at: start, in: text) {
        if SecretNames.writtenHash(word) == nil { body(start..<i) }
        name = 0..<0
      } else {
        name = start..<i
      }
    }
  }

  /// True when `word` is the value of a name that stands before it.
  private static func isValue(
    _ word: UnsafeRawBufferPointer, of name: Range<Int>, at start: Int,
    in text: UnsafeRawBufferPointer
  ) -> Bool {
    guard !name.isEmpty, word.count >= 6 else { return false }
    let between = text.cut(name.upperBound, start)
    guard between.contains(0x3D) || between.contains(0x3A) else { return false }
    switch SecretNames.kind(of: text.cut(name.lowerBound, name.upperBound)) {
    case .caller, .other: return true
    case .ifLong: return word.count >= 16
    case .none: return false
    }
  }

  private static func isWord(_ c: UInt8) -> Bool {
    switch c {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x2D, 0x21, 0x2B, 0x2F, 0x7E, 0x23:
      true
    default: false
    }
  }
}

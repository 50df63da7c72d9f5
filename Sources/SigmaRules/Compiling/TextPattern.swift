/// A text with wildcards, as modifiers build it up.
struct TextPattern: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    case literal([UInt8])
    /// `?`: one character.
    case one
    /// `*`: any text, the empty one too.
    case many
    /// One of the dashes and the slash that the modifier `windash` makes interchangeable.
    case dash
  }

  /// Neighbouring literals are joined, and so are neighbouring `many`.
  private(set) var elements: [Element] = []

  init() {}

  /// A text without wildcards.
  init(literal: [UInt8]) { append(.literal(literal)) }

  /// The meaning of a text as Sigma writes it: `*` and `?` are wildcards, `\` takes the meaning from
  /// a wildcard or a backslash behind it and is itself elsewhere.
  init(sigma text: some StringProtocol) {
    let bytes = Array(text.utf8)
    var literal: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let c = bytes[i]
      switch c {
      case 0x5C where i + 1 < bytes.count && [0x2A, 0x3F, 0x5C].contains(bytes[i + 1]):
        literal.append(bytes[i + 1])
        i += 1
      case 0x2A, 0x3F:
        append(.literal(literal))
        literal = []
        append(c == 0x2A ? .many : .one)
      default: literal.append(c)
      }
      i += 1
    }
    append(.literal(literal))
  }

  /// Adds an element at the end.
  mutating func append(_ element: Element) {
    switch (elements.last, element) {
    case (_, .literal(let bytes)) where bytes.isEmpty: return
    case (.literal(let before), .literal(let bytes)):
      elements[elements.count - 1] = .literal(before + bytes)
    case (.many, .many): return
    default: elements.append(element)
    }
  }

  /// Adds what another pattern has.
  mutating func append(_ other: TextPattern) {
    for element in other.elements { append(element) }
  }

  var hasWildcards: Bool {
    elements.contains { element in
      if case .literal = element { return false }
      return true
    }
  }

  /// The text of a pattern without wildcards.
  var literal: [UInt8]? {
    guard let first = elements.first else { return [] }
    guard elements.count == 1, case .literal(let bytes) = first else { return nil }
    return bytes
  }

  /// `*` before, behind, or both.
  func open(atStart: Bool, atEnd: Bool) -> TextPattern {
    var result = TextPattern()
    if atStart { result.append(.many) }
    result.append(self)
    if atEnd { result.append(.many) }
    return result
  }

  /// The same elements with other literals.
  func mapLiterals(_ transform: ([UInt8]) -> [UInt8]) -> TextPattern {
    var result = TextPattern()
    for element in elements {
      if case .literal(let bytes) = element {
        result.append(.literal(transform(bytes)))
      } else {
        result.append(element)
      }
    }
    return result
  }

  /// Parameter dashes (behind a blank or another mark or at the start, before a letter or digit)
  /// become `dash`.
  func withDashes() -> TextPattern {
    var result = TextPattern()
    for element in elements {
      guard case .literal(let bytes) = element else {
        result.append(element)
        continue
      }
      var literal: [UInt8] = []
      var i = 0
      while i < bytes.count {
        let length = Self.dashLength(bytes, i)
        if length > 0, i == 0 || !Self.isWord(bytes[i - 1]), i + length < bytes.count,
          Self.isWord(bytes[i + length])
        {
          result.append(.literal(literal))
          literal = []
          result.append(.dash)
          i += length
        } else {
          literal.append(bytes[i])
          i += 1
        }
      }
      result.append(.literal(literal))
    }
    return result
  }

  /// Bytes of the dash at `i`: `-`, `/`, en dash, em dash or horizontal bar; 0 when there is none.
  private static func dashLength(_ b: [UInt8], _ i: Int) -> Int {
    b.withUnsafeBytes { dashLength($0, i) }
  }

  @inline(__always)
  static func dashLength(_ b: UnsafeRawBufferPointer, _ i: Int) -> Int {
    let c = b[i]
    if c == 0x2D || c == 0x2F { return 1 }
    guard c == 0xE2, i + 2 < b.count, b[i + 1] == 0x80, (0x93...0x95).contains(b[i + 2]) else {
      return 0
    }
    return 3
  }

  /// Letters, digits, `_`, and everything outside ASCII.
  private static func isWord(_ c: UInt8) -> Bool {
    switch c {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
  }
}

/// One word, literal or sign of a query text.
struct QueryToken {
  enum Kind: UInt8 {
    case end
    /// Name or keyword, with dots.
    case word
    /// Text, number, date, bind variable or search term: what differs between runs of one query.
    case literal
    case sign
  }

  var kind: Kind
  /// Range of the token in the text.
  var start: Int
  var end: Int
}

/// Cuts SOQL and SOSL text into tokens.
struct QueryScanner {
  let text: UnsafeRawBufferPointer
  private var i = 0

  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  /// The next token; `.end` when there is none.
  mutating func next() -> QueryToken {
    while i < text.count, text[i] <= 0x20 { i += 1 }
    guard i < text.count else { return QueryToken(kind: .end, start: i, end: i) }
    let start = i
    let c = text[i]
    switch c {
    case 0x27, 0x22: quoted(c)
    case 0x7B: braced()
    case 0x30...0x39: number()
    case 0x2B, 0x2D:
      i += 1
      if i < text.count, text[i] >= 0x30, text[i] <= 0x39 {
        number()
      } else {
        return QueryToken(kind: .sign, start: start, end: i)
      }
    case 0x3A:
      // A bind variable, `:name`, `: name` or, in templates, `:1`.
      i += 1
      while i < text.count, text[i] <= 0x20 { i += 1 }
      word()
    case 0x3F: i += 1
    default:
      guard Self.isWord(c) else {
        i += 1
        return QueryToken(kind: .sign, start: start, end: i)
      }
      word()
      let end = i
      // `LAST_N_DAYS:30`: the number is a literal of its own.
      return QueryToken(kind: .word, start: start, end: end)
    }
    return QueryToken(kind: .literal, start: start, end: i)
  }

  private mutating func word() {
    while i < text.count, Self.isWord(text[i]) { i += 1 }
  }

  private mutating func number() {
    while i < text.count {
      let c = text[i]
      // Digits, decimal point, exponent, and the marks of dates and times.
      guard Self.isWord(c) || c == 0x2D || c == 0x3A || c == 0x2B else { return }
      i += 1
    }
  }

  private mutating func quoted(_ quote: UInt8) {
    i += 1
    while i < text.count {
      let c = text[i]
      i += 1
      if c == 0x5C {
        i = min(i + 1, text.count)
      } else if c == quote {
        return
      }
    }
  }

  /// The search term of `FIND {…}`.
  private mutating func braced() {
    i += 1
    while i < text.count {
      let c = text[i]
      i += 1
      if c == 0x5C {
        i = min(i + 1, text.count)
      } else if c == 0x7D {
        return
      }
    }
  }

  static func isWord(_ c: UInt8) -> Bool {
    switch c {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x24, 0x80...0xFF: true
    default: false
    }
  }
}

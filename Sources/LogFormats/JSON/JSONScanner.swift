/// Steps through JSON text without building anything.
///
/// Accepts what RFC 8259 does and, because logs are written by all sorts of programs, raw control
/// characters in strings, leading zeros in numbers and bytes that aren't UTF-8. Nesting is limited.
struct JSONScanner {
  /// Deepest nesting accepted, the record's own braces included.
  static let maximumDepth = 64
  /// Longest text accepted, in bytes.
  static let maximumLength = 1 << 30

  let base: UnsafeRawPointer
  let count: Int
  var i: Int

  /// A scanner at the start of `bytes`; nil when they are empty or too long.
  init?(_ bytes: UnsafeRawBufferPointer, at start: Int = 0) {
    guard let address = bytes.baseAddress, start >= 0, bytes.count <= Self.maximumLength else {
      return nil
    }
    base = address
    count = bytes.count
    i = start
  }

  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

  @inline(__always)
  func fail(_ reason: String) -> DecodeFailure { DecodeFailure(reason, column: i &+ 1) }

  /// Moves behind blanks and gives the byte there; 0 at the end.
  @inline(__always)
  mutating func next() -> UInt8 {
    while i < count {
      let c = byte(i)
      if c > 0x20 { return c }
      if c != 0x20, c != 0x09, c != 0x0A, c != 0x0D { return c }
      i &+= 1
    }
    return 0
  }

  // MARK: Containers

  /// Moves behind `{` or `[`.
  /// - Returns: false when the container is empty; the scanner is then behind its end.
  @inline(__always)
  mutating func open(_ bracket: UInt8, closing: UInt8) throws(DecodeFailure) -> Bool {
    guard next() == bracket, i < count else {
      throw fail(bracket == 0x7B ? "an object was expected" : "a list was expected")
    }
    i &+= 1
    guard next() == closing, i < count else { return true }
    i &+= 1
    return false
  }

  /// Moves behind `,` or the closing bracket.
  /// - Returns: true when another element follows.
  @inline(__always)
  mutating func more(closing: UInt8) throws(DecodeFailure) -> Bool {
    let c = next()
    guard i < count else { throw fail("the record ends inside an object or list") }
    i &+= 1
    if c == 0x2C { return true }
    if c == closing { return false }
    i &-= 1
    throw fail("a comma or closing bracket was expected")
  }

  /// Reads a member's name and its `:`.
  @inline(__always)
  mutating func name() throws(DecodeFailure) -> JSONToken {
    guard next() == 0x22, i < count else { throw fail("a name in quotes was expected") }
    let name = try string()
    if i < count, byte(i) == 0x3A {
      i &+= 1
      return name
    }
    guard next() == 0x3A, i < count else { throw fail("a colon was expected") }
    i &+= 1
    return name
  }

  // MARK: Values

  /// Reads or, for objects and lists, skips a value.
  @inline(__always)
  mutating func value(depth: Int) throws(DecodeFailure) -> JSONToken {
    let c = next()
    guard i < count else { throw fail("a value is missing") }
    if c == 0x22 { return try string() }
    if c.isDigit || c == 0x2D { return try number() }
    return try otherValue(c, depth: depth)
  }

  @inline(never)
  private mutating func otherValue(
    _ c: UInt8, depth: Int
  ) throws(DecodeFailure) -> JSONToken {
    let start = i
    switch c {
    case 0x7B, 0x5B:
      try skipContainer(depth: depth)
      return token(c == 0x7B ? .object : .array, start)
    case 0x74:
      try word("true")
      return token(.bool, start)
    case 0x66:
      try word("false")
      return token(.bool, start)
    case 0x6E:
      try word("null")
      return token(.null, start)
    default:
      throw fail("not a JSON value")
    }
  }

  @inline(__always)
  private func token(_ kind: JSONToken.Kind, _ start: Int) -> JSONToken {
    JSONToken(
      kind: kind, isEscaped: false, isSpecial: false, start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: i))
  }

  private mutating func word(_ word: StaticString) throws(DecodeFailure) {
    let length = word.utf8CodeUnitCount
    guard i &+ length <= count else { throw fail("not a JSON value") }
    for k in 0..<length where byte(i &+ k) != word.utf8Start[k] {
      throw fail("not a JSON value")
    }
    i &+= length
  }

  /// Checks and passes an object or list; recursion is bounded by `maximumDepth`.
  private mutating func skipContainer(depth: Int) throws(DecodeFailure) {
    guard depth < Self.maximumDepth else { throw fail("nested too deeply") }
    if byte(i) == 0x7B {
      guard try open(0x7B, closing: 0x7D) else { return }
      repeat {
        _ = try name()
        _ = try value(depth: depth &+ 1)
      } while try more(closing: 0x7D)
    } else {
      guard try open(0x5B, closing: 0x5D) else { return }
      repeat { _ = try value(depth: depth &+ 1) } while try more(closing: 0x5D)
    }
  }

  /// Reads a number: `-`, digits, fraction, exponent.
  @inline(__always)
  private mutating func number() throws(DecodeFailure) -> JSONToken {
    let start = i
    if byte(i) == 0x2D { i &+= 1 }
    let whole = i
    while i < count, byte(i).isDigit { i &+= 1 }
    guard i > whole else { throw fail("a digit was expected") }
    if i < count, byte(i) == 0x2E || byte(i) | 0x20 == 0x65 { try fraction() }
    return token(.number, start)
  }

  private mutating func fraction() throws(DecodeFailure) {
    if byte(i) == 0x2E {
      i &+= 1
      let start = i
      while i < count, byte(i).isDigit { i &+= 1 }
      guard i > start else { throw fail("a digit was expected") }
    }
    guard i < count, byte(i) | 0x20 == 0x65 else { return }
    i &+= 1
    if i < count, byte(i) == 0x2B || byte(i) == 0x2D { i &+= 1 }
    let start = i
    while i < count, byte(i).isDigit { i &+= 1 }
    guard i > start else { throw fail("a digit was expected") }
  }

  /// Reads a string; the scanner stands on its opening quote.
  @inline(__always)
  mutating func string() throws(DecodeFailure) -> JSONToken {
    let start = i &+ 1
    var p = start
    var special: UInt64 = 0
    while p &+ 8 <= count {
      let word = ByteScan.word(base, p)
      let quotes = ByteScan.firstMatch(word, 0x2222_2222_2222_2222)
      let slashes = ByteScan.firstMatch(word, 0x5C5C_5C5C_5C5C_5C5C)
      // Bytes below 0x20, and those from 0x7F up; now and then one beside them as well.
      let odd =
        ((word &- 0x2020_2020_2020_2020) | word | (word &+ ByteScan.lows)) & ByteScan.highs
      let stop = quotes | slashes
      if stop == 0 {
        special |= odd
        p &+= 8
        continue
      }
      let bit = stop & (0 &- stop)
      special |= odd & (bit &- 1)
      p &+= bit.trailingZeroBitCount >> 3
      if bit & slashes != 0 { return try escapedString(start, p) }
      i = p &+ 1
      return JSONToken(
        kind: .string, isEscaped: false, isSpecial: special != 0,
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: p))
    }
    return try escapedString(start, p)
  }

  /// The rest of a string, byte by byte; also for the last bytes of the text.
  @inline(never)
  private mutating func escapedString(
    _ start: Int, _ from: Int
  ) throws(DecodeFailure) -> JSONToken {
    var p = from
    var isEscaped = false
    while p < count {
      let c = byte(p)
      if c == 0x22 {
        i = p &+ 1
        return JSONToken(
          kind: .string, isEscaped: isEscaped, isSpecial: true,
          start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: p))
      }
      guard c == 0x5C else {
        p &+= 1
        continue
      }
      isEscaped = true
      i = p
      guard p &+ 1 < count else { break }
      switch byte(p &+ 1) {
      case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: p &+= 2
      case 0x75:
        guard p &+ 6 <= count else { throw fail("a cut unicode escape") }
        for k in 2..<6 where !byte(p &+ k).isHex { throw fail("a bad unicode escape") }
        p &+= 6
      default: throw fail("an unknown escape in a string")
      }
    }
    i = start &- 1
    throw fail("a string without its closing quote")
  }
}

import SecurityModel

/// Reads a JSON object into the flat nodes of a `JSONFieldSource`, with limits.
struct JSONNodeReader: ~Copyable {
  typealias Failure = JSONFieldSource.Failure
  typealias Node = JSONFieldSource.Node

  /// Deepest nesting accepted.
  static let maximumDepth = 64
  /// Most values accepted in one record.
  static let maximumNodes = 200_000

  var nodes: [Node]
  var arena: [UInt8]
  private let bytes: UnsafeRawBufferPointer
  private var i = 0

  /// Starts over in the given memory.
  init(_ bytes: UnsafeRawBufferPointer, nodes: consuming [Node], arena: consuming [UInt8]) {
    self.bytes = bytes
    self.nodes = nodes
    self.arena = arena
    self.nodes.removeAll(keepingCapacity: true)
    self.arena.removeAll(keepingCapacity: true)
  }

  mutating func read() throws(Failure) {
    skipBlanks()
    guard i < bytes.count, bytes[i] == 0x7B else { throw fail("an object was expected") }
    try value(Node(kind: .null), depth: 0)
    skipBlanks()
    guard i == bytes.count else { throw fail("text behind the object") }
  }

  private func fail(_ reason: String) -> Failure { Failure(reason: reason, offset: i) }

  private mutating func skipBlanks() {
    while i < bytes.count {
      switch bytes[i] {
      case 0x20, 0x09, 0x0A, 0x0D: i &+= 1
      default: return
      }
    }
  }

  /// Reads a value into a node that has its key already.
  private mutating func value(_ keyed: Node, depth: Int) throws(Failure) {
    guard depth < Self.maximumDepth else { throw fail("nested too deeply") }
    guard nodes.count < Self.maximumNodes else { throw fail("too many values") }
    skipBlanks()
    guard i < bytes.count else { throw fail("unexpected end") }
    let place = nodes.count
    nodes.append(keyed)
    switch bytes[i] {
    case 0x7B: try members(of: place, depth: depth)
    case 0x5B: try elements(of: place, depth: depth)
    case 0x22:
      let (offset, length) = try string()
      nodes[place].kind = .text
      nodes[place].offset = offset
      nodes[place].length = length
    case 0x74: try word("true", .bool, 1, place)
    case 0x66: try word("false", .bool, 0, place)
    case 0x6E: try word("null", .null, 0, place)
    default: try number(place)
    }
    nodes[place].next = nodes.count
  }

  private mutating func members(of place: Int, depth: Int) throws(Failure) {
    nodes[place].kind = .object
    i += 1
    skipBlanks()
    if i < bytes.count, bytes[i] == 0x7D {
      i += 1
      return
    }
    while true {
      skipBlanks()
      guard i < bytes.count, bytes[i] == 0x22 else { throw fail("a name was expected") }
      var node = Node(kind: .null)
      (node.keyOffset, node.keyLength) = try string()
      node.keyHash = arena.withUnsafeBytes {
        StableHash.bytes(
          UnsafeRawBufferPointer(
            rebasing: $0[node.keyOffset..<(node.keyOffset + node.keyLength)]))
      }
      skipBlanks()
      guard i < bytes.count, bytes[i] == 0x3A else { throw fail("`:` was expected") }
      i += 1
      try value(node, depth: depth + 1)
      if try isLast(closing: 0x7D) { return }
    }
  }

  private mutating func elements(of place: Int, depth: Int) throws(Failure) {
    nodes[place].kind = .array
    i += 1
    skipBlanks()
    if i < bytes.count, bytes[i] == 0x5D {
      i += 1
      return
    }
    while true {
      try value(Node(kind: .null), depth: depth + 1)
      if try isLast(closing: 0x5D) { return }
    }
  }

  private mutating func isLast(closing: UInt8) throws(Failure) -> Bool {
    skipBlanks()
    guard i < bytes.count else { throw fail("unexpected end") }
    i += 1
    if bytes[i - 1] == closing { return true }
    guard bytes[i - 1] == 0x2C else {
      i -= 1
      throw fail("`,` or the end of the list was expected")
    }
    return false
  }

  private mutating func word(
    _ word: StaticString, _ kind: JSONFieldSource.Kind, _ bits: UInt64, _ place: Int
  ) throws(Failure) {
    let length = word.utf8CodeUnitCount
    guard i + length <= bytes.count else { throw fail("unknown word") }
    for n in 0..<length where bytes[i + n] != word.utf8Start[n] { throw fail("unknown word") }
    i += length
    nodes[place].kind = kind
    nodes[place].bits = bits
  }

  private mutating func number(_ place: Int) throws(Failure) {
    let start = i
    var isInteger = true
    scan: while i < bytes.count {
      switch bytes[i] {
      case 0x30...0x39: break
      case 0x2D: if i > start { isInteger = false }
      case 0x2E, 0x65, 0x45, 0x2B: isInteger = false
      default: break scan
      }
      i += 1
    }
    let digits = UnsafeRawBufferPointer(rebasing: bytes[start..<i])
    if isInteger, let value = Self.integer(digits) {
      nodes[place].kind = .integer
      nodes[place].bits = UInt64(bitPattern: value)
      return
    }
    guard let value = NumberText.parse(digits) ?? (isInteger ? 0 : nil), !digits.isEmpty,
      digits[digits.count - 1] >= 0x30
    else {
      i = start
      throw fail("not a JSON value")
    }
    if isInteger {
      // An id with more digits than 64 bits hold keeps every digit, as a text.
      nodes[place].kind = .text
      nodes[place].offset = arena.count
      nodes[place].length = digits.count
      arena.append(contentsOf: digits)
    } else {
      nodes[place].kind = .double
      nodes[place].bits = value.bitPattern
    }
  }

  private static func integer(_ digits: UnsafeRawBufferPointer) -> Int64? {
    var k = 0
    let isNegative = !digits.isEmpty && digits[0] == 0x2D
    if isNegative { k = 1 }
    guard k < digits.count else { return nil }
    var value: Int64 = 0
    while k < digits.count {
      let (product, a) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(digits[k]) - 0x30
      let (sum, b) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if a || b { return nil }
      value = sum
      k += 1
    }
    return value
  }

  /// Copies a string without its quotes and escapes into the arena.
  private mutating func string() throws(Failure) -> (Int, Int) {
    i += 1
    let offset = arena.count
    while true {
      let start = i
      while i < bytes.count, bytes[i] != 0x22, bytes[i] != 0x5C { i &+= 1 }
      arena.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<i]))
      guard i < bytes.count else { throw fail("unterminated string") }
      i += 1
      if bytes[i - 1] == 0x22 { return (offset, arena.count - offset) }
      guard i < bytes.count else { throw fail("unterminated string") }
      i += 1
      switch bytes[i - 1] {
      case 0x6E: arena.append(0x0A)
      case 0x72: arena.append(0x0D)
      case 0x74: arena.append(0x09)
      case 0x62: arena.append(0x08)
      case 0x66: arena.append(0x0C)
      case 0x75: try unicodeEscape()
      case let other where other == 0x22 || other == 0x5C || other == 0x2F: arena.append(other)
      default:
        i -= 1
        throw fail("unknown escape")
      }
    }
  }

  private mutating func unicodeEscape() throws(Failure) {
    var unit = try hexUnit()
    if unit >= 0xD800, unit < 0xDC00, i + 6 <= bytes.count, bytes[i] == 0x5C,
      bytes[i + 1] == 0x75
    {
      let mark = i
      i += 2
      let low = try hexUnit()
      if low >= 0xDC00, low < 0xE000 {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
      } else {
        i = mark
      }
    }
    UTF8Bytes.append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &arena)
  }

  private mutating func hexUnit() throws(Failure) -> UInt32 {
    guard i + 4 <= bytes.count else { throw fail("cut unicode escape") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let c = bytes[i]
      switch c {
      case 0x30...0x39: unit = unit << 4 | UInt32(c - 0x30)
      case 0x41...0x46: unit = unit << 4 | UInt32(c - 0x37)
      case 0x61...0x66: unit = unit << 4 | UInt32(c - 0x57)
      default: throw fail("bad unicode escape")
      }
      i += 1
    }
    return unit
  }
}

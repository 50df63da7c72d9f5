/// Parses JSON text into `JSONValue`, with limits against hostile input.
///
/// For stored evidence, announced activity and the like; the log formats have their own scanner
/// for the hot path.
public struct JSONReader {
  /// Why and where a text isn't JSON.
  public struct Failure: Error, Hashable, Sendable {
    public var reason: String
    /// Byte offset in the text.
    public var offset: Int
  }

  /// Deepest nesting accepted.
  public static let maximumDepth = 64

  private let bytes: UnsafeRawBufferPointer
  private var i = 0

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The value that `bytes` hold, without anything behind it.
  /// - Throws: `Failure` with the byte offset.
  public static func parse(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.i == bytes.count else { throw reader.fail("text after the value") }
    return value
  }

  /// The value of a text.
  /// - Throws: `Failure` with the byte offset.
  public static func parse(_ text: String) throws(Failure) -> JSONValue {
    let copy = Array(text.utf8)
    let result: Result<JSONValue, Failure> = copy.withUnsafeBytes { raw in
      do throws(Failure) {
        return .success(try parse(raw))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func fail(_ reason: String) -> Failure { Failure(reason: reason, offset: i) }

  private mutating func skipBlanks() {
    while i < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[i]) { i += 1 }
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth < Self.maximumDepth else { throw fail("nested too deeply") }
    skipBlanks()
    guard i < bytes.count else { throw fail("unexpected end") }
    switch bytes[i] {
    case 0x7B: return try object(depth: depth)
    case 0x5B: return try array(depth: depth)
    case 0x22: return .string(try string())
    case 0x74: return try word("true", .bool(true))
    case 0x66: return try word("false", .bool(false))
    case 0x6E: return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    let expected = Array(word.utf8)
    guard i + expected.count <= bytes.count else { throw fail("unknown word") }
    for (n, byte) in expected.enumerated() where bytes[i + n] != byte {
      throw fail("unknown word")
    }
    i += expected.count
    return value
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONValue {
    i += 1
    var members: [JSONValue.Member] = []
    skipBlanks()
    if i < bytes.count, bytes[i] == 0x7D {
      i += 1
      return .object(members)
    }
    while true {
      skipBlanks()
      guard i < bytes.count, bytes[i] == 0x22 else { throw fail("a name was expected") }
      let name = try string()
      skipBlanks()
      guard i < bytes.count, bytes[i] == 0x3A else { throw fail("`:` was expected") }
      i += 1
      members.append(.init(name, try value(depth: depth + 1)))
      skipBlanks()
      guard i < bytes.count else { throw fail("unexpected end in an object") }
      i += 1
      if bytes[i - 1] == 0x7D { return .object(members) }
      guard bytes[i - 1] == 0x2C else { throw fail("`,` or `}` was expected") }
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> JSONValue {
    i += 1
    var elements: [JSONValue] = []
    skipBlanks()
    if i < bytes.count, bytes[i] == 0x5D {
      i += 1
      return .array(elements)
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
      guard i < bytes.count else { throw fail("unexpected end in an array") }
      i += 1
      if bytes[i - 1] == 0x5D { return .array(elements) }
      guard bytes[i - 1] == 0x2C else { throw fail("`,` or `]` was expected") }
    }
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = i
    var isInteger = true
    if i < bytes.count, bytes[i] == 0x2D { i += 1 }
    while i < bytes.count {
      switch bytes[i] {
      case 0x30...0x39: break
      case 0x2E, 0x65, 0x45, 0x2B, 0x2D: isInteger = false
      default:
        return try finishNumber(from: start, isInteger: isInteger)
      }
      i += 1
    }
    return try finishNumber(from: start, isInteger: isInteger)
  }

  private func finishNumber(from start: Int, isInteger: Bool) throws(Failure) -> JSONValue {
    let text = String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<i]), as: UTF8.self)
    if isInteger, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text) else { throw fail("not a JSON value") }
    return .double(value)
  }

  private mutating func string() throws(Failure) -> String {
    i += 1
    var out: [UInt8] = []
    while true {
      guard i < bytes.count else { throw fail("unterminated string") }
      let c = bytes[i]
      i += 1
      if c == 0x22 { return String(decoding: out, as: UTF8.self) }
      guard c == 0x5C else {
        out.append(c)
        continue
      }
      guard i < bytes.count else { throw fail("unterminated string") }
      i += 1
      switch bytes[i - 1] {
      case 0x6E: out.append(0x0A)
      case 0x72: out.append(0x0D)
      case 0x74: out.append(0x09)
      case 0x62: out.append(0x08)
      case 0x66: out.append(0x0C)
      case 0x75: try unicodeEscape(into: &out)
      case let other where other == 0x22 || other == 0x5C || other == 0x2F: out.append(other)
      default: throw fail("unknown escape")
      }
    }
  }

  private mutating func unicodeEscape(into out: inout [UInt8]) throws(Failure) {
    var unit = try hexUnit()
    if unit >= 0xD800, unit < 0xDC00, i + 6 <= bytes.count, bytes[i] == 0x5C,
      bytes[i + 1] == 0x75
    {
      let mark = i
      i += 2
      let low = try hexUnit()
      if low >= 0xDC00, low < 0xE000 {
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      } else {
        i = mark
      }
    }
    let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
    out += UTF8.encode(scalar).map { Array($0) } ?? []
  }

  private mutating func hexUnit() throws(Failure) -> UInt32 {
    guard i + 4 <= bytes.count else { throw fail("cut unicode escape") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let digit = IPAddress.hexValue(bytes[i])
      if digit > 15 { throw fail("bad unicode escape") }
      unit = unit << 4 | UInt32(digit)
      i += 1
    }
    return unit
  }
}

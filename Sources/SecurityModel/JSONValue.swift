/// A JSON value with objects in their written order.
///
/// Used for evidence, observed/expected numbers and JSON output. Output is safe to print: all
/// control, bidi and line-separator characters are written as `\u` escapes.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// One name and its value in an object.
  public struct Member: Hashable, Sendable {
    public var name: String
    public var value: JSONValue
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the first member with that name, when this is an object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text, when this is a string.
  public var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The number, when this is one without a fraction.
  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .double(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The number as floating point.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The elements, when this is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  /// The members, when this is an object.
  public var members: [Member]? {
    if case .object(let members) = self { return members }
    return nil
  }
}

extension JSONValue {
  /// Compact JSON text on one line.
  public var text: String {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    write(into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// Appends compact JSON text.
  public func write(into out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .integer(let value): out += String(value).utf8
    case .double(let value):
      // JSON has no word for infinities and NaN.
      out += (value.isFinite ? Self.shortest(value) : "null").utf8
    case .string(let text): Self.writeString(text, into: &out)
    case .array(let elements):
      out.append(0x5B)
      for (i, element) in elements.enumerated() {
        if i > 0 { out.append(0x2C) }
        element.write(into: &out)
      }
      out.append(0x5D)
    case .object(let members):
      out.append(0x7B)
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(0x2C) }
        Self.writeString(member.name, into: &out)
        out.append(0x3A)
        member.value.write(into: &out)
      }
      out.append(0x7D)
    }
  }

  private static func shortest(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return String(value)
  }

  /// Appends `text` as a quoted JSON string; C0, DEL, C1, bidi, zero-width and line separators are
  /// escaped so that the output is harmless on a terminal.
  public static func writeString(_ text: String, into out: inout [UInt8]) {
    out.append(0x22)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: out += [0x5C, 0x22]
      case 0x5C: out += [0x5C, 0x5C]
      case 0x0A: out += [0x5C, 0x6E]
      case 0x0D: out += [0x5C, 0x72]
      case 0x09: out += [0x5C, 0x74]
      case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
        0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
        writeEscape(UInt16(scalar.value), into: &out)
      case 0xE0000...0xE0FFF:
        let offset = scalar.value - 0x10000
        writeEscape(UInt16(0xD800 + (offset >> 10)), into: &out)
        writeEscape(UInt16(0xDC00 + (offset & 0x3FF)), into: &out)
      default: out += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
    out.append(0x22)
  }

  private static func writeEscape(_ unit: UInt16, into out: inout [UInt8]) {
    let digits = String(unit, radix: 16)
    out += "\\u".utf8
    out += [UInt8](repeating: 0x30, count: 4 - digits.utf8.count)
    out += digits.utf8
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
}

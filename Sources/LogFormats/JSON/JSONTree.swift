import SecurityModel

/// Builds a `JSONValue` from text with the rules of `JSONScanner`; for the full record only.
enum JSONTree {
  /// The members of the object in `record`; of a repeated name the last one counts, at the place
  /// of the first.
  static func members(
    of record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    guard var scanner = JSONScanner(record) else { throw DecodeFailure("an empty record") }
    let members = try object(&scanner, record, depth: 0)
    _ = scanner.next()
    guard scanner.i == scanner.count else { throw scanner.fail("text behind the object") }
    return members
  }

  /// The value of a token whose syntax a scanner has checked; null for one that it hasn't.
  static func value(_ token: JSONToken, in record: UnsafeRawBufferPointer) -> JSONValue {
    guard token.kind == .array || token.kind == .object else { return scalar(token, record) }
    guard var scanner = JSONScanner(record, at: Int(token.start)),
      let value = try? value(&scanner, record, depth: 0)
    else { return .null }
    return value
  }

  private static func object(
    _ scanner: inout JSONScanner, _ record: UnsafeRawBufferPointer, depth: Int
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    guard depth < JSONScanner.maximumDepth else { throw scanner.fail("nested too deeply") }
    var members: [JSONValue.Member] = []
    var places: [String: Int] = [:]
    guard try scanner.open(0x7B, closing: 0x7D) else { return members }
    repeat {
      let name = text(try scanner.name(), record)
      let value = try value(&scanner, record, depth: depth + 1)
      if let place = places[name] {
        members[place].value = value
      } else {
        places[name] = members.count
        members.append(.init(name, value))
      }
    } while try scanner.more(closing: 0x7D)
    return members
  }

  private static func value(
    _ scanner: inout JSONScanner, _ record: UnsafeRawBufferPointer, depth: Int
  ) throws(DecodeFailure) -> JSONValue {
    switch scanner.next() {
    case 0x7B where scanner.i < scanner.count:
      return .object(try object(&scanner, record, depth: depth))
    case 0x5B where scanner.i < scanner.count:
      guard depth < JSONScanner.maximumDepth else { throw scanner.fail("nested too deeply") }
      var elements: [JSONValue] = []
      guard try scanner.open(0x5B, closing: 0x5D) else { return .array(elements) }
      repeat {
        elements.append(try value(&scanner, record, depth: depth + 1))
      } while try scanner.more(closing: 0x5D)
      return .array(elements)
    default:
      return scalar(try scanner.value(depth: depth), record)
    }
  }

  private static func scalar(
    _ token: JSONToken, _ record: UnsafeRawBufferPointer
  ) -> JSONValue {
    switch token.kind {
    case .null, .array, .object: return .null
    case .bool: return .bool(record[Int(token.start)] == 0x74)
    case .string: return .string(text(token, record))
    case .number:
      let digits = String(decoding: token.bytes(in: record), as: UTF8.self)
      if let integer = Int64(digits) { return .integer(integer) }
      let isInteger = !digits.contains { $0 == "." || $0 == "e" || $0 == "E" }
      // Ids with more digits than 64 bits hold keep every digit as a text.
      if !isInteger, let double = Double(digits), double.isFinite { return .double(double) }
      return .string(digits)
    }
  }

  /// The text of a string token, repaired where it isn't UTF-8.
  static func text(_ token: JSONToken, _ record: UnsafeRawBufferPointer) -> String {
    let bytes = token.bytes(in: record)
    guard token.isEscaped else { return String(decoding: bytes, as: UTF8.self) }
    var out = [UInt8](repeating: 0, count: bytes.count + 4)
    let length = out.withUnsafeMutableBytes { JSONText.unescape(bytes, into: $0) }
    return String(decoding: out[0..<length], as: UTF8.self)
  }
}

import SecurityModel

/// Avro's JSON encoding of a value that may be null: an object of one member, named for the type,
/// as in `{"string": "x"}`. Source: Apache Avro specification, "JSON Encoding".
enum AvroUnion {
  /// The value inside such an object, or nil.
  static func value(of token: JSONToken, in record: UnsafeRawBufferPointer) -> JSONToken? {
    guard token.kind == .object, var scanner = JSONScanner(record, at: Int(token.start)) else {
      return nil
    }
    do throws(DecodeFailure) {
      guard try scanner.open(0x7B, closing: 0x7D) else { return nil }
      let name = try scanner.name()
      guard isType(name.bytes(in: record)) else { return nil }
      let value = try scanner.value(depth: 1)
      return try scanner.more(closing: 0x7D) ? nil : value
    } catch {
      return nil
    }
  }

  /// `value` without the objects around its values; for the full record only.
  static func unwrapped(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      if members.count == 1, isType(members[0].name) { return unwrapped(members[0].value) }
      return .object(members.map { .init($0.name, unwrapped($0.value)) })
    case .array(let elements): return .array(elements.map(unwrapped))
    default: return value
    }
  }

  private static func isType(_ name: String) -> Bool {
    var copy = name
    return copy.withUTF8 { isType(UnsafeRawBufferPointer($0)) }
  }

  private static func isType(_ name: UnsafeRawBufferPointer) -> Bool {
    switch name.count {
    case 3: name.isWord("int")
    case 4: name.isWord("long")
    case 5: name.isWord("float") || name.isWord("bytes") || name.isWord("array")
    case 6: name.isWord("string") || name.isWord("double")
    case 7: name.isWord("boolean")
    default: false
    }
  }
}

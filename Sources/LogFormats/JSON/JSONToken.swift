/// One JSON value as a range of a record's bytes.
struct JSONToken {
  enum Kind: UInt8 {
    case null
    case bool
    case number
    case string
    case array
    case object
  }

  var kind: Kind
  /// A string with escapes: it must be unescaped before use.
  var isEscaped: Bool
  /// A string with escapes, control characters or bytes outside ASCII: worth a closer look.
  var isSpecial: Bool
  /// First byte of the value; of a string the one behind the quote.
  var start: Int32
  /// Behind the last byte; of a string the closing quote.
  var end: Int32

  static let null = JSONToken(
    kind: .null, isEscaped: false, isSpecial: false, start: 0, end: 0)

  @inline(__always) var count: Int { Int(end &- start) }

  /// The value's bytes in `record`.
  @inline(__always)
  func bytes(in record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    record.cut(Int(start), Int(end))
  }
}

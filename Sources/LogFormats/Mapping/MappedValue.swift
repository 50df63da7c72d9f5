/// The value of one source in one record, where it lies.
struct MappedValue {
  /// How the text must be read.
  enum Escapes: UInt8 {
    case none
    case json
    /// `\x22` and `\"` of access logs.
    case log
  }

  var bytes: UnsafeRawBufferPointer
  var kind: JSONToken.Kind
  var escapes: Escapes

  @inline(__always)
  static var none: MappedValue {
    MappedValue(bytes: UnsafeRawBufferPointer(start: nil, count: 0), kind: .null, escapes: .none)
  }

  /// A text as it stands; nothing, `-` and blanks are no value.
  @inline(__always)
  init(text: UnsafeRawBufferPointer, escapes: Escapes = .none) {
    bytes = text
    kind = text.isEmpty || (text.count == 1 && text[0] == 0x2D) ? .null : .string
    self.escapes = escapes
  }

  init(bytes: UnsafeRawBufferPointer, kind: JSONToken.Kind, escapes: Escapes) {
    self.bytes = bytes
    self.kind = kind
    self.escapes = escapes
  }

  /// A value of a JSON record; null, the empty text and `-` are no value.
  @inline(__always)
  init(_ token: JSONToken, in record: UnsafeRawBufferPointer) {
    guard token.kind != .null else {
      self = .none
      return
    }
    bytes = token.bytes(in: record)
    escapes = token.isEscaped ? .json : .none
    let isNothing =
      token.kind == .string && (bytes.isEmpty || (bytes.count == 1 && bytes[0] == 0x2D))
    kind = isNothing ? .null : token.kind
  }

  @inline(__always) var isPresent: Bool { kind != .null }
}

public import SecurityModel

/// Takes records out of what stands around them and has another decoder read them.
///
/// A record that lacks a layer is read without that layer: exports mix both. Text in strings is
/// unescaped into buffers that are used over and over; objects are read where they lie.
public final class UnwrappingDecoder: RecordDecoder {
  private let inner: any RecordDecoder
  private let layers: [Layer]
  /// What `layers` are called.
  private let names: [WrapperLayer]
  public let framing: Framing
  /// For strings with escapes.
  private let scratch = [GrowingBuffer(), GrowingBuffer()]
  private var row = CSVRow()
  private var separator: UInt8 = 0x2C
  /// The cell of the wrapped record; nil before the header row.
  private var cell: Int?

  /// What there is to do for one layer.
  private enum Layer {
    case syslog
    case container
    case column(String)
    case member(MemberPath)
  }

  /// A record inside its wrapping.
  private struct Inside {
    var bytes: UnsafeRawBufferPointer
    /// Offset in the record, where it is a part of that as it stands.
    var offset: Int?
    /// What the record should have had and didn't.
    var missing: WrapperLayer?
  }

  /// - Parameter layers: from the outside in.
  public init(_ inner: any RecordDecoder, in layers: [WrapperLayer]) {
    self.inner = inner
    self.names = layers.filter { $0 != .json && $0 != .octets }
    self.layers = names.map { layer in
      switch layer {
      case .syslog, .json, .octets: .syslog
      case .container: .container
      case .column(let name):
        .column(Array(name.utf8).withUnsafeBytes { CSVDialect.canonicalName($0) })
      case .member(let path): .member(MemberPath(path))
      }
    }
    framing =
      switch layers.first {
      case .json: .json
      case .octets: .octets
      case .column: .quotedLines
      case .syslog, .container: .lines
      case .member, nil: layers.isEmpty ? inner.framing : .lines
      }
  }

  public func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard let inside = try unwrap(record) else { return .header }
    if inside.bytes.isEmpty { return .ignored }
    do throws(DecodeFailure) {
      return try inner.decode(inside.bytes, into: &event)
    } catch {
      throw failure(error, inside)
    }
  }

  public func normalize(
    _ record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> NormalizedEvent {
    guard let inside = try unwrap(record) else { throw DecodeFailure("not an event") }
    return try inner.normalize(inside.bytes)
  }

  public func withPayload(
    of record: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    guard let inside = (try? unwrap(record)) ?? nil else { return }
    inner.withPayload(of: inside.bytes, body)
  }

  public func forEachNative(
    of payload: UnsafeRawBufferPointer,
    _ body: (_ name: String, _ value: UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    inner.forEachNative(of: payload, body)
  }

  public var remark: String? { inner.remark }

  /// Reasons count columns from the start of the record that was given.
  private func failure(_ error: DecodeFailure, _ inside: Inside) -> DecodeFailure {
    var error = error
    if let offset = inside.offset, error.column > 0 {
      error.column += offset
    } else {
      error.column = 0
    }
    if let missing = inside.missing {
      error.reason = "no \(missing.name) around it, unlike the records before; \(error.reason)"
    }
    return error
  }

  // MARK: Layers

  /// Takes the layers off; nil for the header row of a CSV file.
  private func unwrap(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Inside? {
    var inside = Inside(bytes: Self.trimmed(record), offset: 0)
    inside.offset = offset(of: inside.bytes, in: record)
    // Text from one string may hold the next: the two buffers take turns.
    var strings = 0
    for (i, layer) in layers.enumerated() {
      guard !inside.bytes.isEmpty else { return inside }
      switch layer {
      case .syslog: cut(&inside, SyslogPrefix.end(in: inside.bytes), names[i])
      case .container: cut(&inside, ContainerPrefix.end(in: inside.bytes), names[i])
      case .column(let name):
        guard try take(&inside, column: name, names[i]) else { return nil }
      case .member(let path):
        if try take(&inside, member: path, names[i], into: scratch[strings & 1]) { strings += 1 }
      }
    }
    return inside
  }

  private func offset(
    of part: UnsafeRawBufferPointer, in whole: UnsafeRawBufferPointer
  ) -> Int? {
    guard let part = part.baseAddress, let whole = whole.baseAddress else { return nil }
    return part - whole
  }

  /// Takes off what stands before `start`.
  private func cut(_ inside: inout Inside, _ start: Int?, _ layer: WrapperLayer) {
    guard let start else {
      inside.missing = layer
      return
    }
    inside.bytes = Self.trimmed(inside.bytes.cut(from: start))
    if let offset = inside.offset { inside.offset = offset + start }
  }

  /// Takes the value of a member; true when it was unescaped into `buffer`.
  private func take(
    _ inside: inout Inside, member path: MemberPath, _ layer: WrapperLayer,
    into buffer: GrowingBuffer
  ) throws(DecodeFailure) -> Bool {
    guard var token = try path.find(in: inside.bytes) else {
      inside.missing = layer
      return false
    }
    if token.kind == .array { token = try only(token, in: inside.bytes) }
    guard token.kind == .object || token.kind == .string else {
      inside.missing = layer
      return false
    }
    let bytes = token.bytes(in: inside.bytes)
    if token.isEscaped {
      inside.bytes = Self.trimmed(buffer.unescaped(bytes))
      inside.offset = nil
      return true
    }
    if let offset = inside.offset { inside.offset = offset + Int(token.start) }
    inside.bytes = Self.trimmed(bytes)
    return false
  }

  /// The element of an array of one.
  private func only(
    _ token: JSONToken, in record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> JSONToken {
    guard var scanner = JSONScanner(record, at: Int(token.start)),
      try scanner.open(0x5B, closing: 0x5D)
    else { return .null }
    let element = try scanner.value(depth: 1)
    guard try !scanner.more(closing: 0x5D) else {
      throw DecodeFailure("several records in one; split the array", column: Int(token.start) + 1)
    }
    return element
  }

  /// Finds the cell of the wrapped record; false for a header row.
  private func take(
    _ inside: inout Inside, column name: String, _ layer: WrapperLayer
  ) throws(DecodeFailure) -> Bool {
    if cell == nil { separator = CSVDialect.separator(ofHeader: inside.bytes) }
    try row.split(inside.bytes, separator: separator)
    if let cell, CSVDialect.canonicalName(row[cell]) != name || row[cell].count > 64 {
      if cell >= row.count { inside.missing = layer }
      inside.bytes = Self.trimmed(row[cell])
      inside.offset = nil
      return true
    }
    for i in 0..<row.count where CSVDialect.canonicalName(row[i]) == name {
      cell = i
      return false
    }
    throw DecodeFailure("no header row with that column before this record")
  }

  /// Without blanks and line ends around it.
  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start &+= 1 }
    while end > start, isBlank(bytes[end &- 1]) { end &-= 1 }
    return bytes.cut(start, end)
  }

  /// A tab isn't: it may separate empty cells.
  @inline(__always)
  private static func isBlank(_ c: UInt8) -> Bool {
    c == 0x20 || c == 0x0A || c == 0x0D || c == 0
  }
}

/// Memory for unescaped text, which grows to the longest one seen.
private final class GrowingBuffer {
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { bytes.deallocate() }

  func unescaped(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    if bytes.count < text.count + 4 {
      bytes.deallocate()
      bytes = .allocate(byteCount: max(4_096, text.count * 2), alignment: 16)
    }
    let length = JSONText.unescape(text, into: bytes)
    return UnsafeRawBufferPointer(bytes).cut(0, length)
  }
}

/// The values of one record by their fields.
///
/// Texts are slices of the record, or of a scratch buffer where they had escapes: valid until the
/// next text is asked for.
struct JSONValues<Field: JSONField> {
  /// Longest unescaped text, in bytes; the rest of a value is ignored.
  static var maximumTextLength: Int { QueryReader.maximumLength }

  let reader: JSONFieldReader
  private let scratch: ScratchBuffer

  init(_ map: JSONFieldMap) {
    reader = JSONFieldReader(map)
    scratch = ScratchBuffer(capacity: Self.maximumTextLength)
  }

  /// Takes the next record; false for a blank line or a comment.
  @inline(__always)
  func scan(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Bool {
    try reader.scan(record)
  }

  @inline(__always) var record: UnsafeRawBufferPointer { reader.record }

  @inline(__always)
  func token(_ field: Field) -> JSONToken { reader.slots[field.rawValue] }

  /// Whether the record has the field with a value other than null and the empty text.
  @inline(__always)
  func has(_ field: Field) -> Bool { !token(field).isBlank }

  /// 1-based column of the value, for failures.
  func column(of field: Field) -> Int { Int(token(field).start) + 1 }

  /// The name under which records have the field.
  static func name(_ field: Field) -> String { field.paths.first ?? String(describing: field) }

  /// The plain text of a string, the characters of a number or of `true` and `false`; empty for
  /// anything else.
  @inline(__always)
  func text(_ field: Field) -> UnsafeRawBufferPointer { text(token(field)) }

  /// The text of the first of two fields that has one.
  @inline(__always)
  func text(_ field: Field, or other: Field) -> UnsafeRawBufferPointer {
    let bytes = text(field)
    return bytes.isEmpty ? text(other) : bytes
  }

  @inline(__always)
  func text(_ token: JSONToken) -> UnsafeRawBufferPointer {
    guard token.kind != .null, token.kind.rawValue < JSONToken.Kind.array.rawValue else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let bytes = UnsafeRawBufferPointer(
      start: record.baseAddress.map { $0 + Int(token.start) }, count: token.count)
    return token.isEscaped ? unescaped(bytes) : bytes
  }

  @inline(never)
  private func unescaped(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    scratch.filled(JSONText.unescape(bytes, into: scratch.bytes))
  }

  /// A whole number from 0 up; fractions are cut, numbers in quotes accepted. -1 when there is
  /// none, it is negative or beyond 64 bits.
  @inline(__always)
  func count(_ field: Field) -> Int64 { NumberText.count(text(field)) }

  /// True or false, also as a text, as 0 or 1; nil for anything else.
  func bool(_ field: Field) -> Bool? {
    let bytes = text(field)
    if bytes.isWord("true") || bytes.isWord("1") || bytes.isWord("yes") { return true }
    if bytes.isWord("false") || bytes.isWord("0") || bytes.isWord("no") { return false }
    return nil
  }

  // The scanner has checked the syntax already, so that the failures below can't happen; the
  // loops just end.

  /// Gives each element of a list, at most 1,000; a single value stands for a list of one.
  func forEachElement(_ token: JSONToken, _ body: (JSONToken) -> Void) {
    guard token.kind == .array else {
      if token.kind != .null { body(token) }
      return
    }
    guard var scanner = JSONScanner(record, at: Int(token.start)) else { return }
    var rest = 1_000
    do throws(DecodeFailure) {
      guard try scanner.open(0x5B, closing: 0x5D) else { return }
      repeat {
        body(try scanner.value(depth: 1))
        rest -= 1
        if rest == 0 { return }
      } while try scanner.more(closing: 0x5D)
    } catch {
      return
    }
  }

  /// Gives each member of an object, at most 1,000, its name as written.
  func forEachMember(_ token: JSONToken, _ body: (UnsafeRawBufferPointer, JSONToken) -> Void) {
    guard token.kind == .object, var scanner = JSONScanner(record, at: Int(token.start)) else {
      return
    }
    var rest = 1_000
    do throws(DecodeFailure) {
      guard try scanner.open(0x7B, closing: 0x7D) else { return }
      repeat {
        let name = try scanner.name()
        body(name.bytes(in: record), try scanner.value(depth: 1))
        rest -= 1
        if rest == 0 { return }
      } while try scanner.more(closing: 0x7D)
    } catch {
      return
    }
  }

  /// Gives the value of that name (in lower case) from a list of `{Name, Value}`, or nothing.
  func pair(
    _ field: Field, named name: StaticString, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    let token = token(field)
    guard token.kind == .array else { return }
    forEachElement(token) { element in
      var isNamed = false
      var value = JSONToken.null
      forEachMember(element) { member, content in
        if member.isWord("name") {
          isNamed = content.bytes(in: record).isWord(name)
        } else if member.isWord("value") {
          value = content
        }
      }
      if isNamed, !value.isBlank { body(text(value)) }
    }
  }
}

import SecurityModel

/// Reads the values of one record by their fields, in the types that events have.
///
/// Texts are slices of the record, or of a scratch buffer where they had escapes: valid until the
/// next text is asked for.
struct JSONFields<Field: JSONField> {
  /// Longest unescaped text, in bytes; the rest of a value is ignored.
  static var maximumTextLength: Int { QueryReader.maximumLength }

  let reader: JSONFieldReader
  let context: DecodeContext
  private let scratch: ScratchBuffer
  private let memo: JSONFieldMemo

  init(_ context: DecodeContext, spelling: JSONSpelling = .exact) {
    self.init(context, map: JSONFieldMap(Field.self, spelling: spelling))
  }

  init(_ context: DecodeContext, map: JSONFieldMap) {
    self.context = context
    reader = JSONFieldReader(map)
    scratch = ScratchBuffer(capacity: Self.maximumTextLength)
    memo = JSONFieldMemo(context)
  }

  /// Takes the next record; false for a blank line or a comment.
  @inline(__always)
  func scan(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Bool {
    try reader.scan(record)
  }

  @inline(__always) var record: UnsafeRawBufferPointer { reader.record }

  // MARK: Tokens

  @inline(__always)
  func token(_ field: Field) -> JSONToken { reader.slots[field.rawValue] }

  /// Whether the record has the field with a value other than null and the empty text.
  @inline(__always)
  func has(_ field: Field) -> Bool { !token(field).isBlank }

  /// 1-based column of the value, for failures.
  func column(of field: Field) -> Int { Int(token(field).start) + 1 }

  // MARK: Texts

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

  /// The symbol of a text; a secret in its place goes by its hash. Notes hostile characters.
  @inline(__always)
  func symbol(_ field: Field, into event: inout APIEvent) -> Symbol {
    symbol(text(field), isSpecial: token(field).isSpecial, into: &event)
  }

  /// The symbol of the first of two fields that has a text.
  @inline(__always)
  func symbol(_ field: Field, or other: Field, into event: inout APIEvent) -> Symbol {
    has(field) ? symbol(field, into: &event) : symbol(other, into: &event)
  }

  /// The symbol of a text of the record, or of a part of one.
  @inline(__always)
  func symbol(
    _ bytes: UnsafeRawBufferPointer, isSpecial: Bool = true, into event: inout APIEvent
  ) -> Symbol {
    if bytes.isEmpty { return .none }
    if isSpecial { noteHostile(bytes, into: &event) }
    return context.symbol(bytes)
  }

  /// The symbol of a field that rarely changes; one of eight places to remember it.
  @inline(__always)
  func steadySymbol(_ field: Field, place: Int, into event: inout APIEvent) -> Symbol {
    memo.symbol(of: text(field), place, into: &event)
  }

  @inline(never)
  func noteHostile(_ bytes: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if HostileText.isPresent(in: bytes) { event.flags.insert(.hostileText) }
  }

  // MARK: Numbers, times, addresses

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

  /// The time of a field in any of the forms of `TimeText`; nil when it has none.
  @inline(__always)
  func time(_ field: Field, _ order: TimeText.DateOrder = .monthFirst) -> Timestamp? {
    memo.time(of: text(field), order)
  }

  /// The time that an event can't do without.
  @inline(__always)
  func requiredTime(
    _ field: Field, _ order: TimeText.DateOrder = .monthFirst
  ) throws(DecodeFailure) -> Timestamp {
    if let time = time(field, order) { return time }
    let name = Self.name(field)
    throw has(field)
      ? DecodeFailure("`\(name)` is not a time", column: column(of: field))
      : DecodeFailure("the required field `\(name)` is missing")
  }

  /// The client address of a field in any of the forms of `AddressReader`.
  @inline(__always)
  func address(_ field: Field) -> IPAddress? {
    let bytes = text(field)
    return bytes.isEmpty ? nil : AddressReader.read(bytes)
  }

  /// The name under which records have the field.
  static func name(_ field: Field) -> String { field.paths.first ?? String(describing: field) }

  /// The organisation to assume for records that name none.
  var defaultOrg: Symbol { memo.defaultOrg }

  // MARK: Lists, objects, JSON in texts

  /// Gives each element of a list, at most 1,000; a single value stands for a list of one.
  func forEachElement(_ token: JSONToken, _ body: (JSONToken) -> Void) {
    JSONFieldMemo.forEachElement(token, in: record, body)
  }

  /// Gives each member of an object, at most 1,000, its name as written.
  func forEachMember(_ token: JSONToken, _ body: (UnsafeRawBufferPointer, JSONToken) -> Void) {
    JSONFieldMemo.forEachMember(token, in: record, body)
  }
}

/// What the reader of one source remembers from record to record.
///
/// Behind a pointer to be free of exclusivity checks.
final class JSONFieldMemo {
  private let context: DecodeContext
  private let state: UnsafeMutablePointer<State>

  private struct State {
    var day = LastDay()
    var texts: InlineArray<8, LastText> = .init(repeating: LastText())
    var orgText = ""
    var org = Symbol.none
  }

  init(_ context: DecodeContext) {
    self.context = context
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  @inline(__always)
  func time(of text: UnsafeRawBufferPointer, _ order: TimeText.DateOrder) -> Timestamp? {
    text.isEmpty ? nil : state.pointee.day.time(of: text) ?? TimeText.read(text, order)
  }

  @inline(__always)
  func symbol(
    of text: UnsafeRawBufferPointer, _ place: Int, into event: inout APIEvent
  ) -> Symbol {
    let symbol = state.pointee.texts[place & 7].symbol(of: text, in: context)
    if state.pointee.texts[place & 7].isHostile { event.flags.insert(.hostileText) }
    return symbol
  }

  var defaultOrg: Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if state.pointee.orgText != context.defaultOrg {
      state.pointee.orgText = context.defaultOrg
      state.pointee.org = context.symbols.intern(context.defaultOrg)
    }
    return state.pointee.org
  }

  // The scanner has checked the syntax already, so that the failures below can't happen; the
  // loops just end.

  static func forEachElement(
    _ token: JSONToken, in record: UnsafeRawBufferPointer, _ body: (JSONToken) -> Void
  ) {
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

  static func forEachMember(
    _ token: JSONToken, in record: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer, JSONToken) -> Void
  ) {
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
}

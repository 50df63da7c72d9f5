import SecurityModel

/// Reads the values of one record in the types that events have.
struct JSONFields<Field: JSONField> {
  let values: JSONValues<Field>
  let context: DecodeContext
  private let memo: JSONFieldMemo

  init(_ context: DecodeContext, _ map: JSONFieldMap) {
    self.context = context
    values = JSONValues(map)
    memo = JSONFieldMemo(context)
  }

  @inline(__always) var record: UnsafeRawBufferPointer { values.record }

  @inline(__always)
  func token(_ field: Field) -> JSONToken { values.token(field) }

  @inline(__always)
  func has(_ field: Field) -> Bool { values.has(field) }

  @inline(__always)
  func text(_ field: Field) -> UnsafeRawBufferPointer { values.text(field) }

  @inline(__always)
  func text(_ token: JSONToken) -> UnsafeRawBufferPointer { values.text(token) }

  @inline(__always)
  func count(_ field: Field) -> Int64 { values.count(field) }

  // MARK: Symbols

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

  // MARK: Times, addresses

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
    let name = JSONValues<Field>.name(field)
    throw has(field)
      ? DecodeFailure("`\(name)` is not a time", column: values.column(of: field))
      : DecodeFailure("the required field `\(name)` is missing")
  }

  /// The client address of a field in any of the forms of `AddressReader`.
  @inline(__always)
  func address(_ field: Field) -> IPAddress? {
    let bytes = text(field)
    return bytes.isEmpty ? nil : AddressReader.read(bytes)
  }

  /// The organisation to assume for records that name none.
  var defaultOrg: Symbol { memo.defaultOrg }
}

import SecurityModel

/// Who a HubSpot record is about: users go by their number, which every source has, and are shown
/// by their address.
enum HubSpotActor {
  /// Sets `user`, `credential`, `integration` and `credentialType` from a user's number and
  /// address, of which one is enough.
  /// - Throws: `DecodeFailure` when both are empty.
  static func set<Field: JSONField>(
    id: Field, email: Field, _ fields: JSONFields<Field>, into event: inout APIEvent
  ) throws(DecodeFailure) {
    let address = fields.symbol(email, into: &event)
    let number = number(fields.text(id))
    event.user =
      number.isEmpty
      ? address
      : fields.symbol(number, isSpecial: fields.token(id).isSpecial, into: &event)
    guard !event.user.isNone else {
      throw DecodeFailure("the record names no user: neither an id nor an e-mail address")
    }
    event.credential = event.user
    event.integration = address
    event.credentialType = .human
  }

  /// An id without leading zeros: HubSpot prints some numbers with one.
  static func number(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard text.count > 1, text[0] == 0x30, text.isDigits else { return text }
    var start = 0
    while start < text.count - 1, text[start] == 0x30 { start += 1 }
    return text.cut(from: start)
  }

  /// True for words such as `CRM_OBJECT`: capitals, digits and `_`, at least one letter.
  static func isConstant(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let first = text.first, first.isLetter, text.count <= 128 else { return false }
    for byte in text where byte != 0x5F && !(byte.isAlphanumeric && byte < 0x61) { return false }
    return true
  }
}

import SecurityModel

/// Reads the query string of a request: the SOQL text in `q=`, and secrets that don't belong there.
enum QueryString {
  /// Sets the query fields and flags, `carriedSecret`, `token` and `targetToken` of `event`.
  static func read(
    _ query: UnsafeRawBufferPointer, context: DecodeContext, into event: inout APIEvent
  ) {
    var i = 0
    let limited = query.cut(0, PathReader.maximumQueryBytes)
    if HostileText.isPresent(in: limited) { event.flags.insert(.hostileText) }
    while let parameter = RequestTarget.nextParameter(limited, &i) {
      if parameter.value.isEmpty { continue }
      if parameter.name.count == 1, parameter.name[0] | 0x20 == 0x71 {
        readQueryText(parameter.value, context: context, into: &event)
        continue
      }
      let kind = SecretNames.kind(of: decodedName(parameter.name, context))
      if kind == .none, !mayLookSecret(parameter.value) { continue }
      let value = decoded(parameter.value, context)
      guard isSecret(kind, value) else { continue }
      event.flags.insert(.carriedSecret)
      if event.operation == .revoke || event.operation == .token {
        if event.operation == .revoke, event.targetToken == 0 {
          event.targetToken = context.secretHash(value)
        }
      } else if kind != .other, kind != .ifLong, event.token == 0 {
        event.token = context.secretHash(value)
      }
    }
  }

  /// True when a value of that kind of parameter is a secret.
  static func isSecret(_ kind: SecretNames.Kind, _ value: UnsafeRawBufferPointer) -> Bool {
    switch kind {
    case .caller, .other: true
    case .ifLong: value.count >= 16
    case .none: SecretNames.looksSecret(value)
    }
  }

  /// Whether a still encoded value may look like a secret once decoded.
  static func mayLookSecret(_ value: UnsafeRawBufferPointer) -> Bool {
    SecretNames.mayLookSecret(value) || (value.count >= 16 && value[0] == 0x25)
  }

  private static func readQueryText(
    _ value: UnsafeRawBufferPointer, context: DecodeContext, into event: inout APIEvent
  ) {
    let text = decoded(value, context)
    if HostileText.isPresent(in: text) { event.flags.insert(.hostileText) }
    QueryReader.read(text, context: context, into: &event)
  }

  /// Parameter names are encoded only by those who want to hide them (`%61ccess_token`).
  private static func decodedName(
    _ name: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> UnsafeRawBufferPointer {
    name.count <= 96 ? decoded(name, context) : name
  }

  /// The decoded value; valid until the next call.
  private static func decoded(
    _ value: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> UnsafeRawBufferPointer {
    guard PercentDecoder.isNeeded(value, plusIsBlank: true) else { return value }
    let scratch = context.paths.value
    return scratch.filled(
      PercentDecoder.decode(value, plusIsBlank: true, into: scratch.bytes))
  }
}

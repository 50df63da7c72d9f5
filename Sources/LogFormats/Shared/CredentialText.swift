import SecurityModel

/// Builds `application|user` credential keys (see `CredentialKey`).
enum CredentialText {
  /// The key of `application` and `user`; of the one that is known when the other isn't.
  static func credential(
    application: Symbol, user: Symbol, in context: DecodeContext
  ) -> Symbol {
    var text: [UInt8] = []
    context.symbols.withBytes(of: application) { text += $0 }
    if !application.isNone, !user.isNone { text.append(CredentialKey.separator) }
    context.symbols.withBytes(of: user) { text += $0 }
    return text.withUnsafeBytes { salesforce($0, in: context) }
  }

  /// The symbol of a Salesforce credential. A secret that somebody took for a name goes by its
  /// hash; ids are cut to the 15 characters that count.
  @inline(__always)
  static func salesforce(
    _ text: UnsafeRawBufferPointer, in context: DecodeContext
  ) -> Symbol {
    if SecretNames.looksSecret(text) { return context.symbolHidingSecret(text) }
    return context.symbols.intern(text.cut(0, CredentialKey.significantLength(text)))
  }
}

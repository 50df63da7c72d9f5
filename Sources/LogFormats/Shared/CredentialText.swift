import SecurityModel

/// Builds `application|user` credential keys (see `CredentialKey`).
enum CredentialText {
  /// The key of `application` and `user`; of the one that is known when the other isn't.
  static func credential(
    application: Symbol, user: Symbol, in symbols: SymbolTable
  ) -> Symbol {
    if application.isNone { return user }
    if user.isNone { return application }
    var text: [UInt8] = []
    symbols.withBytes(of: application) { text += $0 }
    text.append(CredentialKey.separator)
    symbols.withBytes(of: user) { text += $0 }
    return text.withUnsafeBytes { symbols.intern($0) }
  }
}

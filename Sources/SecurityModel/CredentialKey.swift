/// Builds the text that names a credential: the identity whose behaviour is baselined.
///
/// The order of preference is that of the normalized event: API key or private-app id; connected
/// app id and user; client name and user; user; session. Salesforce ids are compared on their first
/// 15 characters, so ids of 18 are cut.
public enum CredentialKey {
  /// Separates application and user in a key.
  public static let separator: UInt8 = 0x7C

  /// Length to keep of a Salesforce id: 15 of the 18-character form, else everything.
  @inlinable
  public static func significantLength(_ b: UnsafeRawBufferPointer) -> Int {
    guard b.count == 18 else { return b.count }
    for byte in b {
      let alphanumeric =
        byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
      if !alphanumeric { return 18 }
    }
    // Key prefixes of Salesforce ids start with a digit or `a`–`z`; require the usual `0` `a` or
    // a digit so that an 18-letter word isn't cut.
    return b[0] == 0x30 || b[0] == 0x61 || (b[0] >= 0x31 && b[0] <= 0x39) ? 15 : 18
  }
}

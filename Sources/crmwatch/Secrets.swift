import SecurityModel

/// Random numbers for new stores.
enum Secrets {
  /// A key from the system's random source.
  static func random() -> KeyedHash {
    var source = SystemRandomNumberGenerator()
    return KeyedHash(key0: source.next(), key1: source.next())
  }
}

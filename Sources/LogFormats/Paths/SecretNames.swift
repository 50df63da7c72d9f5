import SecurityModel

/// Knows the names of parameters that hold secrets, and how secrets look.
enum SecretNames {
  /// What a parameter's name says about its value.
  enum Kind: UInt8 {
    case none
    /// A secret that says who is calling: access token, session id, API key.
    case caller
    /// Any other secret: password, client secret, refresh token, assertion.
    case other
    /// Secret when long enough: words that also name harmless things (`code`, `state`).
    case ifLong
  }

  /// Judges a parameter name; case and the characters `-`, `_`, `.` don't matter.
  static func kind(of name: UnsafeRawBufferPointer) -> Kind {
    guard name.count >= 3, name.count <= 32, mayBeNamed(name[0], name[name.count &- 1])
    else { return .none }
    var folded = InlineArray<32, UInt8>(repeating: 0)
    var n = 0
    for byte in name where byte != 0x2D && byte != 0x5F && byte != 0x2E {
      folded[n] = byte.asciiLowered
      n += 1
    }
    return withUnsafeBytes(of: folded) { kind(folded: $0.cut(0, n)) }
  }

  /// A cheap look at the first and last letter of a name: false means that it names no secret.
  @inline(__always)
  private static func mayBeNamed(_ first: UInt8, _ last: UInt8) -> Bool {
    guard first.isLetter, last.isLetter else { return true }
    return lastLetters[Int(first | 0x20) &- 0x61] >> UInt32((last | 0x20) &- 0x61) & 1 != 0
  }

  /// By first letter, a bit for each letter that a name of the list below ends with.
  private static let lastLetters: InlineArray<26, UInt32> = {
    var table = InlineArray<26, UInt32>(repeating: 0)
    let ends: [(UInt8, String)] = [
      (0x61, "ny"), (0x62, "nr"), (0x63, "enrt"), (0x68, "y"), (0x69, "nt"), (0x6A, "dt"),
      (0x6F, "n"), (0x70, "desy"), (0x72, "n"), (0x73, "denty"), (0x74, "n"), (0x78, "ny"),
    ]
    for (first, letters) in ends {
      for letter in letters.utf8 { table[Int(first) - 0x61] |= 1 << UInt32(letter - 0x61) }
    }
    return table
  }()

  private static func kind(folded name: UnsafeRawBufferPointer) -> Kind {
    guard name.count >= 3 else { return .none }
    switch name[0] {
    case 0x61:  // a
      if name.isWord("accesstoken") || name.isWord("apikey") || name.isWord("apitoken")
        || name.isWord("authtoken") || name.isWord("authorization")
      {
        return .caller
      }
      return name.isWord("assertion") ? .other : .none
    case 0x62: return name.isWord("bearer") || name.isWord("bearertoken") ? .caller : .none
    case 0x63:
      if name.isWord("clientsecret") || name.isWord("consumersecret")
        || name.isWord("clientassertion") || name.isWord("codeverifier")
      {
        return .other
      }
      return name.isWord("code") ? .ifLong : .none
    case 0x68: return name.isWord("hapikey") ? .caller : .none
    case 0x69: return name.isWord("idtoken") || name.isWord("idtokenhint") ? .other : .none
    case 0x6A: return name.isWord("jwt") || name.isWord("jsessionid") ? .caller : .none
    case 0x6F: return name.isWord("oauthtoken") ? .caller : .none
    case 0x70:
      return name.isWord("password") || name.isWord("passwd") || name.isWord("pwd")
        || name.isWord("privatekey") || name.isWord("passphrase") || name.isWord("pass")
        ? .other : .none
    case 0x72: return name.isWord("refreshtoken") ? .other : .none
    case 0x73:
      if name.isWord("sid") || name.isWord("sessionid") || name.isWord("sessiontoken")
        || name.isWord("subscriptionkey")
      {
        return .caller
      }
      if name.isWord("secret") || name.isWord("samlresponse") || name.isWord("securitytoken")
        || name.isWord("secretkey") || name.isWord("sharedsecret") || name.isWord("signature")
      {
        return .other
      }
      return .none
    case 0x74: return name.isWord("token") ? .caller : .none
    case 0x78:
      return name.isWord("xapikey") || name.isWord("xamzsecuritytoken") ? .caller : .none
    default: return .none
    }
  }

  /// A cheap look at the length and first byte: false means that `looksSecret` is false.
  @inline(__always)
  static func mayLookSecret(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 16 else { return false }
    switch value[0] {
    case 0x23, 0x30, 0x41, 0x65, 0x70: return true
    default: return false
    }
  }

  /// True when `value` looks like a secret by itself: a Salesforce session (`00D…!…`), a JSON web
  /// token, a HubSpot private-app token, an AWS access key id, or what we wrote in a secret's
  /// place.
  static func looksSecret(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 16, value.count <= 8_192 else { return false }
    switch value[0] {
    case 0x23: return writtenHash(value) != nil
    case 0x30:
      // `00D` + 12 or 15 characters of the org id, `!`, then the session.
      return value.startsWith("00d") && value.count >= 30
        && (value[15] == 0x21 || value[18] == 0x21)
    case 0x65:
      guard value.startsWith("eyj"), let dot = value.index(of: 0x2E) else { return false }
      return dot >= 10 && value.count > dot + 10
    case 0x70:
      // pat-na1-…, pat-eu1-…
      return value.startsWith("pat-") && value.count >= 24 && value[7] == 0x2D
    case 0x41:
      guard value.count == 20, value[1] == 0x4B || value[1] == 0x53, value[2] == 0x49,
        value[3] == 0x41
      else { return false }
      for byte in value where !byte.isAlphanumeric || (byte.isLetter && byte >= 0x61) {
        return false
      }
      return true
    default: return false
    }
  }

  /// The secret of a header value: what follows `Bearer`, `Basic`, `Token` or `OAuth`, or all.
  static func withoutScheme(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard value.count > 12 else { return value }
    let length =
      value.startsWith("bearer ")
      ? 7
      : value.startsWith("basic ") || value.startsWith("token ") || value.startsWith("oauth ")
        ? 6 : 0
    return value.cut(from: length)
  }

  /// True for `Bearer` and one word behind it.
  static func isBearer(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count > 12 && value.startsWith("bearer ") && value.index(of: 0x20, from: 7) == nil
  }

  /// The hash that `value` already is when it has the form `#` and 16 hexadecimal digits, which
  /// is how secrets are written in our own output.
  static func writtenHash(_ value: UnsafeRawBufferPointer) -> UInt64? {
    guard value.count == 17, value[0] == 0x23 else { return nil }
    var hash: UInt64 = 0
    for i in 1..<17 {
      guard let digit = value[i].hexValue else { return nil }
      hash = hash << 4 | UInt64(digit)
    }
    return hash == 0 ? nil : hash
  }
}

extension DecodeContext {
  /// The keyed hash of a secret; a secret that is already written as its hash keeps it.
  @inline(__always)
  func secretHash(_ value: UnsafeRawBufferPointer) -> UInt64 {
    if value.isEmpty { return 0 }
    return SecretNames.writtenHash(value) ?? secrets(value)
  }

  /// The hash of an opaque id that a record names itself by; 0 for none. One that looks like a
  /// secret has the hash under which it is written.
  @inline(__always)
  func idHash(_ id: UnsafeRawBufferPointer) -> UInt64 {
    if id.isEmpty { return 0 }
    return SecretNames.mayLookSecret(id) && SecretNames.looksSecret(id)
      ? secretHash(id) : StableHash.bytes(id)
  }

  /// The text repaired to valid UTF-8, or, when it looks like a secret, its hash.
  func textHidingSecret(_ value: UnsafeRawBufferPointer) -> String {
    SecretNames.looksSecret(value)
      ? KeyedHash.text(secretHash(value)) : String(decoding: value, as: UTF8.self)
  }

  /// The symbol of a text; the usual case, a text that is no secret, costs one look.
  @inline(__always)
  func symbol(_ value: UnsafeRawBufferPointer) -> Symbol {
    SecretNames.mayLookSecret(value) ? symbolHidingSecret(value) : symbols.intern(value)
  }

  /// The symbol of a text, or, when it looks like a secret, of its hash's text.
  @inline(never)
  func symbolHidingSecret(_ value: UnsafeRawBufferPointer) -> Symbol {
    SecretNames.looksSecret(value)
      ? symbols.intern(KeyedHash.text(secretHash(value))) : symbols.intern(value)
  }
}

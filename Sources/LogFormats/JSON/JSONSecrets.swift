import SecurityModel

/// Hides secrets and personal data in the values of a record that is to be shown or stored.
struct JSONSecrets {
  let context: DecodeContext
  /// Names, folded to lower-case letters and digits, whose values are somebody's personal data:
  /// they are written as keyed hashes.
  var personal: Set<String> = []

  /// `value` of the member `name` with every secret in it hashed: members named like one, and
  /// texts that look like one or hold one.
  func masked(_ name: String, _ value: JSONValue) -> JSONValue {
    if isHidden(name) { return hashed(value) }
    switch value {
    case .string(let text): return .string(masked(text))
    case .array(let elements): return .array(elements.map { masked(name, $0) })
    case .object(let members): return .object(pair(members) ?? members.map(member))
    default: return value
    }
  }

  private func member(_ member: JSONValue.Member) -> JSONValue.Member {
    .init(safe(name: member.name), masked(member.name, member.value))
  }

  /// `{"Name": "password", "Value": …}`: the value goes by the name beside it.
  private func pair(_ members: [JSONValue.Member]) -> [JSONValue.Member]? {
    guard members.count <= 8,
      let name = members.first(where: { Self.folded($0.name) == "name" })?.value.string
    else { return nil }
    guard isHidden(name) else { return nil }
    return members.map {
      let isValue = Self.folded($0.name).hasSuffix("value")
      return .init(safe(name: $0.name), isValue ? hashed($0.value) : masked($0.name, $0.value))
    }
  }

  /// A name as it may be shown: somebody may have used a secret as one.
  func safe(name: String) -> String {
    var copy = name
    return copy.withUTF8 { context.textHidingSecret(UnsafeRawBufferPointer($0)) }
  }

  /// A text without the secrets in it.
  func masked(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 {
      let bytes = UnsafeRawBufferPointer($0)
      if SecretNames.looksSecret(bytes) || SecretNames.isBearer(bytes) {
        return KeyedHash.text(context.secretHash(SecretNames.withoutScheme(bytes)))
      }
      if bytes.first == 0x2F || bytes.startsWith("http") {
        return PathReader.maskedTarget(bytes, context: context)
      }
      return SecretText.masked(bytes, context: context)
    }
  }

  private func isHidden(_ name: String) -> Bool {
    if !personal.isEmpty, personal.contains(Self.folded(name)) { return true }
    var copy = name
    return copy.withUTF8 {
      let bytes = UnsafeRawBufferPointer($0)
      let kind = SecretNames.kind(of: bytes)
      return kind == .caller || kind == .other || bytes.isWord("cookie")
        || bytes.isWord("set-cookie")
    }
  }

  /// Everything in `value` as keyed hashes; null, true, false and empty texts stay.
  private func hashed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): return text.isEmpty ? value : .string(hash(text))
    case .integer(let number): return .string(hash(String(number)))
    case .double(let number): return .string(hash(String(number)))
    case .array(let elements): return .array(elements.map(hashed))
    case .object(let members):
      return .object(members.map { .init(safe(name: $0.name), hashed($0.value)) })
    case .null, .bool: return value
    }
  }

  private func hash(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 {
      KeyedHash.text(context.secretHash(SecretNames.withoutScheme(UnsafeRawBufferPointer($0))))
    }
  }

  /// The letters and digits of a name, in lower case.
  static func folded(_ name: String) -> String {
    String(decoding: name.utf8.filter(\.isAlphanumeric).map(\.asciiLowered), as: UTF8.self)
  }
}

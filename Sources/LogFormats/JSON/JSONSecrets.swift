import SecurityModel

/// Hides secrets and personal data in the values of a record that is to be shown or stored.
struct JSONSecrets {
  let context: DecodeContext
  /// Names, folded to lower-case letters and digits, whose values are somebody's personal data:
  /// they are written as keyed hashes. `fields.value` means `Value` inside `Fields`.
  var personal: Set<String> = []

  /// `value` of the member `name` with every secret in it hashed: members named like one, and
  /// texts that look like one or hold one.
  func masked(_ name: String, _ value: JSONValue) -> JSONValue {
    masked(name, value, within: "", depth: 0)
  }

  private func masked(
    _ name: String, _ value: JSONValue, within parent: String, depth: Int
  ) -> JSONValue {
    if isHidden(name, within: parent) { return hashed(value) }
    switch value {
    case .string(let text):
      return .string(embedded(name, text, within: parent, depth: depth) ?? masked(text))
    case .array(let elements):
      return .array(elements.map { masked(name, $0, within: parent, depth: depth) })
    case .object(let members):
      return .object(
        pair(members)
          ?? members.map {
            .init(safe(name: $0.name), masked($0.name, $0.value, within: name, depth: depth))
          })
    default: return value
    }
  }

  /// JSON inside a text, its values masked like those around it; nil when there is none.
  private func embedded(
    _ name: String, _ text: String, within parent: String, depth: Int
  ) -> String? {
    guard depth < 3, let first = text.utf8.first, first == 0x7B || first == 0x5B else {
      return nil
    }
    // Read as the one member of an object, so that lists are read too.
    let wrapped = Array(#"{"":"#.utf8) + Array(text.utf8) + [0x7D]
    let members = wrapped.withUnsafeBytes { try? JSONTree.members(of: $0) }
    guard let value = members?.first?.value, members?.count == 1 else { return nil }
    return masked(name, value, within: parent, depth: depth + 1).text
  }

  /// `{"Name": "password", "Value": …}`: the value goes by the name beside it.
  private func pair(_ members: [JSONValue.Member]) -> [JSONValue.Member]? {
    guard members.count <= 8,
      let name = members.first(where: { Self.folded($0.name) == "name" })?.value.string,
      isHidden(name, within: "")
    else { return nil }
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

  private func isHidden(_ name: String, within parent: String) -> Bool {
    if !personal.isEmpty {
      let folded = Self.folded(name)
      if personal.contains(folded) || personal.contains(Self.folded(parent) + "." + folded) {
        return true
      }
    }
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

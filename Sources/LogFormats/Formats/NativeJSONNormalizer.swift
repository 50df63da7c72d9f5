import SecurityModel

/// Makes the full record of a native line: every field kept, secrets hashed, types made uniform.
struct NativeJSONNormalizer {
  let context: DecodeContext

  /// The record of bytes that decoded to `event`.
  func normalize(
    _ record: UnsafeRawBufferPointer, _ event: APIEvent
  ) throws(DecodeFailure) -> NormalizedEvent {
    var assembler = NormalizedAssembler(context: context)
    let known = Dictionary(
      uniqueKeysWithValues: NormalizedKey.allCases.map { ($0.name, $0) })
    for member in try JSONTree.members(of: record) {
      if member.value == .null { continue }
      if let key = known[member.name] {
        if let value = canonical(key, member.value) { assembler.set(key, value) }
      } else {
        assembler.add(extra: member.name, masked(member.name, member.value))
      }
    }
    assembler.fill(from: event)
    return assembler.event
  }

  /// The record of fields whose values were worked out elsewhere, and of the source's own ones.
  /// - Parameter isSecret: tells by its path (names with dots between) what must be hashed.
  func normalize(
    _ known: [(NormalizedKey, JSONValue)], extras: [JSONValue.Member], _ event: APIEvent,
    isSecret: (String) -> Bool
  ) -> NormalizedEvent {
    var assembler = NormalizedAssembler(context: context)
    for (key, value) in known where value != .null {
      if let value = canonical(key, value) { assembler.set(key, value) }
    }
    assembler.fill(from: event)
    let secrets = JSONSecrets(context: context)
    for member in extras where member.value != .null {
      let value = hashed(member.name, member.value, isSecret)
      assembler.add(
        source: secrets.safe(name: member.name), secrets.masked(member.name, value))
    }
    return assembler.event
  }

  /// `value` with what stands at secret paths replaced by its hash.
  private func hashed(
    _ path: String, _ value: JSONValue, _ isSecret: (String) -> Bool
  ) -> JSONValue {
    if case .object(let members) = value {
      return .object(
        members.map { .init($0.name, hashed(path + "." + $0.name, $0.value, isSecret)) })
    }
    guard isSecret(path) else { return value }
    switch value {
    case .string(let text): return text.isEmpty ? value : .string(hash(text))
    case .array(let elements): return .array(elements.map { hashed(path, $0, isSecret) })
    case .null, .bool, .object: return value
    default: return .string(hash(value.text))
    }
  }

  /// The value in the form that the record format asks for; nil to leave it out.
  private func canonical(_ key: NormalizedKey, _ value: JSONValue) -> JSONValue? {
    switch key {
    case .uri:
      guard var target = value.string else { return nil }
      return .string(
        target.withUTF8 {
          PathReader.maskedTarget(UnsafeRawBufferPointer($0), context: context)
        })
    case .query:
      guard var query = value.string, !query.isEmpty else { return nil }
      return .string(
        query.withUTF8 {
          SecretText.masked(UnsafeRawBufferPointer($0), context: context)
        })
    case .objects, .fields, .recordIDs: return list(value, separator: nil)
    case .scopes: return list(value, separator: " ")
    case .session, .tokenID, .targetToken:
      // Written from the event, as hashes.
      return nil
    case .headers, .jwt, .change: return masked(key.name, value)
    case .counts, .userOnly, .secondary, .rowsCumulative, .rowsEstimated, .bulkQuery,
      .carriedSecret, .hostileText, .internalAddress, .mfa, .outcome, .failure, .dedupKey:
      // Written from the event, as far as they differ from what follows from the rest.
      return nil
    case .durationMS: return value.number.map { $0 < 0 ? nil : value } ?? nil
    case .rows, .countResult, .responseBytes: return nil
    case .requestBytes: return value
    case .id:
      // Its hash is part of the event, so it stays as it is.
      return value == "" ? nil : value
    case .platform, .ts, .credential: return nil
    default: return plain(value)
    }
  }

  /// Texts and numbers as they are (numbers that should be texts become texts), unless they look
  /// like a secret.
  private func plain(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .string(let text): text.isEmpty ? nil : .string(hidden(text, bearer: false))
    default: masked("", value)
    }
  }

  private func list(_ value: JSONValue, separator: Character?) -> JSONValue? {
    switch value {
    case .array(let elements):
      return elements.isEmpty ? nil : .array(elements.map { element($0) })
    case .string(let text):
      guard let separator else {
        return text.isEmpty ? nil : .array([.string(hidden(text, bearer: false))])
      }
      let parts = text.split(separator: separator).map { JSONValue.string(hidden(String($0))) }
      return parts.isEmpty ? nil : .array(parts)
    default: return nil
    }
  }

  private func element(_ value: JSONValue) -> JSONValue {
    if case .string(let text) = value { return .string(hidden(text, bearer: false)) }
    return masked("", value)
  }

  /// `value` with every secret in it hashed: members named like one, and texts that look like one.
  private func masked(_ name: String, _ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      return .string(isSecretName(name) && !text.isEmpty ? hash(text) : hidden(text))
    case .integer(let number) where isSecretName(name):
      return .string(hash(String(number)))
    case .array(let elements): return .array(elements.map { masked(name, $0) })
    case .object(let members):
      return .object(members.map { .init($0.name, masked($0.name, $0.value)) })
    default: return value
    }
  }

  private func isSecretName(_ name: String) -> Bool {
    var copy = name
    return copy.withUTF8 {
      let bytes = UnsafeRawBufferPointer($0)
      let kind = SecretNames.kind(of: bytes)
      return kind == .caller || kind == .other || bytes.isWord("cookie")
        || bytes.isWord("set-cookie")
    }
  }

  /// A text that looks like a secret, or says so with `Bearer`, as its hash.
  private func hidden(_ text: String, bearer: Bool = true) -> String {
    var copy = text
    let isSecret = copy.withUTF8 {
      let bytes = UnsafeRawBufferPointer($0)
      return SecretNames.looksSecret(bytes)
        || (bearer && SecretNames.isBearer(bytes))
    }
    return isSecret ? hash(text) : text
  }

  private func hash(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 {
      KeyedHash.text(context.secretHash(SecretNames.withoutScheme(UnsafeRawBufferPointer($0))))
    }
  }
}

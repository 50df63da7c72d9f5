import SecurityModel

/// Carries a plan out: from the values of a record's sources to an event.
final class MappedFields {
  let plan: MappingPlan
  let context: DecodeContext
  let record: MappedRecord
  /// For each source of the plan its value in the record at hand.
  let values: UnsafeMutablePointer<MappedValue>
  let fields: NativeJSONFields
  private let identity = AccessLogIdentity()
  private var clock = AccessLogTime()
  private var knownOrg = (text: "", symbol: Symbol.none)
  private var knownPair = (app: Symbol.none, user: Symbol.none, credential: Symbol.none)

  init(_ plan: MappingPlan, _ context: DecodeContext) {
    self.plan = plan
    self.context = context
    fields = NativeJSONFields(context)
    record = MappedRecord(slots: fields.slots)
    let count = max(1, plan.sources.count)
    values = .allocate(capacity: count)
    values.initialize(repeating: .none, count: count)
  }

  deinit { values.deallocate() }

  /// Fills `event` from `values`.
  /// - Throws: `DecodeFailure` when the record has no time.
  func read(into event: inout APIEvent) throws(DecodeFailure) {
    record.begin()
    let time = try time()
    for rule in plan.rules { apply(rule) }
    for constant in plan.constants where !record.has(constant.key) {
      if constant.key.isBool {
        record.put(constant.key, constant.value.first.map { "tTyY1".utf8.contains($0) } ?? false)
      } else {
        record.put(constant.key, text: constant.value)
      }
    }
    if let success = plan.success, let outcome = outcome(success) {
      record.put(.outcome, text: Array(outcome.name.utf8))
    }
    let isNamed = record.has(.credential)
    // Nobody is named yet; who it is follows from the rest.
    if !isNamed { record.put(.credential, text: []) }
    try fields.read(record.bytes, record.mask, time: time, into: &event)
    if event.outcome == .success {
      event.failure = .none
    } else if event.outcome == .failure, event.failure == .none {
      event.failure = .other
    }
    if event.org.isNone { event.org = defaultOrg() }
    if !isNamed { identify(&event) }
    if event.integration.isNone {
      event.integration = event.clientFamily.isNone ? event.credential : event.clientFamily
    }
    if !record.has(.userOnly) {
      event.flags.remove(.userOnly)
      if event.isUserOnlyByDefault(context.symbols) { event.flags.insert(.userOnly) }
    }
    event.tieBreak = TieBreak.make(for: event, symbols: context.symbols)
  }

  private func time() throws(DecodeFailure) -> Timestamp {
    for source in plan.time where values[source].isPresent {
      let text = record.plain(values[source])
      if let time = plan.mapping.time.time(text, &clock) { return time }
      throw DecodeFailure("`\(plan.sources[source])` is not a time of the given form")
    }
    let names = plan.time.prefix(3).map { "`\(plan.sources[$0])`" }.joined(separator: ", ")
    throw DecodeFailure("no time in \(names)")
  }

  @inline(__always)
  private func first(_ rule: borrowing MappingPlan.Rule) -> MappedValue {
    for source in rule.sources where values[source].isPresent { return values[source] }
    return .none
  }

  private func apply(_ rule: borrowing MappingPlan.Rule) {
    let key = rule.key
    switch rule.conversion {
    case .copy:
      let value = first(rule)
      if value.isPresent { copy(value, to: key) }
    case .unit(let unit):
      let value = scalar(first(rule))
      if value.isPresent {
        record.put(key, count: DecimalText.scaled(Self.firstNumber(value.bytes), unit.scale))
      }
    case .words:
      let value = scalar(first(rule))
      if value.isPresent { translate(value, rule) }
    case .list(let separator):
      let value = first(rule)
      guard value.isPresent else { return }
      if value.kind == .array {
        record.put(key, value)
      } else {
        record.put(key, splitting: record.plain(value), at: separator)
      }
    case .secret:
      let value = scalar(first(rule))
      guard value.isPresent else { return }
      let hash = context.secretHash(SecretNames.withoutScheme(record.plain(value)))
      record.put(key, text: Array(KeyedHash.text(hash).utf8))
      if key == .tokenID { record.put(.carriedSecret, true) }
    case .requestLine:
      let value = first(rule)
      guard value.kind == .string else { return }
      let line = RequestLine(record.plain(value))
      guard !line.verb.isEmpty else { return }
      record.put(.method, text: line.verb)
      record.put(.uri, text: line.target)
    case .address(let peers): address(rule, peers: peers)
    case .target:
      let path = scalar(values[rule.sources[0]])
      guard path.isPresent else { return }
      let query = rule.sources.count > 1 ? scalar(values[rule.sources[1]]) : .none
      if query.kind == .string, query.escapes == .none, path.escapes == .none {
        record.put(key, joining: path.bytes, query.bytes)
      } else {
        record.put(key, path)
      }
    }
  }

  /// A value as it stands, except that fields of yes and no get one, and others no list.
  @inline(__always)
  private func copy(_ value: MappedValue, to key: NormalizedKey) {
    if key.isBool {
      if value.kind == .bool {
        record.put(key, value)
      } else {
        let text = record.plain(value)
        record.put(
          key, text.isWord("true") || text.isWord("yes") || text.isWord("1") || text.isWord("on"))
      }
    } else if value.kind == .array, !key.isList {
      let first = scalar(value)
      if first.isPresent { record.put(key, first) }
    } else if value.kind == .object {
      return
    } else {
      record.put(key, value)
    }
  }

  /// The first element of a list; other values as they are, and nothing for an object.
  private func scalar(_ value: MappedValue) -> MappedValue {
    guard value.kind == .array || value.kind == .object else { return value }
    guard value.kind == .array, var scanner = JSONScanner(value.bytes),
      (try? scanner.open(0x5B, closing: 0x5D)) == true,
      let token = try? scanner.value(depth: 1), token.kind != .array, token.kind != .object
    else { return .none }
    return MappedValue(token, in: value.bytes)
  }

  private func translate(_ value: MappedValue, _ rule: borrowing MappingPlan.Rule) {
    let text = record.plain(value)
    for word in rule.words where Self.isSame(text, word.from) {
      if !word.to.isEmpty { put(word.to, to: rule.key) }
      return
    }
    if let otherwise = rule.otherwise {
      if !otherwise.isEmpty { put(otherwise, to: rule.key) }
    } else {
      record.put(rule.key, text: text)
    }
  }

  private func put(_ word: [UInt8], to key: NormalizedKey) {
    if key.isBool {
      record.put(key, word.first.map { "tTyY1".utf8.contains($0) } ?? false)
    } else {
      record.put(key, text: word)
    }
  }

  private func address(_ rule: borrowing MappingPlan.Rule, peers: Int) {
    var peer = MappedValue.none
    var isProxy = true
    for source in rule.sources[..<peers] where values[source].kind == .string {
      guard let found = AddressReader.read(values[source].bytes) else { continue }
      peer = values[source]
      isProxy = found.isPrivate
      break
    }
    if isProxy {
      for source in rule.sources[peers...] where values[source].kind == .string {
        guard AddressReader.read(values[source].bytes) != nil else { continue }
        record.put(rule.key, values[source])
        return
      }
    }
    if peer.isPresent { record.put(rule.key, peer) }
  }

  private func outcome(_ rule: MappingPlan.SuccessRule) -> Outcome? {
    let value = scalar(values[rule.source])
    guard value.isPresent else { return nil }
    let text = record.plain(value)
    switch rule.test {
    case .below(let limit):
      guard let number = DecimalText.value(text) else { return nil }
      return number < limit ? .success : .failure
    case .words(let words, let isMember):
      let isOne = words.contains { Self.isSame(text, $0) }
      return isOne == isMember ? .success : .failure
    }
  }

  /// The order of `CredentialKey`: application and user, user, session; without any of these the
  /// token that was used, or the client software and its network.
  private func identify(_ event: inout APIEvent) {
    let application =
      event.app.isNone && !event.user.isNone ? event.integration : event.app
    if !application.isNone || !event.user.isNone {
      if knownPair.app != application || knownPair.user != event.user
        || knownPair.credential.isNone
      {
        knownPair = (
          application, event.user,
          CredentialText.credential(application: application, user: event.user, in: context)
        )
      }
      event.credential = knownPair.credential
    } else if event.session != 0 {
      event.credential = context.symbols.intern(KeyedHash.text(event.session))
    } else {
      event.credential = identity.credential(of: event, context.symbols)
    }
  }

  private func defaultOrg() -> Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if knownOrg.text != context.defaultOrg {
      knownOrg = (context.defaultOrg, context.symbols.intern(context.defaultOrg))
    }
    return knownOrg.symbol
  }

  /// Of several numbers, as nginx lists them for several upstreams, the first.
  static func firstNumber(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    for i in 0..<text.count where text[i] == 0x2C || text[i] == 0x3A {
      return text.cut(0, i)
    }
    return text
  }

  @inline(__always)
  private static func isSame(_ text: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
    guard text.count == word.count else { return false }
    for i in 0..<word.count where text[i].asciiLowered != word[i] { return false }
    return true
  }
}

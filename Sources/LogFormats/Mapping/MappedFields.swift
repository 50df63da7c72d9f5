import SecurityModel

/// Carries a plan out: from the values of a record's sources to an event.
final class MappedFields {
  let plan: MappingPlan
  let context: DecodeContext
  let record: MappedRecord
  /// For each source of the plan its value in the record at hand.
  let values: UnsafeMutablePointer<MappedValue>
  let fields: NativeJSONFields
  private let steps: MappingSteps
  private let hasConstants: Bool
  private let identity = AccessLogIdentity()
  private let rule: TimeRule
  private let readsDays: Bool
  private let times: [Int]
  private var day = LastDay()
  private var clock = AccessLogTime()
  private var knownOrg = (text: "", symbol: Symbol.none)
  private var knownPair = (app: Symbol.none, user: Symbol.none, credential: Symbol.none)

  init(_ plan: MappingPlan, _ context: DecodeContext) {
    self.plan = plan
    self.context = context
    fields = NativeJSONFields(context)
    steps = MappingSteps(plan)
    hasConstants = !plan.constants.isEmpty
    rule = plan.mapping.time
    // RFC 3339 in UTC looks the same by either of these rules.
    readsDays = rule.form == .automatic || rule.form == .rfc3339
    times = plan.time
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
    let steps = steps
    var i = 0
    while i < steps.count {
      apply(steps.steps[i])
      i &+= 1
    }
    if hasConstants { putConstants() }
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

  private func putConstants() {
    for constant in plan.constants where !record.has(constant.key) {
      put(constant.value, to: constant.key)
    }
  }

  private func time() throws(DecodeFailure) -> Timestamp {
    for source in times where values[source].isPresent {
      let text = record.plain(values[source])
      if readsDays, text.count == 24, text[23] == 0x5A, let time = day.time(of: text) {
        return time
      }
      if let time = rule.time(text, &clock) { return time }
      throw DecodeFailure("`\(plan.sources[source])` is not a time of the given form")
    }
    let names = plan.time.prefix(3).map { "`\(plan.sources[$0])`" }.joined(separator: ", ")
    throw DecodeFailure("no time in \(names)")
  }

  /// The first of a step's sources, from the one numbered `from`, that has a value.
  @inline(__always)
  private func first(_ step: MappingSteps.Step, from: Int32 = 0) -> MappedValue {
    var i = Int(step.first &+ from)
    let end = Int(step.first &+ step.count)
    while i < end {
      let value = values + Int(steps.sources[i])
      if value.pointee.isPresent { return value.pointee }
      i &+= 1
    }
    return .none
  }

  @inline(__always)
  private func apply(_ step: MappingSteps.Step) {
    let value = first(step)
    guard value.isPresent else { return }
    if step.kind == .copy {
      if value.kind.rawValue < JSONToken.Kind.array.rawValue {
        record.put(step.key, value)
      } else {
        let element = scalar(value)
        if element.isPresent { record.put(step.key, element) }
      }
    } else {
      convert(value, step)
    }
  }

  private func convert(_ value: MappedValue, _ step: MappingSteps.Step) {
    let key = step.key
    switch step.kind {
    case .copy, .copyList: if value.kind != .object { record.put(key, value) }
    case .copyBool:
      if value.kind == .bool {
        record.put(key, value)
      } else {
        let text = record.plain(scalar(value))
        record.put(
          key, text.isWord("true") || text.isWord("yes") || text.isWord("1") || text.isWord("on"))
      }
    case .unit:
      let number = Self.firstNumber(scalar(value).bytes)
      if step.times == step.by, number.isDigits {
        record.put(key, count: NumberText.count(number))
      } else {
        record.put(key, count: DecimalText.scaled(number, (step.times, step.by)))
      }
    case .words: translate(scalar(value), step)
    case .list:
      if value.kind == .array {
        record.put(key, value)
      } else if value.kind != .object {
        record.put(key, splitting: record.plain(value), at: step.separator)
      }
    case .secret:
      let value = scalar(value)
      guard value.isPresent else { return }
      let hash = context.secretHash(SecretNames.withoutScheme(record.plain(value)))
      record.put(key, text: Array(KeyedHash.text(hash).utf8))
      if key == .tokenID { record.put(.carriedSecret, true) }
    case .requestLine:
      guard value.kind == .string else { return }
      let line = RequestLine(record.plain(value))
      guard !line.verb.isEmpty else { return }
      record.put(.method, text: line.verb)
      record.put(.uri, text: line.target)
    case .address: address(step)
    case .target: target(step)
    }
  }

  private func target(_ step: MappingSteps.Step) {
    let path = scalar(values[Int(steps.sources[Int(step.first)])])
    guard path.isPresent else { return }
    let query =
      step.count > 1 ? scalar(values[Int(steps.sources[Int(step.first) + 1])]) : .none
    if query.kind == .string, query.escapes == .none, path.escapes == .none {
      record.put(step.key, joining: path.bytes, query.bytes)
    } else {
      record.put(step.key, path)
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

  private func translate(_ value: MappedValue, _ step: MappingSteps.Step) {
    guard value.isPresent else { return }
    let text = record.plain(value)
    let known = steps.tables[Int(step.table)]
    var place = -1
    if let table = known.table {
      place = table.value(of: text)
    } else {
      place = known.words.firstIndex { Self.isSame(text, $0.from) } ?? -1
    }
    if place >= 0 {
      put(known.words[place].to, to: step.key)
    } else if let otherwise = known.otherwise {
      put(otherwise, to: step.key)
    } else {
      record.put(step.key, text: text)
    }
  }

  /// Notes a word; the empty one is no value.
  private func put(_ word: [UInt8], to key: NormalizedKey) {
    if word.isEmpty { return }
    if key.isBool {
      record.put(key, word.first.map { "tTyY1".utf8.contains($0) } ?? false)
    } else {
      record.put(key, text: word)
    }
  }

  private func address(_ step: MappingSteps.Step) {
    var peer = MappedValue.none
    var isProxy = true
    let first = Int(step.first)
    for i in first..<first + Int(step.peers) {
      let value = values[Int(steps.sources[i])]
      guard value.kind == .string, let found = AddressReader.read(value.bytes) else { continue }
      peer = value
      isProxy = found.isPrivate
      break
    }
    if isProxy {
      for i in first + Int(step.peers)..<first + Int(step.count) {
        let value = values[Int(steps.sources[i])]
        guard value.kind == .string, AddressReader.read(value.bytes) != nil else { continue }
        record.put(step.key, value)
        return
      }
    }
    if peer.isPresent { record.put(step.key, peer) }
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

import SecurityModel

/// Reads the noted values of one native record into an event.
///
/// One instance per decoder: what it refers to is held once, not retained for each record.
final class NativeJSONFields {
  let slots: UnsafeMutablePointer<JSONToken>
  let scratch = ScratchBuffer(capacity: maximumTextLength)
  let context: DecodeContext
  let scopes = ScopeText()
  let objectNames = ShortTextMemo()
  let harmlessHeaders: SeenTexts
  private let identities: IdentityMemo
  let platforms = WordTable(
    Platform.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  let surfaces = WordTable(
    APISurface.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  let operations = WordTable(
    Operation.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  let credentialTypes = WordTable(
    CredentialType.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  let failures = WordTable(
    FailureKind.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  /// Behind a pointer to be free of exclusivity checks.
  private let state: UnsafeMutablePointer<State>

  /// Longest unescaped text, in bytes; the rest of a value is ignored.
  static let maximumTextLength = QueryReader.maximumLength

  private struct State {
    var record = UnsafeRawBufferPointer(start: nil, count: 0)
    var mask: UInt64 = 0
    var day = LastDay()
    var org = LastText()
    var version = LastText()
  }

  init(_ context: DecodeContext) {
    self.context = context
    harmlessHeaders = SeenTexts(context.secrets)
    identities = IdentityMemo(context.secrets)
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: .null, count: 64)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    slots.deallocate()
    state.deallocate()
  }

  @inline(__always) var record: UnsafeRawBufferPointer { state.pointee.record }
  @inline(__always) private var mask: UInt64 { state.pointee.mask }

  /// Fills `event` from the values of `record` that `slots` hold where `mask` says so.
  @inline(__always)
  func read(
    _ record: UnsafeRawBufferPointer, _ mask: UInt64, into event: inout APIEvent
  ) throws(DecodeFailure) {
    state.pointee.record = record
    state.pointee.mask = mask
    try read(into: &event)
  }

  /// The same for a record whose time was read already.
  func read(
    _ record: UnsafeRawBufferPointer, _ mask: UInt64, time: Timestamp, into event: inout APIEvent
  ) throws(DecodeFailure) {
    state.pointee.record = record
    state.pointee.mask = mask
    event.time = time
    try readAllButTime(into: &event)
  }

  /// Fills `event`; what the record says explicitly comes before what its `uri` and `query` tell.
  @inline(__always)
  private func read(into event: inout APIEvent) throws(DecodeFailure) {
    try readTime(into: &event)
    try readAllButTime(into: &event)
  }

  @inline(__always)
  private func readAllButTime(into event: inout APIEvent) throws(DecodeFailure) {
    readKind(into: &event)
    if has(.objects) { readObjects(into: &event) }
    if has(.jobID) { event.job = PathCall.jobHash(text(.jobID), context) }
    readTarget(into: &event)
    if has(.endpoint) { event.endpoint = symbol(.endpoint, &event) }
    if has(.fields) { readFields(into: &event) }
    try readIdentity(into: &event)
    readClient(into: &event)
    readResult(into: &event)
    readNumbers(into: &event)
    readFlags(into: &event)
    if has(.headers) { readHeaders(into: &event) }
    if has(.scopes) { readScopes(into: &event) }
    if has(.id) {
      event.dedupKey = StableHash.bytes(text(.id), seed: UInt64(event.platform.rawValue))
      event.flags.insert(.dedup)
    } else if has(.dedupKey) {
      readDedupKey(into: &event)
    }
  }

  // MARK: Access

  @inline(__always)
  func has(_ key: NormalizedKey) -> Bool {
    mask >> UInt64(truncatingIfNeeded: key.rawValue) & 1 != 0
  }

  @inline(__always)
  func token(_ key: NormalizedKey) -> JSONToken { slots[key.rawValue] }

  /// The plain text of a string or the digits of a number; empty for anything else. Valid until
  /// the next call.
  @inline(__always)
  func text(_ key: NormalizedKey) -> UnsafeRawBufferPointer {
    has(key) ? text(token(key)) : record.cut(0, 0)
  }

  @inline(__always)
  func text(_ token: JSONToken) -> UnsafeRawBufferPointer {
    guard token.kind == .string || token.kind == .number else { return record.cut(0, 0) }
    let bytes = UnsafeRawBufferPointer(
      start: record.baseAddress.map { $0 + Int(token.start) }, count: token.count)
    return token.isEscaped ? unescaped(bytes) : bytes
  }

  @inline(never)
  private func unescaped(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    scratch.filled(JSONText.unescape(bytes, into: scratch.bytes))
  }

  /// The symbol of a text; notes hostile characters.
  @inline(__always)
  func symbol(_ key: NormalizedKey, _ event: inout APIEvent) -> Symbol {
    guard has(key) else { return .none }
    return symbol(text(key), isSpecial: token(key).isSpecial, &event)
  }

  /// The symbol of a text; a secret in its place goes by its hash.
  @inline(__always)
  func symbol(
    _ bytes: UnsafeRawBufferPointer, isSpecial: Bool, _ event: inout APIEvent
  ) -> Symbol {
    if isSpecial { noteHostile(bytes, &event) }
    return context.symbol(bytes)
  }

  @inline(never)
  private func noteHostile(_ bytes: UnsafeRawBufferPointer, _ event: inout APIEvent) {
    if HostileText.isPresent(in: bytes) { event.flags.insert(.hostileText) }
  }

  /// A whole number; fractions are cut, numbers in quotes accepted. -1 when there is none, it
  /// is negative or beyond 64 bits.
  @inline(__always)
  func count(_ key: NormalizedKey) -> Int64 {
    has(key) ? NumberText.count(text(key)) : -1
  }

  /// True, false, or nil when the key is missing or has another type.
  func bool(_ key: NormalizedKey) -> Bool? {
    guard has(key), token(key).kind == .bool else { return nil }
    return record[Int(token(key).start)] == 0x74
  }

  // MARK: Fields

  @inline(__always)
  private func readTime(into event: inout APIEvent) throws(DecodeFailure) {
    guard has(.ts) else { throw DecodeFailure("the required field `ts` is missing") }
    let text = text(.ts)
    guard let time = state.pointee.day.time(of: text) ?? TimestampParser.parse(text) else {
      throw DecodeFailure("`ts` is not a time", column: Int(token(.ts).start) + 1)
    }
    event.time = time
  }

  @inline(__always)
  private func readKind(into event: inout APIEvent) {
    if has(.platform) {
      event.platform =
        Platform(rawValue: word(.platform, platforms)) ?? .generic
    }
    if has(.api) {
      event.surface = APISurface(rawValue: word(.api, surfaces)) ?? .unknown
    }
    if has(.operation) {
      event.operation = Operation(rawValue: word(.operation, operations)) ?? .other
    }
    if has(.method) { event.method = HTTPMethod(text(.method)) }
    if has(.apiVersion) {
      event.apiVersion = state.pointee.version.symbol(of: text(.apiVersion), in: context)
      if state.pointee.version.isHostile { event.flags.insert(.hostileText) }
    }
    if has(.eventType) { event.eventType = symbol(.eventType, &event) }
  }

  @inline(__always)
  private func word(_ key: NormalizedKey, _ table: WordTable) -> UInt8 {
    UInt8(truncatingIfNeeded: table.value(of: text(key)))
  }

  @inline(__always)
  private func readTarget(into event: inout APIEvent) {
    if has(.uri) {
      if token(.uri).isSpecial { noteHostile(text(.uri), &event) }
      PathReader.read(text(.uri), method: event.method, context: context, into: &event)
    }
    if has(.query) {
      QueryReader.read(text(.query), context: context, into: &event)
    }
  }

  @inline(__always)
  private func readIdentity(into event: inout APIEvent) throws(DecodeFailure) {
    if has(.org) {
      event.org = state.pointee.org.symbol(of: text(.org), in: context)
      if state.pointee.org.isHostile { event.flags.insert(.hostileText) }
    }
    // An empty text is an answer (nobody was named, as in some failed sign-ins); no text is not.
    guard has(.credential), token(.credential).kind == .string || token(.credential).kind == .number
    else {
      throw DecodeFailure("the required field `credential` is missing or not a text")
    }
    let hash = identityHash(event.platform)
    if let known = identities.find(hash) {
      known.pointee.apply(to: &event)
    } else {
      let identity = makeIdentity(event.platform)
      identities.store(identity, under: hash)
      identity.apply(to: &event)
    }
    event.target = symbol(.targetCredential, &event)
    event.session = context.secretHash(text(.session))
    if has(.tokenID) { event.token = context.secretHash(text(.tokenID)) }
    if has(.targetToken) { event.targetToken = context.secretHash(text(.targetToken)) }
  }

  /// A hash of every text that `makeIdentity` reads, seeded with the store's secret key, so that
  /// nobody who chooses names can make one identity pass for another.
  @inline(__always)
  private func identityHash(_ platform: Platform) -> UInt64 {
    var hash = context.secrets.key0 ^ UInt64(platform.rawValue) << 56
    func add(_ key: NormalizedKey) {
      // Even an absent value takes its place in the chain.
      hash =
        has(key)
        ? identities.chain(text(key), hash) &+ 1 : hash &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }
    add(.credential)
    add(.user)
    add(.appID)
    add(.app)
    add(.credentialType)
    return hash | 1
  }

  @inline(never)
  private func makeIdentity(_ platform: Platform) -> Identity {
    var event = APIEvent()
    var identity = Identity()
    identity.user = symbol(.user, &event)
    identity.app = symbol(.appID, &event)
    identity.integration = symbol(.app, &event)
    if token(.credential).isSpecial { noteHostile(text(.credential), &event) }
    identity.credential = credential(text(.credential), platform)
    if has(.credentialType) {
      identity.type = CredentialType(rawValue: word(.credentialType, credentialTypes)) ?? .unknown
    }
    if identity.integration.isNone { identity.integration = identity.credential }
    identity.flags = event.flags
    return identity
  }

  /// The credential's symbol. A secret that somebody took for a name goes by its hash; Salesforce
  /// ids are cut to the 15 characters that count.
  @inline(__always)
  private func credential(_ text: UnsafeRawBufferPointer, _ platform: Platform) -> Symbol {
    platform == .salesforce
      ? CredentialText.salesforce(text, in: context) : context.symbol(text)
  }

  @inline(__always)
  private func readClient(into event: inout APIEvent) {
    if has(.ip) {
      let bytes = text(.ip)
      if let address = AddressReader.read(bytes) {
        event.ip = address
      } else if bytes.contains(word: "salesforce") {
        event.flags.insert(.internalAddress)
      }
    }
    if has(.ipCountry) { event.country = symbol(.ipCountry, &event) }
    if has(.userAgent) { UserAgentReader.read(text(.userAgent), context: context, into: &event) }
  }

  @inline(__always)
  private func readResult(into event: inout APIEvent) {
    if has(.status) { readStatus(into: &event) }
    if has(.error) {
      let code = text(.error)
      if !code.isEmpty {
        let kind = StatusReader.failure(ofCode: code)
        if kind != .other || event.failure == .none { event.failure = kind }
        if event.outcome == .unknown, event.status != 499 { event.outcome = .failure }
      }
    }
    if has(.outcome), let outcome = Outcome(text(.outcome)) {
      event.outcome = outcome
      if outcome != .failure { event.failure = .none }
    }
    if has(.failure), let kind = FailureKind(rawValue: word(.failure, failures)) {
      event.failure = kind
    }
  }

  @inline(__always)
  private func readStatus(into event: inout APIEvent) {
    let token = token(.status)
    if token.kind == .bool {
      event.outcome = record[Int(token.start)] == 0x74 ? .success : .failure
      return
    }
    let bytes = text(token)
    if bytes.count <= 3, bytes.isDigits {
      event.status = UInt16(truncatingIfNeeded: NumberText.count(bytes))
      event.outcome = StatusReader.outcome(of: event.status)
      event.failure = StatusReader.failure(
        of: event.status, operation: event.operation, surface: event.surface)
      return
    }
    event.outcome = StatusReader.outcome(ofWord: bytes) ?? .unknown
    if event.outcome == .failure { event.failure = StatusReader.failure(ofCode: bytes) }
  }

  @inline(__always)
  private func readNumbers(into event: inout APIEvent) {
    event.rows = count(.rows)
    let result = count(.countResult)
    if result >= 0 { event.countResult = result }
    event.responseBytes = count(.responseBytes)
    event.duration = has(.durationMS) ? NumberText.milliseconds(text(.durationMS)) : -1
    if has(.requestID) { event.request = context.idHash(text(.requestID)) }
    if has(.limits) { readLimits(into: &event) }
  }

  @inline(__always)
  private func readFlags(into event: inout APIEvent) {
    if bool(.counts) ?? event.countsByDefault { event.flags.insert(.countsAsCall) }
    if bool(.userOnly) ?? event.isUserOnlyByDefault(context.symbols) {
      event.flags.insert(.userOnly)
    }
    // The keys of our own; most foreign records have none of them.
    guard mask >> UInt64(NormalizedKey.secondary.rawValue) != 0 || has(.mfa) else { return }
    set(.secondary, .secondaryRow, &event)
    set(.rowsCumulative, .rowsCumulative, &event)
    set(.rowsEstimated, .rowsEstimated, &event)
    set(.bulkQuery, .bulkQuery, &event)
    set(.carriedSecret, .carriedSecret, &event)
    set(.hostileText, .hostileText, &event)
    set(.internalAddress, .internalAddress, &event)
    set(.mfa, .mfa, &event)
  }

  private func set(_ key: NormalizedKey, _ flag: APIEvent.Flags, _ event: inout APIEvent) {
    if bool(key) == true { event.flags.insert(flag) }
  }
}

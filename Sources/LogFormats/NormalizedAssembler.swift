public import SecurityModel

/// Puts a normalized event together: what the source said, completed by what the decoder derived.
///
/// A format sets the raw values it has (`uri`, `query`, `id`, …), adds its own fields as extras,
/// and calls `fill(from:)`, which adds everything else from the decoded event. Reading the result
/// as native JSON Lines gives that same event again.
struct NormalizedAssembler {
  private let context: DecodeContext
  private var values: [JSONValue?]
  private var extras: [JSONValue.Member] = []

  init(context: DecodeContext) {
    self.context = context
    values = Array(repeating: nil, count: NormalizedKey.allCases.count)
  }

  /// The value of a key, when it is set.
  subscript(key: NormalizedKey) -> JSONValue? { values[key.rawValue] }

  /// Sets a value; the last one wins.
  mutating func set(_ key: NormalizedKey, _ value: JSONValue) { values[key.rawValue] = value }

  /// Sets a text unless it is empty.
  mutating func set(_ key: NormalizedKey, text: String) {
    if !text.isEmpty { values[key.rawValue] = .string(text) }
  }

  /// Removes a value.
  mutating func clear(_ key: NormalizedKey) { values[key.rawValue] = nil }

  private static let names = Set(NormalizedKey.allCases.map(\.name))

  /// Adds a field of the source that has no normalized name; the last one of a name wins. One
  /// that happens to have a normalized name goes by that name in capitals.
  mutating func add(extra name: String, _ value: JSONValue) {
    let name = Self.names.contains(name) ? name.uppercased() : name
    if let i = extras.firstIndex(where: { $0.name == name }) {
      extras[i].value = value
    } else {
      extras.append(.init(name, value))
    }
  }

  /// The record: known keys in their order, then the source's own fields in theirs.
  var event: NormalizedEvent {
    var members: [JSONValue.Member] = []
    for key in NormalizedKey.allCases {
      if let value = values[key.rawValue] { members.append(.init(key.name, value)) }
    }
    return NormalizedEvent(members: members + extras)
  }

  /// Adds what `event` tells and isn't set yet.
  mutating func fill(from event: APIEvent) {
    set(.ts, text: event.time.rfc3339)
    set(.platform, text: event.platform.name)
    setMissing(.org, event.org)
    // Required: written even when it is empty.
    set(.credential, .string(context.symbols.text(of: event.credential)))
    if event.credentialType != .unknown, self[.credentialType] == nil {
      set(.credentialType, text: event.credentialType.name)
    }
    setMissing(.user, event.user)
    // Without a name of its own the integration goes by the credential.
    if event.integration != event.credential { setMissing(.app, event.integration) }
    setMissing(.appID, event.app)
    setHash(.session, event.session)
    setHash(.tokenID, event.token)
    setHash(.targetToken, event.targetToken)
    if event.ip.isPresent { set(.ip, text: event.ip.description) } else { clear(.ip) }
    setMissing(.ipCountry, event.country)
    setMissing(.userAgent, event.userAgent)
    if event.surface != .unknown, self[.api] == nil { set(.api, text: event.surface.name) }
    if event.operation != .other, self[.operation] == nil {
      set(.operation, text: event.operation.name)
    }
    if self[.method] == nil { set(.method, text: event.method.name) }
    setMissing(.endpoint, event.endpoint)
    fillObjects(event)
    fillNumbers(event)
    setMissing(.apiVersion, event.apiVersion)
    setMissing(.targetCredential, event.target)
    setMissing(.eventType, event.eventType)
    fillFlags(event)
  }

  private mutating func fillObjects(_ event: APIEvent) {
    guard self[.objects] == nil, event.objectCount > 0 else { return }
    set(
      .objects,
      .array(
        (0..<Int(event.objectCount)).map { .string(context.symbols.text(of: event.objects[$0])) }))
  }

  private mutating func fillNumbers(_ event: APIEvent) {
    if event.rows >= 0 { set(.rows, .integer(event.rows)) }
    if event.countResult >= 0 { set(.countResult, .integer(event.countResult)) }
    if event.responseBytes >= 0 { set(.responseBytes, .integer(event.responseBytes)) }
    if event.duration >= 0, self[.durationMS] == nil {
      set(.durationMS, .integer(Int64(event.duration)))
    }
    if event.status > 0, self[.status] == nil { set(.status, .integer(Int64(event.status))) }
    if self[.limits] == nil, event.limitUsed >= 0 || event.limitMaximum >= 0 {
      var limit: [JSONValue.Member] = []
      if event.limitUsed >= 0 { limit.append(.init("used", .integer(event.limitUsed))) }
      if event.limitMaximum >= 0 { limit.append(.init("max", .integer(event.limitMaximum))) }
      set(.limits, .object([.init("DailyApiRequests", .object(limit))]))
    }
    set(.outcome, text: event.outcome.name)
    if event.failure != .none || event.outcome == .failure {
      set(.failure, text: event.failure.name)
    }
  }

  private mutating func fillFlags(_ event: APIEvent) {
    let flags = event.flags
    if flags.contains(.countsAsCall) != event.countsByDefault {
      set(.counts, .bool(flags.contains(.countsAsCall)))
    }
    if flags.contains(.userOnly) != event.isUserOnlyByDefault(context.symbols) {
      set(.userOnly, .bool(flags.contains(.userOnly)))
    }
    if flags.contains(.secondaryRow) { set(.secondary, true) }
    if flags.contains(.rowsCumulative) { set(.rowsCumulative, true) }
    if flags.contains(.rowsEstimated) { set(.rowsEstimated, true) }
    if flags.contains(.bulkQuery) { set(.bulkQuery, true) }
    if flags.contains(.carriedSecret) { set(.carriedSecret, true) }
    if flags.contains(.hostileText) { set(.hostileText, true) }
    if flags.contains(.internalAddress) { set(.internalAddress, true) }
    if flags.contains(.mfa) { set(.mfa, true) }
    if flags.contains(.dedup), self[.id] == nil {
      // `#` and 16 digits without the `#`: this is no secret.
      set(.dedupKey, text: String(KeyedHash.text(event.dedupKey).dropFirst()))
    }
  }

  private mutating func setMissing(_ key: NormalizedKey, _ symbol: Symbol) {
    if self[key] == nil { set(key, text: context.symbols.text(of: symbol)) }
  }

  private mutating func setHash(_ key: NormalizedKey, _ hash: UInt64) {
    if hash == 0 { clear(key) } else { set(key, text: KeyedHash.text(hash)) }
  }
}

extension APIEvent {
  /// Whether an event of this surface and operation counts as a call unless its source says
  /// otherwise: programs' calls do; sign-ins and token requests don't.
  var countsByDefault: Bool {
    guard surface.isProgrammatic else { return false }
    switch operation {
    case .login, .logout, .token, .revoke, .authorize: return false
    default: return true
    }
  }

  /// Whether the credential is known by its user alone, so that attribution may refine it: a
  /// Salesforce API call whose credential is the user and that names no application.
  func isUserOnlyByDefault(_ symbols: SymbolTable) -> Bool {
    platform == .salesforce && surface.isProgrammatic && app.isNone && !user.isNone
      && (integration.isNone || integration == credential)
      && (credential == user || symbols.isSameID(credential, user))
  }
}

extension SymbolTable {
  /// True when the two texts are one Salesforce id, in its 15- or 18-character form.
  func isSameID(_ a: Symbol, _ b: Symbol) -> Bool {
    withBytes(of: a) { first in
      withBytes(of: b) { second in
        let n = CredentialKey.significantLength(first)
        let m = CredentialKey.significantLength(second)
        guard n == m, n == 15 else { return false }
        for i in 0..<n where first[i] != second[i] { return false }
        return true
      }
    }
  }
}

extension Outcome {
  /// The word used in JSON.
  public var name: String {
    switch self {
    case .success: "success"
    case .failure: "failure"
    case .unknown: "unknown"
    }
  }

  /// The outcome of the given word.
  init?(_ word: UnsafeRawBufferPointer) {
    if word.isWord("success") {
      self = .success
    } else if word.isWord("failure") {
      self = .failure
    } else if word.isWord("unknown") {
      self = .unknown
    } else {
      return nil
    }
  }
}

extension FailureKind {
  /// The word used in JSON: snake case.
  public var name: String {
    switch self {
    case .badSecret: "bad_secret"
    case .expiredSession: "expired_session"
    case .notFound: "not_found"
    case .rateLimited: "rate_limited"
    default: String(describing: self)
    }
  }
}

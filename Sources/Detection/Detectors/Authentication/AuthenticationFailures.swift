import Networks
public import SecurityModel

/// AUT-001: a burst of failed authentications.
public struct AuthenticationFailures: Detector {
  public static let row = DetectorRow(
    id: "AUT-001", title: "Authentication failures",
    summary: "Five and more failures within a minute for a credential, a user or an address.",
    why: "Guessing needs tries; so does a secret that was rotated and not told to its software.",
    runbook: [
      "See whether it is one account from one address (a broken job) or many (guessing).",
      "Check whether a success followed.",
      "Block the address or lock the account if the tries go on.",
    ],
    severityRule:
      "medium; high at 20 within a minute or from a network listed as Tor, VPN or hosting",
    requiredFields: ["ts", "status"],
    tunables: [
      Tunable(
        "failures", 5, unit: "failures/min", help: "Failures in a closed sliding minute.",
        range: 1...1e6),
      Tunable(
        "high", 20, unit: "failures/min", help: "Failures that make it high.", range: 1...1e6),
    ],
    attack: ["T1110.001"],
    owasp: ["API2:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.6"],
      gdpr: ["Art. 32"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-7", "IA-2", "IA-5", "IA-8"],
      hipaa: ["164.312(d)"],
      sox: ["404 (access controls)"],
      pciDSS: ["8.3.4", "8.4.2"]),
    groupMinutes: 10, kind: .policy)

  public let interest: Interest = [.failures, .authentication]
  private let failures: Int
  private let high: Int
  private var windows = KeyedWindows(length: Timestamp.Duration.minute)
  /// Expired-session failures that no success has followed yet.
  private var expired = KeyedWindows(length: 5 * Timestamp.Duration.minute)

  public init(_ tunables: TunableValues) {
    failures = tunables.count("failures")
    high = tunables.count("high")
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    let credential = StableHash.combine(
      context.symbols.hash(of: event.pointee.credential),
      context.symbols.hash(of: event.pointee.org))
    if event.pointee.outcome == .success {
      if event.pointee.operation == .login || event.pointee.operation == .token {
        expired.clear(credential)
      }
      return
    }
    switch event.pointee.failure {
    case .badSecret, .policy, .revoked: count(&context, credential, sessions: false)
    case .expiredSession: countExpired(&context, credential)
    default: break
    }
  }

  private mutating func count(
    _ context: inout DetectorContext, _ credential: UInt64, sessions: Bool
  ) {
    let event = context.event
    let time = event.pointee.time
    let own = windows.add(credential, time)
    var byUser = 0
    if !event.pointee.user.isNone, event.pointee.user != event.pointee.credential {
      byUser = windows.add(
        StableHash.combine(context.symbols.hash(of: event.pointee.user), 1), time)
    }
    let byAddress =
      event.pointee.ip.isPresent
      ? windows.add(StableHash.combine(event.pointee.ip.stableHash, 2), time) : 0
    let most = max(own, byUser)
    guard max(most, byAddress) >= failures else { return }
    let isShady = context.network.map { [.tor, .vpn, .hosting].contains($0.kind) } ?? false
    let severity: Severity = max(most, byAddress) >= high || isShady ? .high : .medium
    let address = event.pointee.ip.isPresent ? event.pointee.ip.description : "an unknown address"
    if most >= failures {
      context.raise(severity) {
        Self.draft(most, limit: failures, what: "for this credential, last from \(address)")
      }
    } else {
      context.raise(severity, about: address) {
        Self.draft(byAddress, limit: failures, what: "from \(address) over several accounts")
      }
    }
  }

  /// A run of expired sessions counts only when no refresh succeeded for a minute: software that
  /// renews its token after a 401 is healthy.
  private mutating func countExpired(_ context: inout DetectorContext, _ credential: UInt64) {
    let time = context.event.pointee.time
    let count = expired.add(credential, time)
    guard count >= failures, let first = expired.oldest(credential),
      time.since(first) >= Timestamp.Duration.minute
    else { return }
    context.raise(.medium, key: "expired") {
      FindingDraft(
        title: "Expired session used again and again",
        confidence: 0.5,
        explanation: "\(count) calls with an expired session in 5 minutes and no renewal",
        observed: [.init("failures", .integer(Int64(count)))],
        expected: [.init("failures", .integer(Int64(failures)))])
    }
  }

  private static func draft(_ count: Int, limit: Int, what: String) -> FindingDraft {
    FindingDraft(
      confidence: 0.7,
      explanation: "\(count) failed authentications within a minute \(what) (limit \(limit))",
      observed: [.init("failures_per_minute", .integer(Int64(count)))],
      expected: [.init("failures_per_minute", .integer(Int64(limit)))])
  }

  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    windows.takeChange("windows") + expired.takeChange("expired")
  }

  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    if blob.key == "windows" { try windows.restore(blob) } else { try expired.restore(blob) }
  }
}

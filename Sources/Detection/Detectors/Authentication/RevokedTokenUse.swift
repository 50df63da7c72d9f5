import Inventory
public import SecurityModel

/// AUT-005: a revoked token or withdrawn credential is used.
public struct RevokedTokenUse: Detector {
  public static let row = DetectorRow(
    id: "AUT-005", title: "Token used after revocation",
    summary: "A revoked, deleted or withdrawn credential is still used.",
    why:
      "A success means the revocation did not work; refusals mean somebody still holds the secret.",
    runbook: [
      "A success: revoke again, at the connected app and for every session of the user.",
      "Find out who calls: address, client, objects.",
      "Refusals only: find the software that holds the old secret, or the thief.",
    ],
    severityRule: "critical when a call succeeds; medium from three refusals on",
    requiredFields: ["ts", "credential", "status"],
    tunables: [
      Tunable("refusals", 3, unit: "calls", help: "Refused calls that are worth telling."),
      Tunable("grace_seconds", 60, unit: "s", help: "Refusals this soon after are normal."),
    ],
    attack: ["T1550.001", "T1528"],
    owasp: ["API2:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.6", "CC6.2", "CC6.3"],
      gdpr: ["Art. 32"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-7", "IA-2", "IA-5", "IA-8", "AC-2", "PS-4"],
      hipaa: ["164.312(d)", "164.308(a)(3)(ii)(C)"],
      sox: ["404 (access controls)"],
      pciDSS: ["8.3.4", "8.4.2", "8.2.5", "8.2.6", "8.6.3"]),
    groupMinutes: 1_440, kind: .policy)

  private struct Revocation {
    var at: Timestamp
    var refusals = 0
  }

  /// Most revocations remembered; the oldest gives way.
  static let limit = 65_536

  public let interest: Interest = .everything
  private let refusals: Int
  private let grace: Int64
  private var revoked: [UInt64: Revocation] = [:]
  private var order: [UInt64] = []
  private var isDirty = false

  public init(_ tunables: TunableValues) {
    refusals = tunables.count("refusals")
    grace = tunables.milliseconds("grace_seconds", per: Timestamp.Duration.second)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    if event.pointee.operation == .revoke || isApplicationLogout(event) {
      if event.pointee.outcome != .failure { note(context) }
      return
    }
    if context.core.hasWithdrawn, let registration = context.registration, registration.revoked {
      use(&context, .init(at: .distantPast), what: "credential withdrawn in the registry")
      return
    }
    if revoked.isEmpty { return }
    if event.pointee.token != 0, let entry = revoked[event.pointee.token] {
      count(&context, event.pointee.token, entry, what: "token")
      return
    }
    if event.pointee.session != 0, let entry = revoked[event.pointee.session] {
      count(&context, event.pointee.session, entry, what: "session")
      return
    }
    let key = credentialKey(context)
    guard let entry = revoked[key] else { return }
    if event.pointee.operation == .login || event.pointee.operation == .token,
      event.pointee.outcome == .success
    {
      // A fresh grant after the revocation makes the credential good again.
      revoked[key] = nil
      order.removeAll { $0 == key }
      isDirty = true
      return
    }
    // With token ids in the log a call under another token is another grant.
    if event.pointee.token != 0 { return }
    count(&context, key, entry, what: "credential")
  }

  /// True when an application's session was ended on purpose: in logs without revocation events
  /// that is how the revocation of a token shows.
  private func isApplicationLogout(_ event: UnsafePointer<APIEvent>) -> Bool {
    event.pointee.operation == .logout && event.pointee.targetToken != 0
  }

  private func credentialKey(_ context: borrowing DetectorContext) -> UInt64 {
    StableHash.combine(
      context.symbols.hash(of: context.event.pointee.credential),
      context.symbols.hash(of: context.event.pointee.org))
  }

  private mutating func note(_ context: borrowing DetectorContext) {
    let event = context.event
    let key: UInt64
    if event.pointee.targetToken != 0 {
      key = event.pointee.targetToken
    } else if !event.pointee.target.isNone {
      key = StableHash.combine(
        context.symbols.hash(of: event.pointee.target),
        context.symbols.hash(of: event.pointee.org))
    } else if event.pointee.token != 0 {
      key = event.pointee.token
    } else if event.pointee.session != 0 {
      key = event.pointee.session
    } else {
      return
    }
    if revoked[key] == nil { order.append(key) }
    revoked[key] = Revocation(at: event.pointee.time)
    isDirty = true
    if order.count > Self.limit { revoked[order.removeFirst()] = nil }
  }

  private mutating func count(
    _ context: inout DetectorContext, _ key: UInt64, _ entry: Revocation, what: String
  ) {
    let after = context.event.pointee.time.since(entry.at)
    guard after > 0 else { return }
    if context.event.pointee.outcome == .failure {
      if after <= grace { return }
      revoked[key]?.refusals += 1
      isDirty = true
    }
    use(&context, revoked[key] ?? entry, what: what)
  }

  private func use(_ context: inout DetectorContext, _ entry: Revocation, what: String) {
    let event = context.event
    let succeeded = event.pointee.outcome != .failure
    guard succeeded || entry.refusals >= refusals else { return }
    let status = event.pointee.status
    let when =
      entry.at == .distantPast
      ? ""
      : " \(Wording.duration(event.pointee.time.since(entry.at))) after its revocation at "
        + entry.at.rfc3339
    let address = event.pointee.ip.isPresent ? " from \(event.pointee.ip)" : ""
    context.raise(
      succeeded ? .critical : .medium,
      anchor: event.pointee.time.day
    ) {
      FindingDraft(
        confidence: succeeded ? 0.95 : 0.7,
        explanation: succeeded
          ? "\(what) used with success\(status == 0 ? "" : " (status \(status))")\(when)\(address)"
          : "\(Wording.count(entry.refusals)) refused calls with a revoked \(what)\(address)",
        observed: [
          .init("status", .integer(Int64(status))),
          .init("refusals", .integer(Int64(entry.refusals))),
        ],
        expected: [
          .init("revoked_at", entry.at == .distantPast ? .null : .string(entry.at.rfc3339))
        ])
    }
  }

  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    guard isDirty else { return [] }
    isDirty = false
    var out = ByteWriter()
    out.put(UInt64(order.count))
    for key in order {
      guard let entry = revoked[key] else { continue }
      out.putFixed(key)
      out.put(entry.at)
      out.put(entry.refusals)
    }
    return [.init(key: "revoked", bytes: out.bytes)]
  }

  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    for _ in 0..<(try reader.unsigned()) {
      let key = try reader.fixed()
      revoked[key] = Revocation(at: try reader.timestamp(), refusals: try reader.int())
      order.append(key)
    }
  }
}

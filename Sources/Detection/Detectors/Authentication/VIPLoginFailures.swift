public import SecurityModel

/// AUT-002: failed logins of watched users.
public struct VIPLoginFailures: Detector {
  public static let row = DetectorRow(
    id: "AUT-002", title: "VIP login failures",
    summary: "Five and more failed logins within three minutes for a user on the VIP list.",
    why: "Administrators and executives are the accounts worth guessing.",
    runbook: [
      "Call the user: was it them?",
      "See whether a success followed and from where.",
      "Reset the password and check the second factor when it was not them.",
    ],
    severityRule: "high",
    requiredFields: ["ts", "user", "status"],
    tunables: [
      Tunable("failures", 5, unit: "failures", help: "Failures in the window.", range: 1...1e6),
      Tunable("window_seconds", 180, unit: "s", help: "Length of the window.", range: 1...86_400),
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
    groupMinutes: 60, kind: .policy)

  public let interest: Interest = .failures
  private let failures: Int
  private let seconds: Int
  private var windows: KeyedWindows

  public init(_ tunables: TunableValues) {
    failures = tunables.count("failures")
    seconds = tunables.count("window_seconds")
    windows = KeyedWindows(
      length: tunables.milliseconds("window_seconds", per: Timestamp.Duration.second))
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    guard !context.settings.vip.isEmpty,
      event.pointee.surface == .login
        || event.pointee.surface == .oauth || event.pointee.operation == .login
        || event.pointee.operation == .token
    else { return }
    // Lists hold user names or ids; a record may tell either.
    let names = [event.pointee.user, event.pointee.target, event.pointee.credential]
      .filter { !$0.isNone }.map { context.text($0) }
    guard let shown = names.first(where: { context.settings.vip.contains($0.lowercased()) }) else {
      return
    }
    let name = shown.lowercased()
    let address = event.pointee.ip.isPresent ? ", last from \(event.pointee.ip)" : ""
    let count = windows.add(StableHash.string(name), event.pointee.time)
    guard count >= failures else { return }
    let seconds = seconds
    let failures = failures
    context.raise(.high, key: name) {
      FindingDraft(
        confidence: 0.8,
        explanation: "\(count) failed logins of \(shown), who is on the VIP list, within "
          + "\(seconds) s (limit \(failures))\(address)",
        observed: [.init("failures", .integer(Int64(count))), .init("user", .string(name))],
        expected: [.init("failures", .integer(Int64(failures)))])
    }
  }

  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    windows.takeChange("windows")
  }

  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    try windows.restore(blob)
  }
}

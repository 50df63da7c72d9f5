import SecurityModel

/// How much history a first-seen detector wants before it speaks, from its tunables `warmup_days`
/// and `warmup_calls`.
struct WarmUp: Sendable {
  private let days: Int64
  private let calls: Int64

  init(_ tunables: TunableValues) {
    days = Int64(tunables.count("warmup_days"))
    calls = Int64(tunables.count("warmup_calls"))
  }

  /// True when the credential is old and busy enough at `time`.
  func isOver(
    for profile: UnsafeMutablePointer<CredentialProfile>, at time: Timestamp
  ) -> Bool {
    profile.pointee.age(at: time) >= days && profile.pointee.events >= calls
  }
}

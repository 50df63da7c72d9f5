import Inventory
import SecurityModel

/// What the engine's parts share: settings, texts, profiles, the book of findings.
///
/// Owned by the engine and used by its one task; kept apart from `Engine` so that a detector's
/// context can refer to it while the engine walks its list of detectors.
final class EngineCore {
  let settings: EngineSettings
  let symbols: SymbolTable
  let profiles = ProfileTable()
  let book: FindingBook
  let matcher: RegistrationMatcher
  /// True when the registry withdraws somebody.
  let hasWithdrawn: Bool
  /// Rows of the active detectors, by their index.
  var rows: [DetectorRow] = []
  @exclusivity(unchecked) var jobs = JobLedger()
  @exclusivity(unchecked) var quota: OrgQuotaTable
  /// Where the unbroken log begins: how young the log itself is. Moves on over a silence of more
  /// than a day while fewer than five credentials are known, so that a stray old file is no
  /// beginning.
  @exclusivity(unchecked) var logStart = Timestamp.distantFuture
  /// Makes the full record of an event for evidence.
  @exclusivity(unchecked) var evidence: (APIEvent) -> NormalizedEvent? = { _ in nil }
  private let organization: Symbol
  private let organizationLower: Symbol
  private let expected: [(credential: Symbol?, activity: ExpectedActivity)]

  init(settings: EngineSettings, symbols: SymbolTable) {
    self.settings = settings
    self.symbols = symbols
    book = FindingBook()
    organization = symbols.intern("Organization")
    organizationLower = symbols.intern("organization")
    quota = OrgQuotaTable(configured: settings.dailyQuota)
    matcher = RegistrationMatcher(settings.registrations)
    hasWithdrawn = settings.registrations.contains { $0.revoked }
    expected = settings.expected.map {
      ($0.credential == "*" ? nil : symbols.intern($0.credential), $0)
    }
  }

  /// Indices of the API credentials of a user, by org and user; at most eight each.
  @exclusivity(unchecked) private var siblings: [UInt64: [UInt32]] = [:]

  /// Makes a credential known as one of its user's.
  func noteSibling(_ profile: UnsafeMutablePointer<CredentialProfile>) {
    let user = profile.pointee.user
    if user.isNone { return }
    let key = UInt64(profile.pointee.org.index) << 32 | UInt64(user.index)
    let list = siblings[key, default: []]
    if list.count < 8, !list.contains(profile.pointee.index) {
      siblings[key] = list + [profile.pointee.index]
    }
  }

  /// The other API credentials of the same user that are established at `time`.
  ///
  /// A row that names no application makes a credential of its client and user. When the user's
  /// integration has been at work for weeks, such a credential is not a stranger without a past: it
  /// is the old user with another program.
  func elders(
    of profile: UnsafeMutablePointer<CredentialProfile>, at time: Timestamp, _ warmUp: WarmUp
  ) -> [UnsafeMutablePointer<CredentialProfile>] {
    let key =
      UInt64(profile.pointee.org.index) << 32 | UInt64(profile.pointee.user.index)
    return (siblings[key] ?? []).map { profiles.pointer($0) }.filter {
      $0 != profile && $0.pointee.platform == profile.pointee.platform
        && warmUp.isOver(for: $0, at: time)
    }.sorted {
      // The same after a restart, when they are known in another order.
      ($0.pointee.firstSeen, symbols.hash(of: $0.pointee.credential))
        < ($1.pointee.firstSeen, symbols.hash(of: $1.pointee.credential))
    }
  }

  /// True for the object that describes the org itself, however it is written.
  func isOrganization(_ object: Symbol) -> Bool {
    object == organization || object == organizationLower
  }

  /// True when anything at all was announced.
  var hasExpected: Bool { !expected.isEmpty }

  /// What was announced of the credential at `time`; the first that covers it.
  func expectedActivity(_ credential: Symbol, at time: Timestamp) -> ExpectedActivity? {
    expected.first {
      ($0.credential == nil || $0.credential == credential)
        && $0.activity.start <= time && time <= $0.activity.end
    }?.activity
  }

  /// True when activity of the credential at `time` was announced.
  func isExpected(_ credential: Symbol, at time: Timestamp) -> Bool {
    hasExpected && expectedActivity(credential, at: time) != nil
  }

  /// The registration of a profile; looked up once.
  func registration(of profile: UnsafeMutablePointer<CredentialProfile>) -> Registration? {
    if profile.pointee.registration == -2 {
      let index = matcher.index(
        credential: symbols.text(of: profile.pointee.credential),
        integration: symbols.text(of: profile.pointee.integration),
        app: symbols.text(of: profile.pointee.app), user: symbols.text(of: profile.pointee.user))
      profile.pointee.registration = Int32(index ?? -1)
    }
    let index = profile.pointee.registration
    return index >= 0 ? matcher.registrations[Int(index)] : nil
  }

  /// Whether a registry should name this profile and does not.
  ///
  /// Integrations are registered, people are not: someone who only signs in and clicks is none,
  /// until an application or a call of the API comes under that name.
  func isUnregistered(_ profile: UnsafeMutablePointer<CredentialProfile>) -> Bool {
    guard settings.hasRegistry, registration(of: profile) == nil else { return false }
    return profile.pointee.calls > 0 || profile.pointee.app != .none
  }
}

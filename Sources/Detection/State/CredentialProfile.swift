import SecurityModel

/// Everything the engine remembers of one credential, in a bounded amount of memory.
///
/// Lives behind a stable pointer in `ProfileTable`; detectors read it and keep their own small
/// state beside it.
struct CredentialProfile: ~Copyable {
  /// Limits of the sets; what is evicted is counted and shown.
  enum Limit {
    static let objects = 256
    static let endpoints = 256
    static let verbs = 256
    static let networks = 64
    static let clients = 64
    static let scopes = 16
  }

  // Who it is.
  let index: UInt32
  var credential: Symbol
  var platform: Platform
  var org: Symbol
  var integration: Symbol
  var type: CredentialType
  var user: Symbol
  var app: Symbol
  /// Index of the matching registration; -1 = none, -2 = not looked up yet.
  var registration: Int32 = -2

  // What it did in all.
  var firstSeen: Timestamp
  var lastSeen: Timestamp
  var calls: Int64 = 0
  var errors: Int64 = 0
  var rows: Int64 = 0
  var bytes: Int64 = 0
  /// Rows of events of every kind, API calls or not.
  var events: Int64 = 0
  var surfaceCalls = InlineArray<18, UInt32>(repeating: 0)
  /// Bit n = the operation class of raw value n was used.
  var classes: UInt8 = 0
  /// Longest silence so far, milliseconds.
  var longestGap: Int64 = 0
  /// Bit n = active on the nth day before `activeDay` (64 days).
  var activeDays: UInt64 = 0
  var activeDay: Int64 = .min

  // What it uses.
  var objects = SightingSet(limit: Limit.objects)
  var endpoints = SightingSet(limit: Limit.endpoints)
  /// Operation class and object.
  var verbs = SightingSet(limit: Limit.verbs)
  var networks = SightingSet(limit: Limit.networks)
  var clients = SightingSet(limit: Limit.clients)
  /// Lists of OAuth scopes, each as the record gave it.
  var scopes = SightingSet(limit: Limit.scopes)

  // How much.
  var calls24h = HourRing()
  var rows24h = HourRing()
  var callVolume = CredentialVolume(measure: .calls)
  var rowVolume = CredentialVolume(measure: .rows)
  /// Where this tick's rollup of the running hour is; valid while `rollupTick` is the current one.
  var rollupTick: UInt32 = 0
  var rollupCell: Int32 = 0

  /// When it was last entered among its user's API credentials; distant past = never.
  var ownerSince = Timestamp.distantPast
  /// Accumulated risk, 0...100, as of the last finding.
  var risk: Int32 = 0
  /// True while it is on the engine's list of profiles to checkpoint.
  var isListed = false
  /// Index of the next profile with the same credential symbol in another org; 0 = none.
  var nextSameName: UInt32 = 0

  init(index: UInt32, event: borrowing APIEvent) {
    self.index = index
    credential = event.credential
    platform = event.platform
    org = event.org
    integration = event.integration
    type = event.credentialType
    user = event.user
    app = event.app
    firstSeen = event.time
    lastSeen = event.time
  }

  /// Days since first seen, at `time`.
  func age(at time: Timestamp) -> Int64 {
    max(0, time.since(firstSeen)) / Timestamp.Duration.day
  }

  /// Number of days with activity among the last `days` (at most 64) before and with `time`.
  func activeDayCount(at time: Timestamp, days: Int) -> Int {
    guard activeDay != .min else { return 0 }
    let gap = time.index(ofEvery: Timestamp.Duration.day) &- activeDay
    guard gap < Int64(days) else { return 0 }
    let width = UInt64(days) &- UInt64(max(0, gap))
    let mask = width >= 64 ? UInt64.max : (1 << width) &- 1
    return (activeDays & mask).nonzeroBitCount
  }

  /// True when software uses it unattended, as far as is known: not a person, not a guest.
  var isService: Bool {
    if type.isService { return true }
    if type == .human || type == .guest { return false }
    return surfaceCalls[Int(APISurface.ui.rawValue)] &+ surfaceCalls[Int(APISurface.aura.rawValue)]
      == 0
  }

  /// True when the log was young when it first appeared, so that it was probably there before.
  func isFounding(_ logStart: Timestamp) -> Bool {
    firstSeen.since(logStart) < 3 * Timestamp.Duration.day
  }

  /// True when it was ever seen doing that class of operation.
  func hasUsed(_ operationClass: Operation.Class) -> Bool {
    classes & (1 << operationClass.rawValue) != 0
  }

  /// Share of its API calls that went through `surfaces`, 0...1.
  func share(of surfaces: [APISurface]) -> Double {
    var part: UInt64 = 0
    var all: UInt64 = 0
    for surface in APISurface.allCases where surface.isProgrammatic {
      let n = UInt64(surfaceCalls[Int(surface.rawValue)])
      all += n
      if surfaces.contains(surface) { part += n }
    }
    return all == 0 ? 0 : Double(part) / Double(all)
  }

  /// Cold-start state of its baseline at `time` (A.0 of the catalogue: new under 7 days or 20
  /// calls, learning up to 14 days, stale after 30 days of silence).
  func readiness(at time: Timestamp) -> CredentialRecord.Readiness {
    if time.since(lastSeen) > 30 * Timestamp.Duration.day { return .stale }
    let days = age(at: time)
    if days < 7 || events < 20 { return .new }
    return days < 14 ? .learning : .ready
  }
}

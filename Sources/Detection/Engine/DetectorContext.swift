import Inventory
import Networks
public import SecurityModel

/// What a detector may look at, and the door through which it raises findings.
///
/// Valid only during one `observe` call.
public struct DetectorContext: ~Copyable {
  let event: UnsafePointer<APIEvent>
  let profilePointer: UnsafeMutablePointer<CredentialProfile>
  let core: EngineCore

  /// What is new about the event for its credential.
  public let novelty: Novelty
  /// Objects that are new for the credential (with `Novelty.object` or `.verb`).
  let newObjects: UInt8
  /// Likewise for operation classes on objects (with `Novelty.verb`).
  let newVerbs: UInt8
  /// Silence before this event in milliseconds; 0 for the first event.
  public let gap: Int64
  /// Longest silence before that.
  public let earlierLongestGap: Int64
  /// Rows to count for this event (what a cumulative job row adds).
  public let rowDelta: Int64
  /// Volume verdicts of this event.
  let verdicts: [VolumeVerdict]
  /// Event time that findings raised now carry.
  public let now: Timestamp
  /// Which detector is being called.
  var detector = 0
  /// Kind of the finding that a listener is being shown.
  var findingKind = DetectorRow.Kind.policy

  /// The texts behind the event's symbols.
  public var symbols: SymbolTable { core.symbols }
  /// The user's lists and numbers.
  var settings: EngineSettings { core.settings }

  /// Text of a symbol.
  public func text(_ symbol: Symbol) -> String { core.symbols.text(of: symbol) }

  /// True when `objects[i]` of the event is new for the credential.
  func isNewObject(_ i: Int) -> Bool { newObjects & (1 << UInt8(i)) != 0 }

  /// Names of the event's objects that are new for the credential.
  var newObjectNames: [String] {
    let count = Int(event.pointee.objectCount)
    return (0..<count).filter { isNewObject($0) }.map { text(event.pointee.objects[$0]) }
  }

  /// True when the user announced activity of this credential at this time.
  var isExpectedActivity: Bool {
    core.isExpected(profilePointer.pointee.credential, at: event.pointee.time)
  }

  /// The registration that covers the credential, if any.
  var registration: Registration? { core.registration(of: profilePointer) }

  /// What the network lists say of the event's address.
  var network: NetworkTable.Entry? { core.settings.networks.lookup(event.pointee.ip) }

  /// Raises a finding about the event's credential, or adds to an open one.
  ///
  /// - Parameters:
  ///   - severity: how bad this occurrence is; an open finding keeps the worst.
  ///   - key: tells findings of the detector on the credential apart (object, network, …).
  ///   - anchor: window start or time of the triggering event, part of the finding's id.
  ///   - draft: called only when the text is needed (a new finding, a raised severity, or every
  ///     time the count doubles).
  func raise(
    _ severity: Severity, key: String = "", anchor: Timestamp? = nil,
    draft: () -> FindingDraft
  ) {
    core.book.raise(
      row: core.rows[detector], severity: severity, key: key, anchor: anchor ?? event.pointee.time,
      subject: .credential(profilePointer), event: event, now: now, core: core, draft: draft)
  }

  /// Raises a finding about something wider than a credential: an org, an address, a user.
  ///
  /// - Parameter lists: the finding names members of a list, which must be whole.
  func raise(
    _ severity: Severity, about name: String, key: String = "", anchor: Timestamp? = nil,
    lists: Bool = false, draft: () -> FindingDraft
  ) {
    core.book.raise(
      row: core.rows[detector], severity: severity, key: key, anchor: anchor ?? event.pointee.time,
      subject: .named(name, platform: event.pointee.platform, org: event.pointee.org),
      event: event, now: now, core: core, lists: lists, draft: draft)
  }
}

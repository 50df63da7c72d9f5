import Inventory
import SecurityModel

/// Gives findings identity, groups repeats, joins them into incidents and collects evidence.
///
/// One finding stays open for its detector's grouping interval; what fires again with the same key
/// inside it raises the count instead of a second finding. Changed findings wait in `changed` for
/// the next checkpoint, in the order in which they first changed.
final class FindingBook {
  /// What a finding is about.
  enum Subject {
    case credential(UnsafeMutablePointer<CredentialProfile>)
    case named(String, platform: Platform, org: Symbol)
  }

  /// Identity of an open finding.
  struct Key: Hashable {
    var detector: String
    var platform: Platform
    var org: String
    var subject: String
    var key: String
  }

  struct Open {
    var finding: Finding
    var groupMilliseconds: Int64
    var kind: DetectorRow.Kind
    /// Index into the engine's profiles; 0 for findings about something wider.
    var profile: UInt32
  }

  /// Findings that can still grow.
  private(set) var open: [Key: Open] = [:]
  /// Findings raised or changed since the last `takeChanged`.
  private var changedKeys: [Key] = []
  private var changedSet: Set<Key> = []
  /// Findings raised by the event in hand, for the detectors that listen to findings.
  @exclusivity(unchecked) var justRaised:
    [(finding: Finding, kind: DetectorRow.Kind, profile: UInt32)] = []
  var incidents = IncidentBook()
  var risk = RiskLedger()
  private(set) var raisedCount: Int64 = 0
  private var closedChanged: [Finding] = []
  /// Open findings to write, and ids of closed ones to delete, at the next checkpoint.
  var touchedKeys: [Key] = []
  var removedIDs: [String] = []

  /// Repeats whose record is looked at for evidence; of later ones only each that doubles the count.
  static let evidenceLooks = 10 * Finding.evidenceLimit
  /// Most findings kept open at once; past it those unseen for longest are closed.
  static let openLimit = 20_000

  func raise(
    row: DetectorRow, severity: Severity, key: String, anchor: Timestamp, subject: Subject,
    event: UnsafePointer<APIEvent>, now: Timestamp, core: EngineCore, lists: Bool = false,
    draft: () -> FindingDraft
  ) {
    let symbols = core.symbols
    let platform: Platform
    let org: String
    let name: String
    let integration: String
    var profileIndex: UInt32 = 0
    switch subject {
    case .credential(let profile):
      platform = profile.pointee.platform
      org = symbols.text(of: profile.pointee.org)
      name = symbols.text(of: profile.pointee.credential)
      integration =
        core.registration(of: profile)?.name ?? symbols.text(of: profile.pointee.integration)
      profileIndex = profile.pointee.index
    case .named(let text, let itsPlatform, let itsOrg):
      platform = itsPlatform
      org = symbols.text(of: itsOrg)
      name = text
      integration = ""
    }
    let identity = Key(
      detector: row.id, platform: platform, org: org, subject: name, key: key)
    let group = Int64(row.groupMinutes) * Timestamp.Duration.minute
    let id = FindingID.make(
      detector: row.id, version: row.version, platform: platform, org: org, credential: name,
      anchor: anchor, key: key)
    if var entry = open[identity] {
      // The same anchor is the same finding, however long ago it began.
      if now.since(entry.finding.firstSeen) < group || entry.finding.id == id {
        fold(
          into: &entry, severity: severity, event: event, now: now, core: core, lists: lists,
          draft: draft)
        open[identity] = entry
        markChanged(identity)
        return
      }
      retire(identity, entry)
    }
    let made = draft()
    var finding = Finding(
      id: id, detector: row.id, detectorVersion: row.version, title: made.title ?? row.title,
      severity: severity, confidence: made.confidence, platform: platform, org: org,
      credential: name, integration: integration, raised: now, firstSeen: event.pointee.time,
      lastSeen: event.pointee.time, explanation: made.explanation,
      observed: .object(made.observed), expected: .object(made.expected), attack: row.attack,
      owasp: row.owasp, controls: row.controls,
      isLate: event.pointee.flags.contains(.late))
    finding.incident = incidents.incident(
      platform: platform, org: org, credential: name, at: event.pointee.time)
    if let record = core.evidence(event.pointee) { finding.evidence = [record] }
    if profileIndex != 0 {
      let score = risk.add(finding, profile: profileIndex, core: core)
      finding.risk = score
      core.profiles.pointer(profileIndex).pointee.risk = Int32(score)
    }
    raisedCount += 1
    open[identity] = Open(
      finding: finding, groupMilliseconds: group, kind: row.kind, profile: profileIndex)
    markChanged(identity)
    justRaised.append((finding, row.kind, profileIndex))
    if open.count > Self.openLimit { shed() }
  }

  private func fold(
    into entry: inout Open, severity: Severity, event: UnsafePointer<APIEvent>, now: Timestamp,
    core: EngineCore, lists: Bool, draft: () -> FindingDraft
  ) {
    entry.finding.count += 1
    entry.finding.lastSeen = max(entry.finding.lastSeen, event.pointee.time)
    let raised = severity > entry.finding.severity
    let doubled = entry.finding.count & (entry.finding.count - 1) == 0
    // What is first seen comes rarely, and each time names something else: the list must be whole.
    let isList = entry.kind == .firstSeen || entry.kind == .inventory || lists
    if raised || doubled || isList {
      let made = draft()
      let replaces = raised || !isList
      if replaces {
        entry.finding.title = made.title ?? entry.finding.title
        entry.finding.expected = Self.merge(entry.finding.expected, made.expected)
      }
      let merged = Self.merge(entry.finding.observed, made.observed, newFirst: replaces)
      entry.finding.explanation = Self.explanation(
        replaces ? made.explanation : Self.firstSentence(entry.finding.explanation), made, merged,
        replaces: replaces)
      entry.finding.observed = merged
      entry.finding.confidence = max(entry.finding.confidence, made.confidence)
    }
    // Making a record costs more than all the rest; what repeats to the letter never fills the list.
    let looks = doubled || entry.finding.count <= Self.evidenceLooks
    if looks, entry.finding.evidence.count < Finding.evidenceLimit,
      let record = core.evidence(event.pointee), !entry.finding.evidence.contains(record)
    {
      entry.finding.evidence.append(record)
    }
    if raised {
      entry.finding.severity = severity
      if entry.profile != 0 {
        let score = risk.add(entry.finding, profile: entry.profile, core: core)
        entry.finding.risk = score
        core.profiles.pointer(entry.profile).pointee.risk = Int32(score)
      }
      justRaised.append((entry.finding, entry.kind, entry.profile))
    }
  }

  /// Stands before what a list took in after the sentence was written.
  private static let later = "; since then also "

  private static func firstSentence(_ text: String) -> String {
    guard let range = text.firstRange(of: later) else { return text }
    return String(text[..<range.lowerBound])
  }

  /// The sentence with the members of the draft's list that it doesn't name itself.
  private static func explanation(
    _ sentence: String, _ made: FindingDraft, _ observed: JSONValue, replaces: Bool
  ) -> String {
    guard let name = made.listed,
      let whole = observed.members?.first(where: { $0.name == name })?.value.array
    else { return sentence }
    let own = made.observed.first { $0.name == name }?.value.array ?? []
    // The sentence that stays names what stood in the list at its time: its first members.
    let rest =
      replaces
      ? whole.filter { !own.contains($0) }.compactMap(\.string)
      : whole.compactMap(\.string).filter { !sentence.mentions($0) }
    return rest.isEmpty ? sentence : sentence + later + Wording.list(rest, most: 12)
  }

  /// New numbers over old ones; lists are united, up to 50 members.
  static func merge(
    _ old: JSONValue, _ new: [JSONValue.Member], newFirst: Bool = false
  ) -> JSONValue {
    var members = old.members ?? []
    for member in new {
      guard let i = members.firstIndex(where: { $0.name == member.name }) else {
        members.append(member)
        continue
      }
      if case .array(let before) = members[i].value, case .array(let after) = member.value {
        let united =
          newFirst
          ? after + before.filter { !after.contains($0) }
          : before + after.filter { !before.contains($0) }
        members[i].value = .array(Array(united.prefix(50)))
      } else {
        members[i].value = member.value
      }
    }
    return .object(members)
  }

  /// True when a finding of that detector is open on the profile.
  func isOpen(_ detectors: [String], profile: UInt32, now: Timestamp) -> Bool {
    risk.hasRecent(detectors, profile: profile, since: now.advanced(by: -Timestamp.Duration.day))
  }

  private func markChanged(_ key: Key) {
    if changedSet.insert(key).inserted {
      changedKeys.append(key)
      touchedKeys.append(key)
    }
  }

  private func retire(_ key: Key, _ entry: Open) {
    if changedSet.remove(key) != nil {
      closedChanged.append(entry.finding)
      changedKeys.removeAll { $0 == key }
      touchedKeys.removeAll { $0 == key }
    }
    removedIDs.append(entry.finding.id)
    open[key] = nil
  }

  private func shed() {
    let order = open.sorted {
      ($0.value.finding.lastSeen, $0.value.finding.id)
        < ($1.value.finding.lastSeen, $1.value.finding.id)
    }
    for (key, entry) in order.prefix(Self.openLimit / 10) { retire(key, entry) }
  }

  /// Findings changed since the last call, oldest change first, and closes what can't grow any
  /// more at `now`.
  func takeChanged(now: Timestamp) -> [Finding] {
    var result = closedChanged
    closedChanged.removeAll()
    for key in changedKeys {
      if let entry = open[key] { result.append(entry.finding) }
    }
    changedKeys.removeAll()
    changedSet.removeAll()
    // Late events may still add to a finding for 26 h.
    let keep = 26 * Timestamp.Duration.hour
    let gone = open.filter {
      now.since($0.value.finding.firstSeen) > $0.value.groupMilliseconds + keep
    }
    for (key, entry) in gone.sorted(by: { $0.value.finding.id < $1.value.finding.id }) {
      removedIDs.append(entry.finding.id)
      open[key] = nil
    }
    return result
  }

  /// Takes a stored open finding back.
  func insert(_ key: Key, _ entry: Open) { open[key] = entry }

  /// Goes on counting where the stored run stopped.
  func restoreCount(_ count: Int64) { raisedCount = count }

  /// Connects restored findings with their profiles.
  func resolveProfiles(_ core: EngineCore) {
    for key in open.keys {
      guard open[key]?.profile == .max else { continue }
      let profile = core.profiles.find(
        core.symbols.intern(key.subject), org: core.symbols.intern(key.org),
        platform: key.platform)
      open[key]?.profile = profile?.pointee.index ?? 0
    }
  }
}

extension String {
  /// True when `name` stands in the text as a word of its own.
  fileprivate func mentions(_ name: String) -> Bool {
    var rest = self[...]
    while let range = rest.firstRange(of: name) {
      let before =
        range.lowerBound > rest.startIndex ? rest[rest.index(before: range.lowerBound)] : " "
      let after = range.upperBound < rest.endIndex ? rest[range.upperBound] : " "
      if !before.isPartOfName, !after.isPartOfName { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" || self == "/" }
}

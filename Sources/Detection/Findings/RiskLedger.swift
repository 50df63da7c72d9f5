import SecurityModel

/// Accumulates risk per credential from its findings (the arithmetic of COR-003).
///
/// score = Σ over distinct (detector, day) of weight(severity) × confidence × 0.5^(age / 24 h),
/// times 1 + 0.25 (families − 1), times 1.3 for an unregistered credential. Weights: info 1, low
/// 5, medium 15, high 40, critical 100. Source: section D of the catalogue.
struct RiskLedger {
  struct Entry: Hashable {
    var detector: String
    /// Day number of the finding.
    var day: Int64
    var at: Timestamp
    var severity: Severity
    var confidence: Double
  }

  /// Most entries kept per credential.
  static let limit = 64
  private(set) var entries: [UInt32: [Entry]] = [:]

  /// How long a finding weighs at all.
  static let memory = 14 * Timestamp.Duration.day

  /// What a finding weighs when it is fresh.
  static func points(_ entry: Entry) -> Double { weight(entry.severity) * entry.confidence }

  static func weight(_ severity: Severity) -> Double {
    switch severity {
    case .info: 1
    case .low: 5
    case .medium: 15
    case .high: 40
    case .critical: 100
    }
  }

  /// Notes a finding and returns the credential's risk, 0...100.
  mutating func add(_ finding: Finding, profile: UInt32, core: EngineCore) -> Int {
    var list = entries[profile] ?? []
    // COR findings are made of the others; counting them would count those twice.
    if !finding.detector.hasPrefix("COR-") {
      let day = finding.lastSeen.index(ofEvery: Timestamp.Duration.day)
      let entry = Entry(
        detector: finding.detector, day: day, at: finding.lastSeen, severity: finding.severity,
        confidence: finding.confidence)
      if let i = list.firstIndex(where: { $0.detector == entry.detector && $0.day == day }) {
        if entry.severity >= list[i].severity { list[i] = entry }
      } else {
        list.append(entry)
        if list.count > Self.limit { list.removeFirst() }
      }
      entries[profile] = list
    }
    let isUnregistered = core.isUnregistered(core.profiles.pointer(profile))
    return Int(
      min(100, Self.score(list, at: finding.lastSeen, unregistered: isUnregistered).rounded()))
  }

  /// The unrounded, uncapped score of a list of entries at `time`.
  static func score(_ list: [Entry], at time: Timestamp, unregistered: Bool) -> Double {
    var sum = 0.0
    var families: [Substring] = []
    for entry in list {
      let since = max(0, time.since(entry.at))
      if since > memory { continue }
      let age = Double(since) / Double(Timestamp.Duration.day)
      sum += weight(entry.severity) * entry.confidence * halved(age)
      let family = entry.detector.prefix { $0 != "-" }
      if !families.contains(family) { families.append(family) }
    }
    let breadth = 1 + 0.25 * Double(max(0, families.count - 1))
    return sum * breadth * (unregistered ? 1.3 : 1)
  }

  /// 0.5 to the power of `age`, without a maths library: whole halvings and a cubic in between
  /// (error below 0.0002).
  static func halved(_ age: Double) -> Double {
    var value = 1.0
    var rest = max(0, age)
    while rest >= 1 {
      value *= 0.5
      rest -= 1
    }
    let x = rest * 0.693_147_180_559_945_3
    return value * (1 - x + x * x / 2 - x * x * x / 6 + x * x * x * x / 24)
  }

  /// Entries of a profile, oldest first.
  func list(_ profile: UInt32) -> [Entry] { entries[profile] ?? [] }

  /// True when one of `detectors` (or of the families, given as `NEW-`) fired since `time`.
  func hasRecent(_ detectors: [String], profile: UInt32, since time: Timestamp) -> Bool {
    list(profile).contains { entry in
      entry.at >= time
        && detectors.contains {
          $0.hasSuffix("-") ? entry.detector.hasPrefix($0) : $0 == entry.detector
        }
    }
  }

  func encode(profile: UInt32, into out: inout ByteWriter) {
    let list = entries[profile] ?? []
    out.put(UInt64(list.count))
    for entry in list {
      out.put(entry.detector)
      out.put(entry.day)
      out.put(entry.at)
      out.put(entry.severity.rawValue)
      out.put(entry.confidence)
    }
  }

  mutating func decode(
    profile: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    let n = try reader.unsigned()
    guard n <= UInt64(Self.limit) else { throw ByteReader.Failure(offset: 0) }
    var list: [Entry] = []
    for _ in 0..<n {
      let detector = try reader.text()
      let day = try reader.int64()
      let at = try reader.timestamp()
      guard let severity = Severity(rawValue: try reader.byte()) else {
        throw ByteReader.Failure(offset: 0)
      }
      list.append(
        Entry(
          detector: detector, day: day, at: at, severity: severity,
          confidence: try reader.double()))
    }
    if !list.isEmpty { entries[profile] = list }
  }
}

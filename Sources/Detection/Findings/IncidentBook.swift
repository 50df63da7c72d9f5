import SecurityModel

/// Joins findings of one credential that follow within six hours of one another.
struct IncidentBook {
  /// How long after its last finding an incident still takes another in.
  static let window = 6 * Timestamp.Duration.hour

  struct Entry {
    var id: String
    var start: Timestamp
    var last: Timestamp
  }

  struct Key: Hashable, Comparable {
    var platform: UInt8
    var org: String
    var credential: String
    static func < (a: Key, b: Key) -> Bool {
      (a.platform, a.org, a.credential) < (b.platform, b.org, b.credential)
    }
  }

  private(set) var entries: [Key: Entry] = [:]

  /// Id of the incident that a finding of the credential at `time` belongs to.
  mutating func incident(
    platform: Platform, org: String, credential: String, at time: Timestamp
  ) -> String {
    let key = Key(platform: platform.rawValue, org: org, credential: credential)
    if var entry = entries[key], time.since(entry.last) <= Self.window,
      entry.start.since(time) <= Self.window
    {
      entry.last = max(entry.last, time)
      entries[key] = entry
      return entry.id
    }
    let id = FindingID.incident(
      platform: platform, org: org, credential: credential, anchor: time)
    entries[key] = Entry(id: id, start: time, last: time)
    return id
  }

  /// Forgets incidents that can't take in anything any more.
  mutating func expire(before time: Timestamp) {
    entries = entries.filter { time.since($0.value.last) <= 32 * Timestamp.Duration.hour }
  }

  func encode(into out: inout ByteWriter) {
    let sorted = entries.sorted { $0.key < $1.key }
    out.put(UInt64(sorted.count))
    for (key, entry) in sorted {
      out.put(key.platform)
      out.put(key.org)
      out.put(key.credential)
      out.put(entry.id)
      out.put(entry.start)
      out.put(entry.last)
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    for _ in 0..<(try reader.unsigned()) {
      let key = Key(
        platform: try reader.byte(), org: try reader.text(), credential: try reader.text())
      entries[key] = Entry(
        id: try reader.text(), start: try reader.timestamp(), last: try reader.timestamp())
    }
  }
}

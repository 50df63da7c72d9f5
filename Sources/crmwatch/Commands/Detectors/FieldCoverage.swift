import Detection
import LogFormats
import SecurityModel

/// Which normalized fields a source fills, and what the missing ones turn off.
struct FieldCoverage {
  /// Events of a source that are looked at before it is judged by its own values.
  static let coldStart = 1_000

  /// How a detector fares with a source.
  enum State: String {
    /// Every field is there.
    case on
    /// Every field is there, but in less than 99 % of the events.
    case partly
    /// A field is never there.
    case off
  }

  let format: any LogFormat
  /// Events that were looked at; 0 when only the format is known.
  private(set) var events = 0
  private var counts: [String: Int] = [:]

  init(_ format: any LogFormat) { self.format = format }

  /// Counts the fields of one event.
  mutating func add(_ event: NormalizedEvent) {
    events += 1
    for member in event.members where FieldCoverage.isValue(member) {
      counts[member.name, default: 0] += 1
    }
  }

  private static func isValue(_ member: JSONValue.Member) -> Bool {
    switch member.value {
    case .null: false
    case .string(let text): !text.isEmpty && !(member.name == "outcome" && text == "unknown")
    default: true
    }
  }

  /// The share of events that carry a field, 0…1; by the format's word when none were looked at.
  func share(of field: String) -> Double {
    let names = [field] + (Self.stand[field] ?? [])
    if events == 0 { return names.contains { format.fields.contains($0) } ? 1 : 0 }
    return Double(names.map { counts[$0] ?? 0 }.max() ?? 0) / Double(events)
  }

  /// What serves detectors as well as the field that they name.
  private static let stand = ["status": ["outcome"], "uri": ["endpoint"]]

  /// The fields that NIST SP 800-228's logging asks for: when, who, what came of it, where.
  static let basic = ["ts", "credential", "status", "uri"]

  /// Of `basic`, those that fewer than 99 % of the events have.
  var weakBasics: [String] {
    Self.basic.filter { share(of: $0) < 0.99 }
  }

  /// Whether a detector can work, and the fields that it lacks.
  func state(of row: DetectorRow) -> (state: State, missing: [String]) {
    let never = row.requiredFields.filter { share(of: $0) == 0 }
    if !never.isEmpty { return (.off, never) }
    // A field of some operations only can't be in every event; those of every call can.
    let seldom = row.requiredFields.filter {
      Self.basic.contains($0) && share(of: $0) < 0.99
    }
    return seldom.isEmpty ? (.on, []) : (.partly, seldom)
  }

  /// Fields that a detector needs and that aren't among `fields`.
  static func missing(_ row: DetectorRow, among fields: [String]) -> [String] {
    row.requiredFields.filter { field in
      !([field] + (stand[field] ?? [])).contains { fields.contains($0) }
    }
  }
}

import SecurityModel
import SigmaRules

/// Finds the time of a JSON event whose layout isn't known.
struct RawEventTime {
  /// Fields that have it in logs of all kinds, best first.
  static let usualFields = [
    "timestamp", "ts", "@timestamp", "time", "event_time", "eventTime", "EventTime", "TimeCreated",
    "UtcTime", "SystemTime", "TimeGenerated", "CreationTime", "createdDateTime",
    "activityDateTime", "occurredAt", "EventDate", "CreatedDate", "TIMESTAMP_DERIVED", "TIMESTAMP",
    "date", "Event.System.TimeCreated.SystemTime",
    "Event.System.TimeCreated.#attributes.SystemTime",
  ]

  private var fields: [FieldName] = []
  private var values = FieldValues()

  /// - Parameter field: the only field to look at; nil = the usual ones.
  init(field: String?) {
    var table = FieldTable()
    fields = (field.map { [$0] } ?? Self.usualFields).map { table.intern($0) }
  }

  /// The time; nil when no field has one.
  mutating func read(_ source: JSONFieldSource) -> Timestamp? {
    for field in fields {
      values.removeAll()
      source.read(field, into: &values)
      if values.isEmpty { continue }
      if let time = Self.time(values) { return time }
    }
    return nil
  }

  /// The time that the first value stands for: a text in one of the forms of `TimestampParser`, a
  /// date, or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their
  /// size.
  static func time(_ values: FieldValues) -> Timestamp? {
    switch values.kind(at: 0) {
    case .text:
      if let known = values.withBytes(at: 0, { TimestampParser.parse($0) }) { return known }
      if let day = values.withBytes(at: 0, { midnight($0) }) { return day }
      return values.number(at: 0).flatMap { epoch($0) }
    case .integer, .double: return values.number(at: 0).flatMap { epoch($0) }
    case .bool, .null, .other: return nil
    }
  }

  /// The start of a day written as `2025-08-09`.
  private static func midnight(_ bytes: UnsafeRawBufferPointer) -> Timestamp? {
    guard bytes.count == 10 else { return nil }
    let full = Array(bytes) + Array("T00:00:00Z".utf8)
    return full.withUnsafeBytes { TimestampParser.parse($0) }
  }

  /// Times between 1970 and 5138 in any of the units.
  private static func epoch(_ number: Double) -> Timestamp? {
    guard number.isFinite, number > -1e11, number < 1e20 else { return nil }
    let milliseconds =
      number < 1e11
      ? number * 1e3
      : number < 1e14
        ? number
        : number < 1e17
          ? number / 1e3 : number / 1e6
    return Int64(exactly: milliseconds.rounded(.down)).map { Timestamp(milliseconds: $0) }
  }
}

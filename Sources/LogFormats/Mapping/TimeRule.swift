import SecurityModel

/// Where a record's time stands and how it is written.
public struct TimeRule: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    /// The forms that logs use, told apart by their looks: RFC 3339, that of access logs, month
    /// before day with slashes, epoch seconds to nanoseconds.
    case automatic
    case rfc3339
    /// A number; `perSecond` is 1 for seconds, 1,000 for milliseconds and so on.
    case epoch(perSecond: Int64)
    case pattern(TimePattern)
  }

  /// Paths, columns or variables; the first that has a value counts.
  public var sources: [String]
  public var form: Form
  /// For times that don't say their offset.
  public var zone: ZoneOffsets

  public init(_ sources: [String], _ form: Form = .automatic, zone: ZoneOffsets = .utc) {
    self.sources = sources
    self.form = form
    self.zone = zone
  }

  /// The time in `text`, or nil when it isn't written that way.
  func time(_ text: UnsafeRawBufferPointer, _ clock: inout AccessLogTime) -> Timestamp? {
    switch form {
    case .automatic:
      if text.count >= 19, text[2] == 0x2F || text[4] == 0x2D,
        let time = local(text, &clock)
      {
        return time
      }
      return TimeText.read(text)
    case .rfc3339: return local(text, &clock)
    case .epoch(let perSecond): return Self.epoch(text, perSecond: perSecond)
    case .pattern(let pattern):
      guard let reading = pattern.read(text) else { return nil }
      return reading.hasOffset ? reading.time : zone.utc(ofLocal: reading.time)
    }
  }

  /// A time that may leave its offset out, which then is that of the zone.
  private func local(
    _ text: UnsafeRawBufferPointer, _ clock: inout AccessLogTime
  ) -> Timestamp? {
    guard let time = clock.read(text) ?? TimestampParser.rfc3339(text) else { return nil }
    return zone.isUTC || Self.hasOffset(text) ? time : zone.utc(ofLocal: time)
  }

  private static func hasOffset(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let last = text.last else { return true }
    if last | 0x20 == 0x7A { return true }
    // Behind the seconds only an offset has a sign.
    for byte in text.cut(from: 19) where byte == 0x2B || byte == 0x2D { return true }
    return false
  }

  /// A number since 1970 with any fraction, up to the year 9999.
  private static func epoch(
    _ text: UnsafeRawBufferPointer, perSecond: Int64
  ) -> Timestamp? {
    guard let number = DecimalText.value(text), number >= 0 else { return nil }
    let milliseconds: Double
    if let whole = wholeEpoch(text) {
      // Whole numbers stay exact: nanoseconds need more digits than a Double has.
      let value = perSecond >= 1_000 ? whole / (perSecond / 1_000) : 0
      if perSecond >= 1_000 {
        return value < 253_402_300_800_000 ? Timestamp(milliseconds: value) : nil
      }
    }
    milliseconds = number * 1_000 / Double(perSecond)
    guard milliseconds < 253_402_300_800_000 else { return nil }
    return Timestamp(milliseconds: Int64(milliseconds.rounded()))
  }

  private static func wholeEpoch(_ text: UnsafeRawBufferPointer) -> Int64? {
    guard text.isDigits else { return nil }
    let value = NumberText.count(text)
    return value < 0 ? nil : value
  }
}

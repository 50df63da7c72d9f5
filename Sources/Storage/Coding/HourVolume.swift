import SecurityModel

/// What happened in one hour, while hours are added up; the packed form is that of `RollupBatch`.
struct HourVolume {
  var calls: Int64 = 0
  var errors: Int64 = 0
  var rows: Int64 = 0
  var bytes: Int64 = 0
  var minutes = InlineArray<60, UInt32>(repeating: 0)

  /// Adds a packed volume; what is out of bounds is held at the ends of its range.
  mutating func add(_ reader: inout ByteReader) {
    calls = calls.addingClamped(reader.signed())
    errors = errors.addingClamped(reader.signed())
    rows = rows.addingClamped(reader.signed())
    bytes = bytes.addingClamped(reader.signed())
    for _ in 0..<reader.byte() {
      let minute = Int(reader.byte())
      let count = reader.unsigned()
      guard minute < MinutePacking.count, reader.isSound else { return }
      minutes[minute] = UInt32(
        clamping: UInt64(minutes[minute]) + min(count, UInt64(UInt32.max)))
    }
  }

  /// True when any minute has calls.
  var hasMinutes: Bool {
    for minute in 0..<MinutePacking.count where minutes[minute] > 0 { return true }
    return false
  }

  /// Moves past a packed volume.
  static func skip(_ reader: inout ByteReader) {
    for _ in 0..<4 { _ = reader.unsigned() }
    for _ in 0..<reader.byte() {
      _ = reader.byte()
      _ = reader.unsigned()
      if !reader.isSound { return }
    }
  }

  /// Appends the packed form.
  func write(to out: inout ByteWriter) {
    out.signed(calls)
    out.signed(errors)
    out.signed(rows)
    out.signed(bytes)
    var count: UInt8 = 0
    for minute in 0..<MinutePacking.count where minutes[minute] > 0 { count += 1 }
    out.byte(count)
    for minute in 0..<MinutePacking.count where minutes[minute] > 0 {
      out.byte(UInt8(minute))
      out.unsigned(UInt64(minutes[minute]))
    }
  }

  /// As the store gives it out.
  func rollup(_ credential: String, hour: Int64) -> HourRollup {
    var result = HourRollup(
      credential: credential,
      hour: Timestamp(milliseconds: hour.multipliedClamped(by: Timestamp.Duration.hour)),
      calls: calls, errors: errors, rows: rows, bytes: bytes)
    for minute in 0..<MinutePacking.count {
      result.minutes.add(minutes[minute], minute: minute)
    }
    return result
  }
}

/// Four weeks of hourly counts of one credential, small while there is little to remember.
///
/// While young or rarely used: a list of eight-byte records (hour, exact count), at most 96. After
/// that: one block of 1,016 bytes with a ring of 672 count codes, quarantine marks, the exact
/// counts of the last 28 hours (for late events), the busiest quarter hours per hour of day, and
/// month-end peaks of three months.
struct HourHistory: Sendable, Equatable {
  static let hours = 672
  static let days = 28
  static let lateHours: Int32 = 26
  static let recordLimit = 96

  private static let recordSize = 8
  private static let marks = 672
  private static let recent = 756
  private static let bursts = 868
  private static let months = 916
  private static let denseSize = 1_016

  private(set) var bytes: [UInt8] = []
  /// The newest hour written; nothing is known after it. -1 when empty.
  private(set) var head: Int32 = -1
  private(set) var isDense = false

  init() {}

  init(bytes: [UInt8], head: Int32, isDense: Bool) {
    self.bytes = bytes
    self.head = head
    self.isDense = isDense
  }

  /// Whether the stored form can be what it claims to be.
  static func isValid(byteCount: Int, isDense: Bool) -> Bool {
    isDense
      ? byteCount == denseSize
      : byteCount % recordSize == 0 && byteCount <= recordLimit * recordSize
  }

  /// Heap bytes in use.
  var heapBytes: Int { bytes.isEmpty ? 0 : bytes.capacity + 32 }

  // MARK: Writing

  /// Stores the count of an hour that is newer than every stored one.
  mutating func append(hour: Int32, count: UInt32, quarantined: Bool) {
    guard hour > head, count > 0 else { return }
    if !isDense && bytes.count >= Self.recordLimit * Self.recordSize { densify(at: hour) }
    if isDense {
      clear(from: head + 1, through: hour)
      head = hour
      put(hour, count, quarantined)
      notePeak(hour: hour, count: count)
    } else {
      if bytes.isEmpty { bytes.reserveCapacity(4 * Self.recordSize) }
      let tagged = UInt32(bitPattern: hour) | (quarantined ? 0x8000_0000 : 0)
      let record = UInt64(tagged) | UInt64(count) << 32
      withUnsafeBytes(of: record.littleEndian) { bytes.append(contentsOf: $0) }
      head = hour
    }
  }

  /// Adds events that came late to an hour at most 26 h back; gives its new exact count.
  mutating func amend(hour: Int32, by amount: UInt32, now: Int32) -> UInt32? {
    guard hour >= 0, now - hour <= Self.lateHours else { return nil }
    if isDense {
      if hour > head {
        clear(from: head + 1, through: hour)
        head = hour
      }
      let count = exact(hour).addingClamped(amount)
      put(hour, count, isQuarantined(hour))
      notePeak(hour: hour, count: count)
      return count
    }
    var position = bytes.count
    while position >= Self.recordSize {
      let tagged = word(position - Self.recordSize)
      let at = Int32(bitPattern: tagged & 0x7fff_ffff)
      if at == hour {
        let count = word(position - 4).addingClamped(amount)
        setWord(position - 4, count)
        return count
      }
      if at < hour { break }
      position -= Self.recordSize
    }
    guard bytes.count < Self.recordLimit * Self.recordSize else {
      densify(at: now)
      return amend(hour: hour, by: amount, now: now)
    }
    bytes.insert(contentsOf: [UInt8](repeating: 0, count: Self.recordSize), at: position)
    setWord(position, UInt32(bitPattern: hour))
    setWord(position + 4, amount)
    head = max(head, hour)
    return amount
  }

  /// Keeps the newest stored hour from teaching.
  mutating func quarantine(hour: Int32) {
    guard hour == head else { return }
    if isDense {
      let slot = Int(hour) % Self.hours
      bytes[Self.marks + slot >> 3] |= UInt8(1) << UInt8(slot & 7)
    } else if bytes.count >= Self.recordSize {
      let at = bytes.count - Self.recordSize
      setWord(at, word(at) | 0x8000_0000)
    }
  }

  /// Lifts the quarantine of every hour: the analyst says it was expected.
  mutating func acceptAll() {
    if isDense {
      for i in Self.marks..<Self.recent { bytes[i] = 0 }
    } else {
      var position = 0
      while position + Self.recordSize <= bytes.count {
        setWord(position, word(position) & 0x7fff_ffff)
        position += Self.recordSize
      }
    }
  }

  /// Notes the busiest quarter hour within an hour; kept only in the dense form.
  mutating func noteBurst(hour: Int32, quarter: UInt32) {
    guard isDense else { return }
    let at = Self.bursts + (HourCalendar.isWeekend(hour) ? 24 : 0) + HourCalendar.hourOfDay(hour)
    let code = CountCode(quarter).raw
    // Old peaks shrink by one step (8%) every four days.
    let faded = (hour / 24) % 4 == 0 && bytes[at] > 15 ? bytes[at] - 1 : bytes[at]
    bytes[at] = max(faded, code)
  }

  // MARK: Reading

  /// The busiest quarter hour known at this hour of this class of day, and its neighbours.
  func burst(around hour: Int32) -> Double? {
    guard isDense else { return nil }
    let base = Self.bursts + (HourCalendar.isWeekend(hour) ? 24 : 0)
    let h = HourCalendar.hourOfDay(hour)
    let code = max(bytes[base + (h + 23) % 24], max(bytes[base + h], bytes[base + (h + 1) % 24]))
    return CountCode(raw: code).value
  }

  /// The busiest quarter hour known at any time of the week.
  var busiestQuarter: Double {
    guard isDense else { return 0 }
    var largest: UInt8 = 0
    for i in Self.bursts..<Self.months { largest = max(largest, bytes[i]) }
    return CountCode(raw: largest).value
  }

  /// Days with any count among those stored.
  var activeDays: Int {
    var days = 0
    var last: Int32 = -1
    if isDense {
      let newest = head / 24
      for back in 0..<Int32(Self.days) {
        let from = max(0, (newest - back) * 24)
        for hour in from..<from + 24 where bytes[Int(hour) % Self.hours] != 0 {
          days += 1
          break
        }
      }
      return days
    }
    var position = 0
    while position + Self.recordSize <= bytes.count {
      let day = Int32(bitPattern: word(position) & 0x7fff_ffff) / 24
      days += day == last ? 0 : 1
      last = day
      position += Self.recordSize
    }
    return days
  }

  /// Peaks at the same distance from the month end in earlier months, largest first.
  func monthEndPeaks(hour: Int32) -> (largest: Double, months: Int) {
    let (distance, month) = HourCalendar.monthEnd(hour)
    var largest = 0.0
    var seen = 0
    if isDense {
      for slot in 0..<3 {
        let tag = Int(bytes[Self.months + slot * 32])
        guard tag != 0, tag != (month & 0x7f) | 0x80 else { continue }
        let code = bytes[Self.months + slot * 32 + 16 + distance]
        guard code > 0 else { continue }
        seen += 1
        largest = max(largest, CountCode(raw: code).value)
      }
      return (largest, seen)
    }
    var position = 0
    var lastMonth = -1
    while position + Self.recordSize <= bytes.count {
      let at = Int32(bitPattern: word(position) & 0x7fff_ffff)
      let other = HourCalendar.monthEnd(at)
      if other.distance == distance, other.month != month {
        largest = max(largest, Double(word(position + 4)))
        if other.month != lastMonth {
          seen += 1
          lastMonth = other.month
        }
      }
      position += Self.recordSize
    }
    return (largest, seen)
  }

  /// Fills `raw` with the codes of the 672 hours before `end`, oldest first, and marks quarantine.
  ///
  /// `quarantine` is only written when this returns true.
  func decode(
    before end: Int32, raw: UnsafeMutableBufferPointer<UInt8>,
    quarantine: UnsafeMutableBufferPointer<Bool>
  ) -> Bool {
    let first = end - Int32(Self.hours)
    guard isDense else {
      raw.update(repeating: 0)
      quarantine.update(repeating: false)
      return decodeRecords(from: first, to: end, raw: raw, quarantine: quarantine)
    }
    let low = max(0, max(first, head - Int32(Self.hours) + 1))
    let high = min(end - 1, head)
    guard low <= high else {
      raw.update(repeating: 0)
      return false
    }
    return bytes.withUnsafeBufferPointer { source in
      let start = Int(low - first)
      let count = Int(high - low) + 1
      let slot = Int(low) % Self.hours
      let run = min(count, Self.hours - slot)
      for i in 0..<start { raw[i] = 0 }
      for i in 0..<run { raw[start + i] = source[slot + i] }
      for i in 0..<(count - run) { raw[start + run + i] = source[i] }
      for i in (start + count)..<Self.hours { raw[i] = 0 }
      var marked: UInt8 = 0
      for i in Self.marks..<Self.recent { marked |= source[i] }
      guard marked != 0 else { return false }
      quarantine.update(repeating: false)
      for i in 0..<count {
        let at = slot + i < Self.hours ? slot + i : slot + i - Self.hours
        quarantine[start + i] = source[Self.marks + at >> 3] & (1 << UInt8(at & 7)) != 0
      }
      return true
    }
  }

  private func decodeRecords(
    from first: Int32, to end: Int32, raw: UnsafeMutableBufferPointer<UInt8>,
    quarantine: UnsafeMutableBufferPointer<Bool>
  ) -> Bool {
    var marked = false
    var position = bytes.count
    while position >= Self.recordSize {
      position -= Self.recordSize
      let tagged = word(position)
      let at = Int32(bitPattern: tagged & 0x7fff_ffff)
      if at < first { break }
      guard at < end else { continue }
      raw[Int(at - first)] = CountCode(word(position + 4)).raw
      guard tagged & 0x8000_0000 != 0 else { continue }
      quarantine[Int(at - first)] = true
      marked = true
    }
    return marked
  }

  // MARK: Inside

  private mutating func densify(at now: Int32) {
    let records = bytes
    bytes = [UInt8](repeating: 0, count: Self.denseSize)
    bytes.reserveCapacity(Self.denseSize)
    isDense = true
    head = -1
    var position = 0
    while position + Self.recordSize <= records.count {
      var tagged: UInt32 = 0
      var count: UInt32 = 0
      for i in 0..<4 {
        tagged |= UInt32(records[position + i]) << UInt32(8 * i)
        count |= UInt32(records[position + 4 + i]) << UInt32(8 * i)
      }
      let hour = Int32(bitPattern: tagged & 0x7fff_ffff)
      if head < 0 { head = hour } else { clear(from: head + 1, through: hour) }
      head = max(head, hour)
      put(hour, count, tagged & 0x8000_0000 != 0)
      notePeak(hour: hour, count: count)
      position += Self.recordSize
    }
  }

  private mutating func clear(from: Int32, through: Int32) {
    guard through >= from else { return }
    if through - from >= Int32(Self.hours) - 1 {
      for i in 0..<Self.bursts { bytes[i] = 0 }
      return
    }
    var hour = max(0, from)
    while hour <= through {
      put(hour, 0, false)
      hour += 1
    }
  }

  private mutating func put(_ hour: Int32, _ count: UInt32, _ quarantined: Bool) {
    let slot = Int(hour) % Self.hours
    bytes[slot] = CountCode(count).raw
    let bit = UInt8(1) << UInt8(slot & 7)
    if quarantined {
      bytes[Self.marks + slot >> 3] |= bit
    } else {
      bytes[Self.marks + slot >> 3] &= ~bit
    }
    setWord(Self.recent + Int(hour % 28) * 4, count)
  }

  private func exact(_ hour: Int32) -> UInt32 { word(Self.recent + Int(hour % 28) * 4) }

  private func isQuarantined(_ hour: Int32) -> Bool {
    let slot = Int(hour) % Self.hours
    return bytes[Self.marks + slot >> 3] & (UInt8(1) << UInt8(slot & 7)) != 0
  }

  private mutating func notePeak(hour: Int32, count: UInt32) {
    let (distance, month) = HourCalendar.monthEnd(hour)
    let tag = UInt8((month & 0x7f) | 0x80)
    let slot = month % 3
    let base = Self.months + slot * 32
    if bytes[base] != tag {
      for i in base..<base + 32 { bytes[i] = 0 }
      bytes[base] = tag
    }
    let at = base + 16 + distance
    bytes[at] = max(bytes[at], CountCode(count).raw)
  }

  private func word(_ at: Int) -> UInt32 {
    UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
      | UInt32(bytes[at + 3]) << 24
  }

  private mutating func setWord(_ at: Int, _ value: UInt32) {
    for i in 0..<4 { bytes[at + i] = UInt8(truncatingIfNeeded: value >> UInt32(8 * i)) }
  }
}

extension UInt32 {
  /// Sum that stops at the largest value.
  func addingClamped(_ other: UInt32) -> UInt32 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

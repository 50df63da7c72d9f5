extension CredentialVolume {
  /// Version of the stored form; a reader takes the one before too, and refuses any other.
  public static let encodingVersion: UInt8 = 3
  /// The same bytes, but quarter hours were measured against the busiest one known.
  private static let olderVersion: UInt8 = 2

  /// Appends an exact copy of the state: little endian, versioned, about 150 bytes plus history.
  public func encode(into bytes: inout [UInt8]) {
    var state = self
    state.settle()
    var out = ByteSink()
    out.put(Self.encodingVersion)
    out.put(state.measure.rawValue)
    out.put(UInt8((state.isOpen ? 1 : 0) | (state.hourQuarantined ? 2 : 0)))
    out.put(UInt8(state.history.isDense ? 1 : 0))
    out.put(UInt64(bitPattern: state.slotStart))
    out.put(state.budget)
    out.put(UInt32(bitPattern: state.hour))
    out.put(state.hourCount)
    for i in 0..<3 { out.put(state.slots[i]) }
    out.put(state.quarterPeak)
    out.put(state.nextHourCount)
    out.put(state.nextQuarterCount)
    out.put(UInt32(bitPattern: state.firstHour))
    out.put(UInt32(bitPattern: state.lastActiveHour))
    out.put(UInt32(bitPattern: state.longestGap))
    out.put(state.total)
    out.put(state.closedHours.bitPattern)
    out.put(state.novelHours.bitPattern)
    out.put(UInt64(bitPattern: state.announcedFrom))
    out.put(UInt64(bitPattern: state.announcedUntil))
    out.put(state.hourTail.threshold.bitPattern)
    out.put(state.hourTail.shape.bitPattern)
    out.put(state.quarterTail.threshold.bitPattern)
    out.put(state.quarterTail.shape.bitPattern)
    for i in 0..<5 {
      out.put(state.windowTails[i].threshold.bitPattern)
      out.put(state.windowTails[i].shape.bitPattern)
    }
    for i in 0..<4 {
      out.put(UInt32(bitPattern: state.restUntil[i]))
      out.put(state.restScore[i].bitPattern)
      out.put(state.restRate[i].bitPattern)
      out.put(state.candidates[i].bitPattern)
      out.put(UInt32(bitPattern: state.lastCandidate[i]))
    }
    out.put(state.debt.bitPattern)
    out.put(state.debtPeak.bitPattern)
    out.put(UInt32(bitPattern: state.debtHour))
    out.put(state.daySum.bitPattern)
    out.put(UInt32(bitPattern: state.dayRun))
    out.put(state.dayScore.bitPattern)
    out.put(UInt32(bitPattern: state.history.head))
    out.put(UInt32(state.history.bytes.count))
    bytes.append(contentsOf: out.bytes)
    bytes.append(contentsOf: state.history.bytes)
  }

  /// Reads a state written by `encode(into:)`; nil when it is not one, or of another version.
  public init?(decoding bytes: some Collection<UInt8>) {
    var source = ByteSource(Array(bytes))
    guard let version = source.byte(),
      version == Self.encodingVersion || version == Self.olderVersion,
      let rawMeasure = source.byte(),
      let measure = VolumeMeasure(rawValue: rawMeasure), let flags = source.byte(),
      let dense = source.byte(), dense <= 1
    else { return nil }
    self.init(measure: measure)
    isOpen = flags & 1 != 0
    hourQuarantined = flags & 2 != 0
    slotStart = Int64(bitPattern: source.long())
    budget = source.word()
    budgetGiven = budget
    hour = source.hour()
    hourCount = source.word()
    for i in 0..<3 { slots[i] = source.word() }
    quarterPeak = source.word()
    nextHourCount = source.word()
    nextQuarterCount = source.word()
    firstHour = source.hour()
    lastActiveHour = source.hour()
    longestGap = source.hour()
    total = source.long()
    closedHours = source.float(0...1e9)
    novelHours = source.float(0...1e9)
    announcedFrom = Int64(bitPattern: source.long())
    announcedUntil = Int64(bitPattern: source.long())
    hourTail = source.tail()
    quarterTail = source.tail()
    // Learnt anew from where an uneven credential would stand: rather deaf for a week than loud.
    if version == Self.olderVersion { quarterTail = CompactTail(threshold: 4, shape: 0.35) }
    for i in 0..<5 { windowTails[i] = source.tail() }
    for i in 0..<4 {
      restUntil[i] = source.hour()
      restScore[i] = source.float(0...1)
      restRate[i] = source.float(0...1e12)
      candidates[i] = source.float(0...1e9)
      lastCandidate[i] = source.hour()
    }
    debt = source.float(0...1e12)
    debtPeak = source.float(0...1e12)
    debtHour = source.hour()
    daySum = source.float(0...1e3)
    dayRun = source.hour()
    dayScore = source.float(0...1)
    let head = source.hour()
    let count = Int(source.word())
    guard !source.failed, HourHistory.isValid(byteCount: count, isDense: dense == 1),
      let stored = source.rest(count)
    else { return nil }
    guard firstHour <= hour, head <= hour, lastActiveHour <= hour else { return nil }
    history = HourHistory(bytes: stored, head: head, isDense: dense == 1)
  }
}

/// Little-endian writer.
private struct ByteSink {
  var bytes: [UInt8] = []

  mutating func put<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Little-endian reader that remembers running out of bytes.
private struct ByteSource {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var failed = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? {
    guard position < bytes.count else {
      failed = true
      return nil
    }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func number(_ size: Int) -> UInt64 {
    guard position + size <= bytes.count else {
      failed = true
      position = bytes.count
      return 0
    }
    var value: UInt64 = 0
    for i in 0..<size { value |= UInt64(bytes[position + i]) << UInt64(8 * i) }
    position += size
    return value
  }

  mutating func word() -> UInt32 { UInt32(number(4)) }
  mutating func long() -> UInt64 { number(8) }

  mutating func hour() -> Int32 {
    let value = Int32(bitPattern: word())
    return value >= -1 && value <= HourCalendar.latestHour ? value : -1
  }

  mutating func float(_ range: ClosedRange<Float>) -> Float {
    let value = Float(bitPattern: word())
    return value.isNaN ? range.lowerBound : min(range.upperBound, max(range.lowerBound, value))
  }

  mutating func tail() -> CompactTail {
    let threshold = Float(bitPattern: word())
    let shape = Float(bitPattern: word())
    return CompactTail(threshold: threshold, shape: shape, checked: ())
  }

  /// The next `count` bytes, when they are exactly what is left.
  mutating func rest(_ count: Int) -> [UInt8]? {
    guard position + count == bytes.count else { return nil }
    return Array(bytes[position...])
  }
}

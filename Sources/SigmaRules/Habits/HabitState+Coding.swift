import SecurityModel

extension HabitState {
  private static let version: UInt64 = 1

  /// Writes everything that future matches depend on, under the fingerprints of the rules.
  func encode(into writer: inout ByteWriter) {
    writer.put(Self.version)
    for count in [
      counters.late, counters.evictedKeys, counters.evictedValues, counters.cutValues,
      counters.untimed, counters.restartedKeys,
    ] {
      writer.put(count)
    }
    writer.put(UInt64(plan.habits.count))
    for (number, habit) in plan.habits.enumerated() {
      writer.putFixed(habit.fingerprint)
      writer.put(passes[number])
      switch habit.kind {
      case .baseline:
        writer.put(UInt8(0))
        writer.put(UInt64(baselines[habit.place].count))
        baselines[habit.place].forEach { key, record in
          writer.putFixed(key.a)
          writer.putFixed(key.b)
          record.encode(into: &writer)
        }
      case .firstSeen:
        writer.put(UInt8(1))
        writer.put(UInt64(firstSeens[habit.place].count))
        firstSeens[habit.place].forEach { key, record in
          writer.putFixed(key.a)
          writer.putFixed(key.b)
          record.encode(into: &writer)
        }
      }
    }
  }

  /// Takes over stored state; rules that were not there or were different begin anew.
  /// - Throws: when the bytes are damaged or of another version; the state is as before then.
  mutating func decode(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    var copy = HabitState(plan, limits: limits)
    guard try reader.unsigned() == Self.version else { throw ByteReader.Failure(offset: 0) }
    copy.counters.late = try reader.unsigned()
    copy.counters.evictedKeys = try reader.unsigned()
    copy.counters.evictedValues = try reader.unsigned()
    copy.counters.cutValues = try reader.unsigned()
    copy.counters.untimed = try reader.unsigned()
    copy.counters.restartedKeys = try reader.unsigned()
    var known: [UInt64: Int] = [:]
    for (number, habit) in plan.habits.enumerated() { known[habit.fingerprint] = number }
    for _ in 0..<(try reader.itemCount()) {
      let number = known[try reader.fixed()]
      let passes = try reader.unsigned()
      let isFirstSeen = try reader.bool()
      if let number { copy.passes[number] = passes }
      let habit = number.map { plan.habits[$0] }
      for _ in 0..<(try reader.itemCount()) {
        let key = HabitKey(a: try reader.fixed(), b: try reader.fixed())
        if isFirstSeen {
          let record = try FirstSeenRecord(&reader)
          if let habit, case .firstSeen = habit.kind {
            copy.firstSeens[habit.place].restore(key, record)
          }
        } else {
          let record = try BaselineRecord(&reader)
          if let habit, case .baseline(let test) = habit.kind, record.fits(test) {
            copy.baselines[habit.place].restore(key, record)
          }
        }
      }
    }
    copy.keepSwitches(of: self)
    self = copy
  }
}

extension BaselineRecord {
  func encode(into writer: inout ByteWriter) {
    writer.put(first)
    writer.put(newest)
    writer.put(UInt8(truncatingIfNeeded: strays))
    writer.put(UInt64(intervals.count))
    var previous: Int64 = newest
    for interval in intervals.reversed() {
      writer.put(UInt64(bitPattern: previous - interval.index))
      previous = interval.index
      // Nearly all sums are whole, and few have fired.
      let whole = UInt64(exactly: interval.sum)
      writer.put(UInt8((whole == nil ? 1 : 0) | (interval.hasFired ? 2 : 0)))
      if let whole { writer.put(whole) } else { writer.put(interval.sum) }
      if interval.hasFired { writer.put(interval.cap) }
    }
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    let first = try reader.int64()
    let newest = try reader.int64()
    let strays = Int(try reader.byte())
    var intervals: [Interval] = []
    var previous = newest
    for n in 0..<(try reader.itemCount()) {
      let step = try reader.unsigned()
      let (index, overflow) = previous.subtractingReportingOverflow(
        Int64(bitPattern: step & UInt64(Int64.max)))
      // Only the newest may be no further back than what was read before it.
      guard !overflow, step <= UInt64(Int64.max), n == 0 || step > 0 else {
        throw ByteReader.Failure(offset: 0)
      }
      previous = index
      let flags = try reader.byte()
      let sum = flags & 1 == 0 ? Double(try reader.unsigned()) : try reader.double()
      let cap = flags & 2 == 0 ? Double.infinity : try reader.double()
      guard sum >= 0, sum <= Self.highestSum, cap > 0 else {
        throw ByteReader.Failure(offset: 0)
      }
      intervals.append(Interval(index: index, sum: sum, cap: cap))
    }
    self.init(first: first, newest: newest, strays: strays, intervals: intervals.reversed())
  }

  /// Whether the intervals can be those of a rule.
  func fits(_ test: BaselineTest) -> Bool {
    let last = Timestamp(milliseconds: .max).index(ofEvery: test.length)
    let head = Timestamp(milliseconds: .min).index(ofEvery: test.length)
    guard newest >= head, newest <= last, strays < Self.patience else { return false }
    return intervals.first.map { $0.index >= newest - test.history } ?? true
  }
}

extension FirstSeenRecord {
  func encode(into writer: inout ByteWriter) {
    writer.put(first)
    writer.put(calls)
    writer.put(forgot != nil)
    if let forgot { writer.put(forgot) }
    for values in [recent, older] {
      writer.put(UInt64(values.count))
      // Sets have another order in every process.
      for value in values.sorted() { writer.putFixed(value) }
    }
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    let first = try reader.int64()
    let calls = try reader.unsigned()
    let forgot = try reader.bool() ? try reader.int64() : nil
    var recent: Set<UInt64> = []
    for _ in 0..<(try reader.itemCount()) { recent.insert(try reader.fixed()) }
    var older: Set<UInt64> = []
    for _ in 0..<(try reader.itemCount()) { older.insert(try reader.fixed()) }
    self.init(
      first: first, calls: calls, recent: recent, older: older.subtracting(recent),
      forgot: forgot)
  }
}

extension ByteReader {
  /// A count of things that take a byte each at least; each is read before room is made for it.
  fileprivate mutating func itemCount() throws(Failure) -> Int {
    let count = try unsigned()
    guard count <= 1 << 32 else { throw Failure(offset: 0) }
    return Int(count)
  }
}

import SecurityModel

extension CorrelationState {
  private static let version: UInt64 = 1

  /// Writes everything that future matches depend on.
  ///
  /// Correlations are stored under their fingerprint, so that those which are unchanged find their
  /// windows again after rules were added, removed or edited.
  func encode(into writer: inout ByteWriter) {
    writer.put(Self.version)
    writer.put(newest)
    writer.put(sequence)
    for count in [
      counters.late, counters.evictedGroups, counters.droppedHits, counters.cutValues,
    ] {
      writer.put(count)
    }
    writer.put(UInt64(plan.correlations.count))
    for correlation in plan.correlations { writer.putFixed(correlation.fingerprint) }
    for (number, windows) in windows.enumerated() {
      writer.put(firings[number])
      writer.put(UInt64(windows.count))
      var group = windows.oldest
      while group >= 0 {
        let stored = windows.groups[group]
        writer.put(stored.key)
        writer.put(UInt64(stored.count))
        for hit in stored.hits[stored.head...] { Self.put(hit, into: &writer) }
        group = stored.newer
      }
    }
  }

  private static func put(_ hit: CorrelationHit, into writer: inout ByteWriter) {
    writer.put(hit.time)
    writer.put(hit.sequence)
    writer.put(hit.event)
    writer.put(UInt32(bitPattern: hit.source))
    writer.put(UInt8((hit.isLast ? 1 : 0) | (hit.hasFired ? 2 : 0)))
    writer.putFixed(hit.value)
    put(hit.parents, into: &writer)
  }

  private static func put(_ feeds: [CorrelationFeed], into writer: inout ByteWriter) {
    writer.put(UInt64(feeds.count))
    for feed in feeds {
      writer.put(UInt64(feed.correlation))
      writer.put(UInt32(bitPattern: feed.source))
      writer.put(feed.key)
      writer.put(UInt64(feed.values.count))
      for value in feed.values { writer.putFixed(value) }
      put(feed.parents, into: &writer)
    }
  }

  /// Takes over stored state; correlations that were not there or were different begin empty.
  /// - Throws: when the bytes are cut or of another version; the state is as before then.
  mutating func decode(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    var copy = CorrelationState(plan, limits: limits, firing: firing)
    guard try reader.unsigned() == Self.version else { throw ByteReader.Failure(offset: 0) }
    copy.newest = try reader.int64()
    copy.sequence = try reader.unsigned()
    copy.counters.late = try reader.unsigned()
    copy.counters.evictedGroups = try reader.unsigned()
    copy.counters.droppedHits = try reader.unsigned()
    copy.counters.cutValues = try reader.unsigned()
    var known: [UInt64: Int] = [:]
    for (number, correlation) in plan.correlations.enumerated() {
      known[correlation.fingerprint] = number
    }
    // Stored number → number now.
    var numbers: [Int?] = []
    for _ in 0..<(try Self.count(&reader)) { numbers.append(known[try reader.fixed()]) }
    for number in numbers {
      let firings = try reader.unsigned()
      if let number { copy.firings[number] = firings }
      for _ in 0..<(try Self.count(&reader)) {
        let key = try reader.blob()
        var hits: [CorrelationHit] = []
        for _ in 0..<(try Self.count(&reader)) {
          let hit = try copy.hit(&reader, numbers)
          if let number, Self.isUsable(hit, in: plan.correlations[number]) { hits.append(hit) }
        }
        if let number, zip(hits, hits.dropFirst()).allSatisfy({ !$1.precedes($0) }) {
          copy.windows[number].restore(key: key, hits: hits, plan.correlations[number])
        }
      }
    }
    copy.keepSwitches(of: self)
    self = copy
  }

  private static func isUsable(_ hit: CorrelationHit, in correlation: CompiledCorrelation) -> Bool {
    correlation.targets.indices.contains(Int(hit.source))
      && (correlation.countsValues || Double(bitPattern: hit.value).isFinite)
  }

  /// A count of things that take a byte each at least, so that damage can't ask for the memory.
  private static func count(_ reader: inout ByteReader) throws(ByteReader.Failure) -> Int {
    let count = try reader.unsigned()
    guard count <= 1 << 32 else { throw ByteReader.Failure(offset: 0) }
    return Int(count)
  }

  private func hit(
    _ reader: inout ByteReader, _ numbers: [Int?]
  ) throws(ByteReader.Failure) -> CorrelationHit {
    let time = try reader.int64()
    let sequence = try reader.unsigned()
    let event = try reader.unsigned()
    let source = Int32(bitPattern: try reader.uint32())
    let flags = try reader.byte()
    let value = try reader.fixed()
    return CorrelationHit(
      time: time, sequence: sequence, event: event, source: source, isLast: flags & 1 != 0,
      hasFired: flags & 2 != 0, value: value, parents: try feeds(&reader, numbers, depth: 0))
  }

  private func feeds(
    _ reader: inout ByteReader, _ numbers: [Int?], depth: Int
  ) throws(ByteReader.Failure) -> [CorrelationFeed] {
    let count = try Self.count(&reader)
    guard depth <= 64 else { throw ByteReader.Failure(offset: 0) }
    var feeds: [CorrelationFeed] = []
    for _ in 0..<count {
      let stored = try Self.count(&reader)
      let source = Int32(bitPattern: try reader.uint32())
      let key = try reader.blob()
      var values: [UInt64] = []
      for _ in 0..<(try Self.count(&reader)) { values.append(try reader.fixed()) }
      let parents = try self.feeds(&reader, numbers, depth: depth + 1)
      guard stored < numbers.count, let number = numbers[stored],
        plan.correlations[number].targets.indices.contains(Int(source))
      else { continue }
      feeds.append(
        CorrelationFeed(
          correlation: number, source: source, key: key, values: values, parents: parents))
    }
    return feeds
  }
}

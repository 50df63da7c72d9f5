import SecurityModel

/// Reads the values of groups and counts from the event at hand.
struct CorrelationValues: Sendable {
  private var columns: [Int: FieldValues] = [:]
  private var spare: [FieldValues] = []
  private var cuts: UInt64 = 0

  init() {}

  /// Forgets the last event.
  mutating func begin() {
    for field in columns.keys.sorted() {
      if let values = columns.removeValue(forKey: field) { spare.append(values) }
    }
  }

  /// Number of values left out since the last call.
  mutating func takeCuts() -> UInt64 {
    defer { cuts = 0 }
    return cuts
  }

  private mutating func values(_ field: FieldName, _ source: some FieldSource) -> FieldValues {
    if let known = columns[field.index] { return known }
    var values = spare.popLast() ?? FieldValues()
    values.removeAll()
    source.read(field, into: &values)
    columns[field.index] = values
    return values
  }

  /// What a match of one source means to a correlation, for each group it belongs to, with what
  /// that means to correlations of this one in turn.
  /// - Parameter inner: the group of the source, when it is a correlation itself.
  mutating func feeds(
    _ parent: CompiledCorrelation.Parent, inner: [[UInt8]], _ plan: CorrelationPlan,
    _ limits: CorrelationLimits, _ source: some FieldSource
  ) -> [CorrelationFeed] {
    let correlation = plan.correlations[parent.correlation]
    let groups = combinations(
      correlation.groups[parent.source], inner, most: limits.groupsPerEvent, source)
    if groups.isEmpty { return [] }
    var values: [UInt64] = [0]
    switch correlation.kind {
    case _ where correlation.countsValues:
      values = combinations(
        correlation.values[parent.source], inner, most: limits.valuesPerEvent, source
      ).map { $0.count == 1 ? Self.hash($0[0]) : Self.hash(Self.joined($0)) }
    case .valueSum, .valueAverage, .valuePercentile, .valueMedian:
      values = []
      for origin in correlation.values[parent.source] {
        values += numbers(origin, inner, most: limits.valuesPerEvent, source)
      }
    case .eventCount, .valueCount, .temporal, .temporalOrdered: break
    }
    if values.isEmpty { return [] }
    return groups.map { group in
      CorrelationFeed(
        correlation: parent.correlation, source: Int32(truncatingIfNeeded: parent.source),
        key: Self.joined(group), values: values,
        parents: correlation.parents.flatMap { feeds($0, inner: group, plan, limits, source) })
    }
  }

  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { StableHash.bytes($0) }
  }

  private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    var writer = ByteWriter()
    for part in parts { writer.put(part) }
    return writer.bytes
  }

  /// Every choice of one value per origin; none when an origin has no value.
  private mutating func combinations(
    _ origins: [CompiledCorrelation.Origin], _ inner: [[UInt8]], most: Int,
    _ source: some FieldSource
  ) -> [[[UInt8]]] {
    var result: [[[UInt8]]] = [[]]
    for origin in origins {
      let texts = texts(origin, inner, most: most, source)
      if texts.isEmpty { return [] }
      if texts.count == 1 {
        for n in result.indices { result[n].append(texts[0]) }
        continue
      }
      result = result.flatMap { head in texts.map { head + [$0] } }
      if result.count > most {
        cuts &+= UInt64(result.count - most)
        result.removeSubrange(most...)
      }
    }
    return result
  }

  /// The different texts that an origin has in this event.
  private mutating func texts(
    _ origin: CompiledCorrelation.Origin, _ inner: [[UInt8]], most: Int,
    _ source: some FieldSource
  ) -> [[UInt8]] {
    switch origin {
    case .group(let place): return place < inner.count ? [inner[place]] : []
    case .field(let field):
      let values = values(field, source)
      var texts: [[UInt8]] = []
      for n in 0..<values.count {
        switch values.kind(at: n) {
        case .null, .other: continue
        case .text, .integer, .double, .bool: break
        }
        let text = values.withBytes(at: n) { Array($0) }
        if texts.contains(text) { continue }
        if texts.count == most {
          cuts &+= 1
          continue
        }
        texts.append(text)
      }
      return texts
    }
  }

  /// The numbers that an origin has in this event, as bit patterns.
  private mutating func numbers(
    _ origin: CompiledCorrelation.Origin, _ inner: [[UInt8]], most: Int,
    _ source: some FieldSource
  ) -> [UInt64] {
    var numbers: [UInt64] = []
    func add(_ number: Double?) {
      guard let number, number.isFinite else { return }
      // Minus zero would be sorted apart.
      numbers.append((number == 0 ? 0 : number).bitPattern)
    }
    switch origin {
    case .group(let place):
      if place < inner.count { inner[place].withUnsafeBytes { add(NumberText.parse($0)) } }
    case .field(let field):
      let values = values(field, source)
      for n in 0..<min(values.count, most) { add(values.number(at: n)) }
      cuts &+= UInt64(max(0, values.count - most))
    }
    return numbers
  }
}

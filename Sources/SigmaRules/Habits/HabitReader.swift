import SecurityModel

/// Reads keys and values of habits from the event at hand, as hashes.
///
/// Values are compared as texts, letter case included, and a number equals its text; null and
/// objects are no values. A field with several values stands for each of them.
struct HabitReader: Sendable {
  /// Combinations left out since the last call of `takeCuts`.
  private var cuts: UInt64 = 0
  private var values = FieldValues()
  private var parts: [HabitKey] = []
  private var spare: [HabitKey] = []

  init() {}

  mutating func takeCuts() -> UInt64 {
    defer { cuts = 0 }
    return cuts
  }

  /// Every choice of one value per field, at most so many; none when a field has no value.
  mutating func combinations(
    _ fields: [FieldName], most: Int, _ source: some FieldSource, into result: inout [HabitKey]
  ) {
    result.removeAll(keepingCapacity: true)
    if fields.isEmpty { return }
    result.append(HabitKey(a: 0, b: 0))
    for field in fields {
      readDistinct(field, most: most, source)
      if parts.isEmpty {
        result.removeAll(keepingCapacity: true)
        return
      }
      if parts.count == 1 {
        for n in result.indices { result[n] = Self.joined(result[n], parts[0]) }
        continue
      }
      swap(&result, &spare)
      result.removeAll(keepingCapacity: true)
      for head in spare {
        for part in parts {
          if result.count < most { result.append(Self.joined(head, part)) } else { cuts &+= 1 }
        }
      }
    }
  }

  private mutating func readDistinct(_ field: FieldName, most: Int, _ source: some FieldSource) {
    parts.removeAll(keepingCapacity: true)
    values.removeAll()
    source.read(field, into: &values)
    for n in 0..<values.count where Self.isValue(values.kind(at: n)) {
      let part = values.withBytes(at: n) {
        HabitKey(a: StableHash.bytes($0), b: StableHash.bytes($0, seed: 0x5851_F42D_4C95_7F2D))
      }
      if parts.contains(part) { continue }
      if parts.count < most { parts.append(part) } else { cuts &+= 1 }
    }
  }

  private static func isValue(_ kind: FieldValues.Kind) -> Bool {
    switch kind {
    case .text, .integer, .double, .bool: true
    case .null, .other: false
    }
  }

  private static func joined(_ a: HabitKey, _ b: HabitKey) -> HabitKey {
    HabitKey(a: StableHash.combine(a.a, b.a), b: StableHash.combine(a.b, b.b))
  }

  /// The sum of the numbers of a field; negative ones and what isn't a number count as zero.
  mutating func sum(_ field: FieldName, most: Int, _ source: some FieldSource) -> Double {
    values.removeAll()
    source.read(field, into: &values)
    var sum = 0.0
    for n in 0..<min(values.count, most) {
      guard let number = values.number(at: n), number > 0 else { continue }
      sum += min(number, BaselineRecord.highestSum)
    }
    cuts &+= UInt64(max(0, values.count - most))
    return sum
  }

  /// The values behind one of the `combinations` of the event, to be shown; found again by hash, so
  /// that nothing but hashes is made for events that aren't reported.
  mutating func text(
    of wanted: HabitKey, _ fields: [FieldName], most: Int, _ source: some FieldSource
  ) -> String {
    var heads: [(key: HabitKey, texts: [String])] = [(HabitKey(a: 0, b: 0), [])]
    for field in fields {
      readDistinct(field, most: most, source)
      var known: [HabitKey: String] = [:]
      for n in 0..<values.count where Self.isValue(values.kind(at: n)) {
        values.withBytes(at: n) {
          let part = HabitKey(
            a: StableHash.bytes($0), b: StableHash.bytes($0, seed: 0x5851_F42D_4C95_7F2D))
          if known[part] == nil { known[part] = HabitText.clean($0) }
        }
      }
      var next: [(key: HabitKey, texts: [String])] = []
      for head in heads {
        for part in parts where next.count < most {
          next.append((Self.joined(head.key, part), head.texts + [known[part] ?? ""]))
        }
      }
      heads = next
    }
    // Counted when the combinations were made.
    cuts = 0
    let texts = heads.first { $0.key == wanted }?.texts ?? []
    let shown = texts.prefix(HabitText.maximumParts).joined(separator: ", ")
    return texts.count > HabitText.maximumParts ? shown + ", …" : shown
  }
}

import SecurityModel

/// Names what a rule learns from: two rules with the same fingerprint have learnt the same.
///
/// The rule's identity, log source and detection as written, `by`, `of` and `per` are part of it.
/// Thresholds, warm-up, filters, lists and the place in the file aren't: somebody who tunes a rule or
/// silences one credential must not have it learn for two weeks again.
enum HabitFingerprint {
  static func of(_ rule: SigmaRule) -> UInt64 {
    var writer = ByteWriter()
    writer.put(rule.metadata.key)
    for part in [rule.logsource.product, rule.logsource.category, rule.logsource.service] {
      writer.put(part ?? "")
    }
    if let baseline = rule.ext?.baseline {
      writer.put("baseline")
      put(baseline.by, into: &writer)
      writer.put(baseline.of.field)
      writer.put(baseline.per)
    } else if let firstSeen = rule.ext?.firstSeen {
      writer.put("first_seen")
      put(firstSeen.by, into: &writer)
      put(firstSeen.of, into: &writer)
    }
    for search in rule.detection.searches {
      writer.put(search.name)
      put(search.body, into: &writer)
    }
    for condition in rule.detection.conditions { put(condition, into: &writer) }
    return writer.bytes.withUnsafeBytes { StableHash.bytes($0) }
  }

  private static func put(_ names: [String], into writer: inout ByteWriter) {
    writer.put(UInt64(names.count))
    for name in names { writer.put(name) }
  }

  private static func put(_ body: Detection.Body, into writer: inout ByteWriter) {
    switch body {
    case .item(let item):
      writer.put(UInt8(0))
      writer.put(item.field != nil)
      writer.put(item.field ?? "")
      put(item.modifiers.map(\.rawValue), into: &writer)
      writer.put(UInt64(item.values.count))
      for value in item.values {
        let isText = if case .text = value.kind { true } else { false }
        writer.put(isText)
        writer.put(value.written)
      }
    case .all(let parts), .any(let parts):
      let isAll = if case .all = body { true } else { false }
      writer.put(UInt8(isAll ? 1 : 2))
      writer.put(UInt64(parts.count))
      for part in parts { put(part, into: &writer) }
    }
  }

  private static func put(_ condition: Detection.Condition, into writer: inout ByteWriter) {
    func put(_ tag: UInt8, _ parts: [Detection.Condition]) {
      writer.put(tag)
      writer.put(UInt64(parts.count))
      for part in parts { self.put(part, into: &writer) }
    }
    switch condition {
    case .search(let index):
      writer.put(UInt8(0))
      writer.put(UInt64(index))
    case .not(let inner): put(1, [inner])
    case .and(let parts): put(2, parts)
    case .or(let parts): put(3, parts)
    case .atLeast(let count, let parts):
      put(4, parts)
      writer.put(Int64(count))
    }
  }
}

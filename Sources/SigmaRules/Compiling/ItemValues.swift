/// Turns written values into predicates.
enum ItemValues {
  static func fail(_ message: String, _ mark: SourceMark) -> RuleIssue {
    RuleIssue(message, line: mark.line, column: mark.column)
  }

  /// Values of `exists`.
  static func existence(_ value: DetectionValue) throws(RuleIssue) -> Bool {
    guard case .bool(let wanted) = value.kind else {
      throw fail("`exists` must be true or false, not `\(value.written)`", value.mark)
    }
    return wanted
  }

  /// Values of comparisons and parts of dates.
  static func number(
    _ value: DetectionValue, _ plan: ModifierPlan
  ) throws(RuleIssue) -> Predicate {
    let number: Double
    switch value.kind {
    case .integer(let integer): number = Double(integer)
    case .double(let double): number = double
    default:
      let what = plan.datePart?.rawValue ?? "a comparison"
      var hint = ""
      if case .text(let text) = value.kind, ScalarReader.double(text) != nil {
        hint = "; remove the quotes"
      }
      throw fail("\(what) needs a number, not `\(value.written)`\(hint)", value.mark)
    }
    guard let part = plan.datePart else { return .number(plan.comparison, number) }
    guard number == number.rounded(), part.range.contains(number) else {
      throw fail(
        "`\(part.rawValue)` is a whole number from \(Int(part.range.lowerBound)) to "
          + "\(Int(part.range.upperBound)), not `\(value.written)`", value.mark)
    }
    return .datePart(part, plan.comparison, number)
  }

  /// Values of `cidr`.
  static func networks(
    _ value: DetectionValue, _ plan: ModifierPlan, _ placeholders: Placeholders
  ) throws(RuleIssue) -> [Predicate] {
    guard case .text(let text) = value.kind else {
      throw fail("`cidr` needs a network such as 10.0.0.0/8, not `\(value.written)`", value.mark)
    }
    var texts = [text]
    if plan.expands { texts = try placeholders.expand(value, text: text) { $0 } }
    var result: [Predicate] = []
    for text in texts {
      do throws(NetworkTest.Problem) {
        result.append(.network(try NetworkTest(text)))
      } catch {
        switch error {
        case .notANetwork:
          throw fail(
            "`\(text)` is not a network; write it as 10.0.0.0/8 or 2001:db8::/32", value.mark)
        case .hostBits(let meant):
          throw fail("`\(text)` has bits behind the prefix; did you mean `\(meant)`?", value.mark)
        }
      }
    }
    return result
  }

  /// Values of `fieldref`.
  static func reference(
    _ value: DetectionValue, _ plan: ModifierPlan
  ) throws(RuleIssue) -> (name: String, shape: TextTest.Shape) {
    guard case .text(let text) = value.kind, !text.isEmpty else {
      throw fail("`fieldref` needs the name of a field, not `\(value.written)`", value.mark)
    }
    guard let name = TextPattern(sigma: text).literal else {
      throw fail("the name of a field can't have wildcards: `\(text)`", value.mark)
    }
    var shape = TextTest.Shape.exact
    for step in plan.steps {
      switch (step, shape) {
      case (.startswith, .exact): shape = .prefix
      case (.endswith, .exact): shape = .suffix
      default: shape = .contains
      }
    }
    return (String(decoding: name, as: UTF8.self), shape)
  }

  /// Values without a type of their own: texts with wildcards, numbers, truth values and null.
  static func patterns(
    _ value: DetectionValue, _ plan: ModifierPlan, _ item: Detection.Item,
    _ placeholders: Placeholders
  ) throws(RuleIssue) -> [Predicate] {
    let isKeyword = item.field == nil
    var patterns: [TextPattern]
    switch value.kind {
    case .null:
      if let step = plan.steps.first {
        throw fail("`\(step.rawValue)` needs a text, not null", value.mark)
      }
      return [.null]
    case .text(let text):
      if plan.expands {
        let texts = try placeholders.expand(value, text: text) { $0 }
        patterns = texts.map { TextPattern(sigma: $0) }
      } else {
        patterns = [TextPattern(sigma: text)]
      }
    case .integer, .double, .bool:
      let allowed: [Modifier] = [.contains, .startswith, .endswith]
      let isBool = if case .bool = value.kind { true } else { false }
      if let step = plan.steps.first(where: { isBool || !allowed.contains($0) }) {
        throw fail(
          "`\(step.rawValue)` needs a text, not `\(value.written)`; put it in quotes if that is "
            + "what the field holds", value.mark)
      }
      patterns = literals(value).map { TextPattern(literal: $0) }
    }
    for step in plan.steps { patterns = try apply(step, patterns, value, plan) }
    if isKeyword, !plan.steps.contains(where: { $0 == .startswith || $0 == .endswith }) {
      patterns = patterns.map { $0.open(atStart: true, atEnd: true) }
    }
    return patterns.map { .text(TextTest($0, isCased: plan.isCased)) }
  }

  /// The texts that a number or truth value equals: as events have it, and as written.
  private static func literals(_ value: DetectionValue) -> [[UInt8]] {
    var texts = [Array(value.written.utf8)]
    switch value.kind {
    case .integer(let integer): texts.append(Array(String(integer).utf8))
    case .double(let double): texts.append(NumberText.text(double))
    case .bool(let bool): texts.append(Array((bool ? "true" : "false").utf8))
    case .text, .null: break
    }
    return texts[0] == texts[texts.count - 1] ? [texts[0]] : texts
  }

  private static func apply(
    _ step: Modifier, _ patterns: [TextPattern], _ value: DetectionValue, _ plan: ModifierPlan
  ) throws(RuleIssue) -> [TextPattern] {
    switch step {
    case .contains: return patterns.map { $0.open(atStart: true, atEnd: true) }
    case .startswith: return patterns.map { $0.open(atStart: false, atEnd: true) }
    case .endswith: return patterns.map { $0.open(atStart: true, atEnd: false) }
    case .windash: return patterns.map { $0.withDashes() }
    case .wide, .utf16le:
      return patterns.map { $0.mapLiterals { TextEncoding.utf16($0, bigEndian: false) } }
    case .utf16be:
      return patterns.map { $0.mapLiterals { TextEncoding.utf16($0, bigEndian: true) } }
    case .utf16:
      return patterns.map { pattern in
        var isFirst = true
        return pattern.mapLiterals { literal in
          defer { isFirst = false }
          return TextEncoding.utf16(literal, bigEndian: false, mark: isFirst)
        }
      }
    case .base64, .base64offset:
      var result: [TextPattern] = []
      for pattern in patterns {
        guard let literal = pattern.literal else {
          throw fail(
            "`\(step.rawValue)` can't encode wildcards: `\(value.written)`; escape them with `\\`, "
              + "or use `contains`", value.mark)
        }
        if step == .base64 {
          result.append(TextPattern(literal: TextEncoding.base64(literal)))
          continue
        }
        let encoded = TextEncoding.base64Offsets(literal)
        guard encoded.allSatisfy({ !$0.isEmpty }) else {
          throw fail(
            "`\(value.written)` is too short for `base64offset`; use two characters or more",
            value.mark)
        }
        result += encoded.map { TextPattern(literal: $0) }
      }
      return result
    default: return patterns
    }
  }
}

/// The modifiers of an item sorted by what they do, with impossible combinations refused.
struct ModifierPlan {
  /// What becomes of the values.
  enum Target: Equatable {
    /// Texts, numbers and the like, compared as they are or as patterns.
    case pattern
    case regex
    case network
    case exists
    case field
    case number
  }

  private(set) var target = Target.pattern
  private(set) var comparison = Predicate.Comparison.equal
  private(set) var datePart: DatePart?
  /// Contains, startswith, endswith, windash and the encodings, in written order.
  private(set) var steps: [Modifier] = []
  private(set) var linksWithAnd = false
  private(set) var isNegated = false
  private(set) var isCased = false
  private(set) var expands = false
  private(set) var regexFlags: [Modifier] = []
  private(set) var warnings: [String] = []

  private let written: [Modifier]

  /// - Throws: `RuleIssue` at the item's key.
  init(_ item: Detection.Item) throws(RuleIssue) {
    written = item.modifiers
    for (place, modifier) in written.enumerated() {
      if written[..<place].contains(modifier) {
        warnings.append("`\(modifier.rawValue)` stands twice; once is enough")
        continue
      }
      try take(modifier, item.mark)
    }
    try checkCombination(item.mark)
    if item.field == nil { try checkKeyword(item.mark) }
    if linksWithAnd, item.values.count < 2 {
      warnings.append("`all` has no effect on a single value; remove it, or give a list")
    }
    if isNegated, linksWithAnd {
      warnings.append("`neq|all` is true when one of the values differs; `neq` means none is equal")
    }
  }

  private static func fail(_ message: String, _ mark: SourceMark) -> RuleIssue {
    RuleIssue(message, line: mark.line, column: mark.column)
  }

  private mutating func become(
    _ wanted: Target, _ modifier: Modifier, _ mark: SourceMark
  ) throws(RuleIssue) {
    guard target == .pattern || (target == wanted && wanted == .number) else {
      let other = written.first { $0 != modifier && Self.target(of: $0) == target }
      throw Self.fail(
        "`\(modifier.rawValue)` can't be combined with `\(other?.rawValue ?? "")`; use one of them",
        mark)
    }
    target = wanted
  }

  private static func target(of modifier: Modifier) -> Target {
    switch modifier {
    case .re: .regex
    case .cidr: .network
    case .exists: .exists
    case .fieldref: .field
    case .lt, .lte, .gt, .gte, .minute, .hour, .day, .week, .month, .year: .number
    default: .pattern
    }
  }

  private mutating func take(_ modifier: Modifier, _ mark: SourceMark) throws(RuleIssue) {
    switch modifier {
    case .all: linksWithAnd = true
    case .neq: isNegated = true
    case .cased: isCased = true
    case .expand: expands = true
    case .contains, .startswith, .endswith, .windash, .base64, .base64offset, .wide, .utf16le,
      .utf16be, .utf16:
      steps.append(modifier)
    case .re, .cidr, .exists, .fieldref:
      try become(Self.target(of: modifier), modifier, mark)
    case .ignoreCase, .multiLine, .dotAll:
      guard target == .regex else {
        throw Self.fail(
          "`\(modifier.rawValue)` is a flag of `re`; write `re|\(modifier.rawValue)`", mark)
      }
      regexFlags.append(modifier)
    case .lt, .lte, .gt, .gte:
      try become(.number, modifier, mark)
      guard comparison == .equal else {
        throw Self.fail(
          "two comparisons on one field; write them as two entries of the map, joined with AND",
          mark)
      }
      comparison =
        modifier == .lt
        ? .less : modifier == .lte ? .lessOrEqual : modifier == .gt ? .greater : .greaterOrEqual
    case .minute, .hour, .day, .week, .month, .year:
      try become(.number, modifier, mark)
      guard datePart == nil else {
        throw Self.fail("two parts of a date on one field; write them as two entries", mark)
      }
      datePart = DatePart(rawValue: modifier.rawValue)
    }
  }

  private func checkCombination(_ mark: SourceMark) throws(RuleIssue) {
    let name = written.first { Self.target(of: $0) == target && target != .pattern }?.rawValue ?? ""
    switch target {
    case .pattern: try checkSteps(mark)
    case .field:
      if let step = steps.first(where: { ![.contains, .startswith, .endswith].contains($0) }) {
        throw Self.fail(
          "`\(step.rawValue)` can't be applied to a reference to a field; remove it", mark)
      }
      if expands { throw Self.fail("`expand` can't be combined with `fieldref`", mark) }
    case .regex, .network, .exists, .number:
      if let step = steps.first {
        let advice =
          target == .regex
          ? "; a regular expression matches anywhere, anchor it with ^ and $" : "; remove it"
        throw Self.fail(
          "`\(step.rawValue)` can't be combined with `\(name)`" + advice, mark)
      }
      if isCased {
        throw Self.fail(
          target == .regex
            ? "`cased` can't be combined with `re`, which is case-sensitive already; remove it"
            : "`cased` can't be combined with `\(name)`; remove it", mark)
      }
      if target == .exists, isNegated || linksWithAnd || expands {
        throw Self.fail("`exists` stands alone; say `true` or `false`", mark)
      }
      if target == .number, expands {
        throw Self.fail("`expand` can't be combined with `\(name)`", mark)
      }
    }
  }

  private func checkSteps(_ mark: SourceMark) throws(RuleIssue) {
    let encodings = steps.filter { [.wide, .utf16le, .utf16be, .utf16].contains($0) }
    if encodings.count > 1 {
      throw Self.fail(
        "`\(encodings[0].rawValue)` and `\(encodings[1].rawValue)` both encode the value; "
          + "use one of them", mark)
    }
    if steps.contains(.base64), steps.contains(.base64offset) {
      throw Self.fail("`base64` and `base64offset` on one value; use one of them", mark)
    }
    let wildcards = steps.firstIndex { [.contains, .startswith, .endswith].contains($0) }
    let encoder = steps.lastIndex { [.base64, .base64offset].contains($0) }
    if let wildcards, let encoder, wildcards < encoder {
      throw Self.fail(
        "`\(steps[encoder].rawValue)` can't encode the wildcards that `\(steps[wildcards].rawValue)` "
          + "adds; put it before `\(steps[wildcards].rawValue)`", mark)
    }
  }

  private func checkKeyword(_ mark: SourceMark) throws(RuleIssue) {
    switch target {
    case .exists, .field, .number, .network:
      let name = written.first { Self.target(of: $0) == target }?.rawValue ?? ""
      throw Self.fail("`\(name)` needs a field before the `|`", mark)
    case .pattern, .regex: return
    }
  }
}

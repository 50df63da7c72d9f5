/// Turns detections into expressions over tests of fields.
struct RuleCompiler {
  /// A regular expression of the set; each is compiled once.
  struct Regex: Hashable, Sendable {
    var pattern: String
    var options: RegexOptions
  }

  private(set) var fields: FieldTable
  private(set) var regexes: [Regex] = []
  private(set) var programs: [RegexProgram] = []
  private(set) var issues: [RuleIssue] = []
  private var regexPlaces: [Regex: Int] = [:]
  private let placeholders: Placeholders
  private var file = ""

  /// - Parameter placeholders: values for `%name%`, by name; nil = there are no lists.
  init(fields: FieldTable = FieldTable(), placeholders: [String: [String]]? = [:]) {
    self.fields = fields
    self.placeholders = Placeholders(lists: placeholders)
  }

  /// Adds a field that is read by something else than a detection.
  mutating func intern(_ name: String) -> FieldName { fields.intern(name) }

  /// The expression of a detection; nil when it has an error, which is in `issues` then.
  mutating func compile(_ detection: Detection, file: String) -> RuleExpression? {
    var bodies: [RuleExpression?] = []
    for search in detection.searches {
      self.file = search.file ?? file
      bodies.append(body(search.body))
    }
    let complete = bodies.compactMap { $0 }
    guard complete.count == bodies.count, !detection.conditions.isEmpty else { return nil }
    return Self.join(detection.conditions.map { Self.condition($0, complete) }, any: true)
  }

  private static func condition(
    _ condition: Detection.Condition, _ bodies: [RuleExpression]
  ) -> RuleExpression {
    switch condition {
    case .search(let index): bodies[index]
    case .not(let inner): .not(self.condition(inner, bodies))
    case .and(let parts): join(parts.map { self.condition($0, bodies) }, any: false)
    case .or(let parts): join(parts.map { self.condition($0, bodies) }, any: true)
    case .atLeast(let count, let parts):
      .atLeast(count, parts.map { self.condition($0, bodies) })
    }
  }

  /// Joins parts, without a level of nesting that has no meaning.
  static func join(_ parts: [RuleExpression], any: Bool) -> RuleExpression {
    var flat: [RuleExpression] = []
    for part in parts {
      switch part {
      case .any(let inner) where any: flat += inner
      case .all(let inner) where !any: flat += inner
      default: flat.append(part)
      }
    }
    return flat.count == 1 ? flat[0] : any ? .any(flat) : .all(flat)
  }

  private mutating func body(_ body: Detection.Body) -> RuleExpression? {
    switch body {
    case .item(let item):
      do throws(RuleIssue) {
        return try self.item(item)
      } catch {
        report(error)
        return nil
      }
    case .all(let parts): return bodies(parts).map { Self.join($0, any: false) }
    case .any(let parts): return bodies(parts).map { Self.join($0, any: true) }
    }
  }

  private mutating func bodies(_ parts: [Detection.Body]) -> [RuleExpression]? {
    var result: [RuleExpression] = []
    for part in parts {
      if let expression = body(part) { result.append(expression) }
    }
    return result.count == parts.count ? result : nil
  }

  private mutating func report(_ issue: RuleIssue) {
    var issue = issue
    issue.file = file
    issues.append(issue)
  }

  private mutating func warn(_ message: String, _ mark: SourceMark) {
    report(RuleIssue(message, line: mark.line, column: mark.column, severity: .warning))
  }

  private mutating func item(_ item: Detection.Item) throws(RuleIssue) -> RuleExpression {
    let plan = try ModifierPlan(item)
    for warning in plan.warnings { warn(warning, item.mark) }
    let field = item.field.map { fields.intern($0).index } ?? FieldTest.keywords
    var groups: [[Predicate]] = []
    var isPresent: Bool?
    for value in item.values {
      if plan.expands, let warning = placeholders.warning(value) { warn(warning, value.mark) }
      if plan.target == .exists {
        let wanted = try ItemValues.existence(value)
        if let isPresent, isPresent != wanted {
          throw ItemValues.fail("`exists` is true or false, not both", value.mark)
        }
        isPresent = wanted
        groups = [[.exists]]
      } else {
        groups.append(try predicates(value, plan, item))
      }
    }
    var expression: RuleExpression
    if plan.linksWithAnd {
      expression = Self.join(
        groups.map { .test(FieldTest(field: field, predicates: Self.unique($0))) }, any: false)
    } else {
      expression = .test(
        FieldTest(field: field, predicates: Self.unique(groups.flatMap { $0 })))
    }
    if isPresent == false || plan.isNegated { expression = .not(expression) }
    return expression
  }

  private static func unique(_ predicates: [Predicate]) -> [Predicate] {
    var seen: Set<Predicate> = []
    return predicates.filter { seen.insert($0).inserted }
  }

  private mutating func predicates(
    _ value: DetectionValue, _ plan: ModifierPlan, _ item: Detection.Item
  ) throws(RuleIssue) -> [Predicate] {
    switch plan.target {
    case .pattern:
      return try ItemValues.patterns(value, plan, item, placeholders)
    case .regex: return try regex(value, plan)
    case .network: return try ItemValues.networks(value, plan, placeholders)
    case .number: return [try ItemValues.number(value, plan)]
    case .field:
      let (name, shape) = try ItemValues.reference(value, plan)
      return [.field(fields.intern(name).index, shape, isCased: plan.isCased)]
    case .exists: return [.exists]
    }
  }

  private mutating func regex(
    _ value: DetectionValue, _ plan: ModifierPlan
  ) throws(RuleIssue) -> [Predicate] {
    if value.kind == .null {
      throw ItemValues.fail("`re` needs a pattern, not null", value.mark)
    }
    var options: RegexOptions = []
    if plan.regexFlags.contains(.ignoreCase) { options.insert(.caseInsensitive) }
    if plan.regexFlags.contains(.multiLine) { options.insert(.multiline) }
    if plan.regexFlags.contains(.dotAll) { options.insert(.dotAll) }
    var patterns = [value.written]
    if plan.expands {
      patterns = try placeholders.expand(value, text: value.written, escape: Self.escapeForRegex)
    }
    var result: [Predicate] = []
    for pattern in patterns {
      let regex = Regex(pattern: pattern, options: options)
      if let place = regexPlaces[regex] {
        result.append(.regex(place))
        continue
      }
      do throws(RegexError) {
        programs.append(try RegexProgram(pattern, options: options))
      } catch {
        throw ItemValues.fail("the regular expression can't be used: \(error)", value.mark)
      }
      regexPlaces[regex] = regexes.count
      result.append(.regex(regexes.count))
      regexes.append(regex)
    }
    return result
  }

  private static func escapeForRegex(_ text: String) -> String {
    var out = ""
    for c in text {
      if "\\.^$|?*+()[]{}-/#".contains(c) { out += "\\" }
      out.append(c)
    }
    return out
  }
}

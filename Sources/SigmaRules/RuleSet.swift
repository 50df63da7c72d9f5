/// Rules that were read, checked and compiled, ready for any number of matchers.
///
/// A value: a changed file gives a new set, and the old one stays usable until it is replaced.
public struct RuleSet: Sendable {
  /// The rules, by the numbers that matchers report.
  public let rules: [SigmaRule]
  public let correlations: [SigmaCorrelation]
  public let filters: [SigmaFilter]
  /// The fields that are read from events.
  public let fields: FieldTable

  let expressions: [RuleExpression]
  let regexes: [RegexProgram]

  /// A set without rules.
  public init() { self = RuleSet.compile(RuleCollection(), placeholders: [:]).set }

  private init(
    rules: [SigmaRule], collection: RuleCollection, compiler: RuleCompiler,
    expressions: [RuleExpression]
  ) {
    self.rules = rules
    correlations = collection.correlations
    filters = collection.filters
    fields = compiler.fields
    regexes = compiler.programs
    self.expressions = expressions
  }

  /// Reads and compiles rule files. Whatever has an error is left out, the rest is usable.
  /// - Parameters:
  ///   - files: paths for messages, with the texts.
  ///   - placeholders: values for `%name%` in items with the modifier `expand`, by name; a name
  ///     without values is an error. Nil = there are no lists, and a placeholder stands for nothing,
  ///     with a warning.
  ///   - extraFields: fields that something else than a detection reads.
  public static func load(
    files: [(path: String, text: String)], placeholders: [String: [String]]? = [:],
    extraFields: [String] = []
  ) -> (set: RuleSet, issues: [RuleIssue]) {
    var collection = RuleCollection()
    var issues: [RuleIssue] = []
    for file in files {
      let (read, found) = RuleFileReader.read(file.text, file: file.path)
      collection.append(read)
      issues += found
    }
    let (set, found) = compile(
      collection, placeholders: placeholders, extraFields: extraFields)
    return (set, issues + found)
  }

  /// Compiles rules that were read before.
  public static func compile(
    _ collection: RuleCollection, placeholders: [String: [String]]? = [:],
    extraFields: [String] = []
  ) -> (set: RuleSet, issues: [RuleIssue]) {
    var compiler = RuleCompiler(placeholders: placeholders)
    for name in extraFields { _ = compiler.intern(name) }
    var rules: [SigmaRule] = []
    var expressions: [RuleExpression] = []
    for rule in collection.rules {
      guard let expression = compiler.compile(rule.detection, file: rule.metadata.file) else {
        continue
      }
      rules.append(rule)
      expressions.append(expression)
    }
    let set = RuleSet(
      rules: rules, collection: collection, compiler: compiler, expressions: expressions)
    return (set, compiler.issues + duplicates(rules, collection))
  }

  /// Ids and names that stand for two rules: correlations and filters couldn't tell them apart.
  private static func duplicates(
    _ rules: [SigmaRule], _ collection: RuleCollection
  ) -> [RuleIssue] {
    var seen: [String: RuleMetadata] = [:]
    var issues: [RuleIssue] = []
    for metadata in rules.map(\.metadata) + collection.correlations.map(\.metadata) {
      for (label, key) in [("id", metadata.id), ("name", metadata.name)] where !key.isEmpty {
        guard let first = seen[label + key] else {
          seen[label + key] = metadata
          continue
        }
        issues.append(
          RuleIssue(
            "the \(label) `\(key)` is also that of `\(first.title)`"
              + (first.file.isEmpty ? "" : " (\(first.file))") + "; give each rule its own",
            file: metadata.file, line: metadata.mark.line, column: metadata.mark.column,
            severity: .warning))
      }
    }
    return issues
  }

  /// A matcher with counters at zero.
  public func makeMatcher() -> RuleMatcher { RuleMatcher(self) }

  /// Compiles the given rules into one program.
  func program(of rules: [Int], usesIndex: Bool) -> RuleProgram {
    var builder = RuleProgramBuilder(regexLiterals: regexes.map(\.requiredLiterals))
    builder.add(rules.map { ($0, expressions[$0]) }, usesIndex: usesIndex)
    return RuleProgram(builder, fields: fields)
  }
}

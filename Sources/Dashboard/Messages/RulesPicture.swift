public import SecurityModel

/// The analyst's own rules as the screen shows them.
public struct RulesPicture: Sendable, Hashable {
  /// Most hits first; among those with as many, the worst first.
  public private(set) var rules: [RuleHealth]
  /// Mistakes in the rule files as they are now: errors first, by file and place.
  public private(set) var problems: [RuleProblem]
  /// Time that all rules take per event, in microseconds.
  public var microsecondsPerEvent: Double
  /// Regular expressions that were given up at their step limit.
  public var regexLimitHits: Int
  /// What correlations gave up at a limit.
  public var evictions: Int64
  /// Whether rule files were named at all.
  public var isConfigured: Bool

  public init(
    rules: [RuleHealth] = [], problems: [RuleProblem] = [], microsecondsPerEvent: Double = 0,
    regexLimitHits: Int = 0, evictions: Int64 = 0, isConfigured: Bool = false
  ) {
    self.rules = rules.sorted { a, b in
      if a.hits != b.hits { return a.hits > b.hits }
      if a.severity != b.severity { return a.severity > b.severity }
      return (a.title, a.detector, a.file) < (b.title, b.detector, b.file)
    }
    self.problems = problems.sorted { a, b in
      if a.isError != b.isError { return a.isError }
      return (a.file, a.line, a.column, a.message) < (b.file, b.line, b.column, b.message)
    }
    self.microsecondsPerEvent = microsecondsPerEvent
    self.regexLimitHits = regexLimitHits
    self.evictions = evictions
    self.isConfigured = isConfigured
  }

  /// Mistakes that keep a rule from being used.
  public var errors: Int { problems.count { $0.isError } }

  /// Shows rules of that id as switched, until the next snapshot.
  mutating func set(_ detector: String, isOn: Bool) {
    for index in rules.indices where rules[index].detector == detector {
      rules[index].isOn = isOn
    }
  }
}

/// How one rule or correlation is doing.
public struct RuleHealth: Sendable, Hashable {
  /// Id of its findings: `SIGMA-` and eight digits.
  public var detector: String
  public var title: String
  /// Path as the user gave it.
  public var file: String
  public var severity: Severity
  public var isCorrelation: Bool
  public var isOn: Bool
  /// Events matched or windows completed since the process began.
  public var hits: UInt64
  /// Event time of the last one.
  public var lastHit: Timestamp?
  /// Share of the time that rules take, 0...1.
  public var costShare: Double

  public init(
    detector: String, title: String, file: String = "", severity: Severity = .medium,
    isCorrelation: Bool = false, isOn: Bool = true, hits: UInt64 = 0, lastHit: Timestamp? = nil,
    costShare: Double = 0
  ) {
    self.detector = detector
    self.title = title
    self.file = file
    self.severity = severity
    self.isCorrelation = isCorrelation
    self.isOn = isOn
    self.hits = hits
    self.lastHit = lastHit
    self.costShare = costShare
  }
}

/// One mistake in a rule file.
public struct RuleProblem: Sendable, Hashable {
  public var file: String
  /// 1-based; 0 = the file as a whole.
  public var line: Int
  /// 1-based; 0 = the line as a whole.
  public var column: Int
  /// Whether the rule can't be used; false for a warning.
  public var isError: Bool
  /// What is wrong and how to mend it.
  public var message: String

  public init(
    file: String, line: Int = 0, column: Int = 0, isError: Bool = true, message: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.isError = isError
    self.message = message
  }

  /// `:12:7`, leaving out what isn't known.
  var place: String {
    [line, column].filter { $0 > 0 }.map { ":\($0)" }.joined()
  }

  /// `FILE:LINE:COLUMN: error: message`, as compilers write it.
  public var text: String {
    file + place + ": " + (isError ? "error: " : "warning: ") + message
  }
}

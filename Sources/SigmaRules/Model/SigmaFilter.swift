/// A global filter: a condition that is joined with AND to the rules it names.
public struct SigmaFilter: Hashable, Sendable {
  public var metadata: RuleMetadata
  public var logsource: LogSource
  /// Names or ids; empty with `appliesToAll`.
  public var rules: [MarkedText]
  /// `rules: any`: every rule of the same log source.
  public var appliesToAll: Bool
  public var detection: Detection

  public init(
    metadata: RuleMetadata, logsource: LogSource, rules: [MarkedText], appliesToAll: Bool = false,
    detection: Detection
  ) {
    self.metadata = metadata
    self.logsource = logsource
    self.rules = rules
    self.appliesToAll = appliesToAll
    self.detection = detection
  }
}

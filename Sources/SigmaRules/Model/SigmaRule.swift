/// A rule about single events.
public struct SigmaRule: Hashable, Sendable {
  public var metadata: RuleMetadata
  public var logsource: LogSource
  public var detection: Detection
  /// The `crmwatch` block, when there is one.
  public var ext: RuleExtension?

  public init(
    metadata: RuleMetadata, logsource: LogSource, detection: Detection,
    ext: RuleExtension? = nil
  ) {
    self.metadata = metadata
    self.logsource = logsource
    self.detection = detection
    self.ext = ext
  }
}

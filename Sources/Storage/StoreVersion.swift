/// Sequence numbers of what a store holds; compare two to know what must be read again.
public struct StoreVersion: Hashable, Sendable {
  /// Goes up with every commit that changed something.
  public var ingest: Int64
  /// Goes up whenever findings were added, changed or pruned.
  public var findings: Int64
  /// Goes up with every stored analyst action and every mute that ended.
  public var analyst: Int64

  public init(ingest: Int64 = 0, findings: Int64 = 0, analyst: Int64 = 0) {
    self.ingest = ingest
    self.findings = findings
    self.analyst = analyst
  }
}

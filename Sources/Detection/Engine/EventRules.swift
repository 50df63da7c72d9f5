public import SecurityModel

/// Rules of the analyst's own that see every event after the detectors.
///
/// Owned and called by the engine's one task, in event-time order, late events flagged. Like a
/// detector it reads no clock: what it gives depends on the events alone, and its state goes into
/// the checkpoint.
public protocol EventRules: AnyObject {
  /// Gives what the event matches or completes.
  /// - Parameter record: makes the full record, for fields that the compact event doesn't have;
  ///   costs far more than the rest, so it is called only when a rule needs it.
  func observe(
    _ event: borrowing APIEvent, symbols: SymbolTable, record: () -> NormalizedEvent?
  ) -> [RuleHit]

  /// State that changed since the last call, under keys of its own choosing; empty bytes delete.
  func takeChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob]

  /// Takes back one blob of `takeChanges`; blobs that fit no rule any more are dropped.
  func restore(_ blob: Checkpoint.StateBlob, _ symbols: SymbolTable) throws(ByteReader.Failure)
}

/// A rule that an event matches or completes.
public struct RuleHit: Sendable {
  /// The rule in the terms of detectors: id, title, mapping, grouping.
  public var row: DetectorRow
  public var severity: Severity
  /// Tells findings of the rule on one credential apart.
  public var key: String
  public var draft: FindingDraft

  public init(row: DetectorRow, severity: Severity, key: String = "", draft: FindingDraft) {
    self.row = row
    self.severity = severity
    self.key = key
    self.draft = draft
  }
}

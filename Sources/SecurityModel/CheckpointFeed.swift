/// What changed of one credential since the last commit.
public struct CredentialChange {
  /// What names the credential with its org and platform for the life of a store: 1 for the first
  /// that was seen, 2 for the second, and so on.
  public var number: UInt32
  /// The inventory record but for what `CredentialState` finds in `state`.
  public var summary: CredentialRecord
  /// Everything the engine remembers of it; valid only during the call that gives it.
  public var state: UnsafeRawBufferPointer

  public init(number: UInt32, summary: CredentialRecord, state: UnsafeRawBufferPointer) {
    self.number = number
    self.summary = summary
    self.state = state
  }

  /// The whole inventory record.
  public var record: CredentialRecord {
    var record = summary
    _ = CredentialState.read(Array(state), into: &record)
    return record
  }
}

/// The part of a checkpoint that is made while it is being stored, so that what changed of a
/// hundred thousand credentials never lies in memory at once.
public protocol CheckpointFeed: AnyObject {
  /// Number of credentials that `forEachCredential` gives.
  var credentialCount: Int { get }

  /// Hands out what changed, by rising number; gives the same every time it is asked.
  func forEachCredential(_ body: (CredentialChange) throws -> Void) throws

  /// What they did, by hour.
  var rollups: RollupBatch { get }
}

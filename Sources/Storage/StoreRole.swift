/// What a store is opened for.
public enum StoreRole: Hashable, Sendable {
  /// Takes the lease: commits what it ingests, and may do all that a viewer may.
  case collector
  /// Reads, and may write analyst actions.
  case viewer
}

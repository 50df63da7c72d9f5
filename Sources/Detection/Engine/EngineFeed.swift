import SecurityModel

/// Hands the store what changed of each credential, made when it asks for it.
///
/// Valid until the engine's next `step`; what is asked twice is the same twice.
final class EngineFeed: CheckpointFeed {
  private let engine: Engine
  /// Profiles that changed, by rising index.
  private let changed: [UInt32]
  let rollups: RollupBatch

  init(_ engine: Engine, changed: [UInt32], rollups: RollupBatch) {
    self.engine = engine
    self.changed = changed.sorted()
    self.rollups = rollups
  }

  var credentialCount: Int { changed.count }

  func forEachCredential(_ body: (CredentialChange) throws -> Void) throws {
    var out = ByteWriter()
    var scratch: [UInt8] = []
    var piece = ByteWriter()
    for index in changed {
      let profile = engine.core.profiles.pointer(index)
      out.bytes.removeAll(keepingCapacity: true)
      engine.encode(profile, into: &out, scratch: &scratch, piece: &piece)
      let summary = engine.summary(of: profile)
      try out.bytes.withUnsafeBytes {
        try body(CredentialChange(number: index, summary: summary, state: $0))
      }
    }
  }
}

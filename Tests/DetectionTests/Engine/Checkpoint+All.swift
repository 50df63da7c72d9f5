import SecurityModel

extension Checkpoint {
  /// All state, that of credentials among it.
  func allState() throws -> [StateBlob] {
    var all = state
    try feed?.forEachCredential {
      all.append(.init(key: CredentialState.key($0.number), bytes: Array($0.state)))
    }
    return all
  }

  /// All inventory records.
  func allRecords() throws -> [CredentialRecord] {
    var all = credentials
    try feed?.forEachCredential { all.append($0.record) }
    return all
  }
}

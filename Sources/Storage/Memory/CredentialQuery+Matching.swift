import SecurityModel

extension CredentialQuery {
  /// True when a record meets every condition.
  func matches(_ record: CredentialRecord) -> Bool {
    if record.risk < minimumRisk { return false }
    if let platform, record.platform != platform { return false }
    if let org, record.org != org { return false }
    if let integration, record.integration != integration { return false }
    if let type, record.type != type { return false }
    if let readiness, record.readiness != readiness { return false }
    if let isDeclared, record.isDeclared != isDeclared { return false }
    if let flag, !record.flags.contains(flag) { return false }
    guard let text, !text.isEmpty else { return true }
    let wanted = Self.folded(text)
    return [record.id, record.user, record.app, record.integration, record.owner ?? ""].contains {
      Self.contains(Self.folded($0), wanted)
    }
  }

  /// True when the first entry comes before the second.
  func isOrdered(_ a: CredentialEntry, _ b: CredentialEntry) -> Bool {
    if sort == .name {
      return isDescending ? Self.precedes(b, a) : Self.precedes(a, b)
    }
    let (first, second) = (number(a), number(b))
    if first == second { return Self.precedes(a, b) }
    return isDescending ? first > second : first < second
  }

  private func number(_ entry: CredentialEntry) -> Int64 {
    switch sort {
    case .name: 0
    case .risk: Int64(entry.record.risk)
    case .calls: entry.record.calls
    case .calls24h: entry.record.calls24h
    case .lastSeen: entry.record.lastSeen.milliseconds
    case .openFindings: Int64(entry.openFindings)
    }
  }

  private static func precedes(_ a: CredentialEntry, _ b: CredentialEntry) -> Bool {
    a.record.id.utf8.lexicographicallyPrecedes(b.record.id.utf8)
  }

  /// The bytes with ASCII letters in lower case.
  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
  }
}

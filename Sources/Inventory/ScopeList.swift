public import SecurityModel

/// The OAuth scopes of a credential, of the lists that records gave and of the registry.
public enum ScopeList {
  /// Each scope once, most used first.
  ///
  /// - Parameters:
  ///   - lists: lists as records gave them, blanks between the scopes.
  ///   - declared: what the registry says was granted; what no record named comes last, with a
  ///     count of 0.
  public static func counted(
    _ lists: [CredentialRecord.Counted], declared: [String]
  ) -> [CredentialRecord.Counted] {
    if lists.isEmpty, declared.isEmpty { return [] }
    var byName: [String: CredentialRecord.Counted] = [:]
    for list in lists {
      for name in Set(list.name.split(separator: " ")).map(String.init) {
        var scope =
          byName[name]
          ?? .init(
            name: name, count: 0, firstSeen: list.firstSeen, lastSeen: list.lastSeen)
        scope.count &+= list.count
        scope.firstSeen = min(scope.firstSeen, list.firstSeen)
        scope.lastSeen = max(scope.lastSeen, list.lastSeen)
        byName[name] = scope
      }
    }
    return withDeclared(declared, Array(byName.values))
  }

  /// The scopes that were seen, and those of `declared` that were not.
  public static func withDeclared(
    _ declared: [String], _ scopes: [CredentialRecord.Counted]
  ) -> [CredentialRecord.Counted] {
    var result = scopes.filter { $0.count > 0 }
    for name in declared where !result.contains(where: { $0.name == name }) {
      result.append(
        .init(name: name, count: 0, firstSeen: .distantPast, lastSeen: .distantPast))
    }
    return result.sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
  }
}

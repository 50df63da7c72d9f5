import SecurityModel

/// Finds the registration of a credential.
public struct RegistrationMatcher: Sendable {
  public let registrations: [Registration]

  public init(_ registrations: [Registration]) { self.registrations = registrations }

  /// Index of the first registration whose pattern matches the credential key, the integration,
  /// the app id or the user (compared without case; Salesforce ids on 15 characters); nil = none.
  ///
  /// A declared person does not vouch for an app that he was talked into connecting: an entry that
  /// matches only by the user covers the user's apps when it is a service's, not a person's.
  public func index(
    credential: String, integration: String, app: String, user: String
  ) -> Int? {
    let names = [credential, integration, app].filter { !$0.isEmpty }
    let isBareUser = app.isEmpty && (credential == user || credential.isEmpty)
    return registrations.firstIndex { registration in
      if names.contains(where: { Self.matches($0, registration) }) { return true }
      guard !user.isEmpty, Self.matches(user, registration) else { return false }
      return isBareUser || registration.type?.isService ?? false
    }
  }

  private static func matches(_ name: String, _ registration: Registration) -> Bool {
    matches(Array(name.lowercased().utf8), Array(registration.match.lowercased().utf8))
      || sameID(name, registration.match)
  }

  private static func sameID(_ a: String, _ b: String) -> Bool {
    a.utf8.count >= 15 && b.utf8.count >= 15 && (a.utf8.count == 18 || b.utf8.count == 18)
      && a.prefix(15) == b.prefix(15)
  }

  /// Wildcard match in linear space and at most quadratic time: `*` stands for any run.
  static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var t = 0
    var p = 0
    var star = -1
    var mark = 0
    while t < text.count {
      if p < pattern.count, pattern[p] == 0x2A {
        star = p
        mark = t
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] {
        p += 1
        t += 1
      } else if star >= 0 {
        p = star + 1
        mark += 1
        t = mark
      } else {
        return false
      }
    }
    while p < pattern.count, pattern[p] == 0x2A { p += 1 }
    return p == pattern.count
  }
}

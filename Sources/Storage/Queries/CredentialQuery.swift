public import SecurityModel

/// Which credentials to read, and in what order. Conditions that are nil or empty don't restrict.
public struct CredentialQuery: Hashable, Sendable {
  /// What credentials are sorted by; ties go by id.
  public enum Sort: String, CaseIterable, Sendable {
    case name
    case risk
    case calls
    case calls24h
    case lastSeen
    case openFindings
  }

  /// Occurs in the key, user, application, integration or owner; ASCII letters match in either
  /// case.
  public var text: String?
  public var platform: Platform?
  public var org: String?
  public var integration: String?
  public var type: CredentialType?
  public var readiness: CredentialRecord.Readiness?
  /// One of `CredentialRecord.flags`.
  public var flag: String?
  public var isDeclared: Bool?
  public var minimumRisk = 0
  public var sort = Sort.risk
  public var isDescending = true
  public var limit: Int
  public var offset = 0

  public init(limit: Int = 1_000) { self.limit = limit }
}

/// A credential with what the findings say about it.
public struct CredentialEntry: Hashable, Sendable {
  public var record: CredentialRecord
  /// Findings that are new, acknowledged or in progress.
  public var openFindings: Int

  public init(record: CredentialRecord, openFindings: Int) {
    self.record = record
    self.openFindings = openFindings
  }
}

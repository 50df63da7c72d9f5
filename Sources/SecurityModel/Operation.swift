/// What a call did; the field `operation` of a normalized event.
public enum Operation: UInt8, CaseIterable, Sendable {
  case other = 0
  case query
  case queryMore
  case search
  case describe
  case list
  case read
  case create
  case update
  case upsert
  case delete
  case undelete
  case jobCreate
  case jobStatus
  case jobData
  case jobResults
  case jobDelete
  case limits
  case login
  case logout
  case loginAs
  case token
  case revoke
  case authorize
  case report
  case export
  case download
  case upload
  case subscribe
  case deploy
  case retrieve
  case composite
  case permissionChange
  case configChange
  case callout
  case denied

  /// The word used in JSON: snake case, as in `query_more`.
  public var name: String {
    switch self {
    case .queryMore: "query_more"
    case .jobCreate: "job_create"
    case .jobStatus: "job_status"
    case .jobData: "job_data"
    case .jobResults: "job_results"
    case .jobDelete: "job_delete"
    case .loginAs: "login_as"
    case .permissionChange: "permission_change"
    case .configChange: "config_change"
    default: Self.caseNames[Int(rawValue)]
    }
  }

  /// Asking the runtime for a case's name costs microseconds.
  private static let caseNames = allCases.map { String(describing: $0) }

  /// The operation of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// Coarse class of an operation, the "verb" that NEW-003 compares.
  public enum Class: UInt8, CaseIterable, Sendable {
    case other = 0
    case read
    case write
    case delete
    case administer
    case authenticate

    public var name: String { Self.names[Int(rawValue)] }

    private static let names = allCases.map { String(describing: $0) }
  }

  /// The class this operation belongs to.
  public var operationClass: Class {
    switch self {
    case .query, .queryMore, .search, .describe, .list, .read, .jobStatus, .jobResults, .limits,
      .report, .export, .download, .subscribe, .retrieve:
      .read
    case .create, .update, .upsert, .undelete, .upload, .jobData: .write
    case .delete, .jobDelete: .delete
    case .deploy, .permissionChange, .configChange, .loginAs: .administer
    case .login, .logout, .token, .revoke, .authorize: .authenticate
    case .other, .jobCreate, .composite, .callout, .denied: .other
    }
  }
}

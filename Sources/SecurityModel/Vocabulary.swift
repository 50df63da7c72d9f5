/// What kind of identity a credential is; the field `credential_type`.
public enum CredentialType: UInt8, CaseIterable, Sendable {
  case unknown = 0
  case serviceAccount
  case oauthApp
  case apiKey
  case human
  case guest

  /// The word used in JSON.
  public var name: String {
    switch self {
    case .serviceAccount: "service_account"
    case .oauthApp: "oauth_app"
    case .apiKey: "api_key"
    default: Self.names[Int(rawValue)]
    }
  }

  private static let names = allCases.map { String(describing: $0) }

  /// The type of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// True for credentials that software uses unattended.
  public var isService: Bool { self == .serviceAccount || self == .oauthApp || self == .apiKey }
}

/// HTTP method of a call.
public enum HTTPMethod: UInt8, CaseIterable, Sendable {
  case none = 0
  case get
  case post
  case put
  case patch
  case delete
  case head
  case options
  case other

  /// Upper-case name; empty for `.none`.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names = allCases.map {
    $0 == .none ? "" : String(describing: $0).uppercased()
  }
}

/// Whether a call succeeded: yes, no, or not known from the record.
public enum Outcome: UInt8, Sendable {
  case unknown = 0
  case success
  case failure
}

/// Why a call or a login failed, as far as detections tell it apart.
public enum FailureKind: UInt8, CaseIterable, Sendable {
  case none = 0
  /// Wrong password, secret or token request: credential guessing.
  case badSecret
  /// The session or token had run out (401 on an API call).
  case expiredSession
  /// The account is locked, frozen or inactive.
  case locked
  /// Refused by an address, time or transaction policy.
  case policy
  /// Authenticated but not allowed (403, `A`).
  case denied
  /// 404 and its like.
  case notFound
  /// 400, malformed query.
  case malformed
  /// 429 and limit errors.
  case rateLimited
  /// 5xx.
  case server
  /// A token known to be revoked was presented.
  case revoked
  case other

  /// True when it was not the credential's holder who was refused, as far as the log can tell: the
  /// identity itself was not accepted.
  public var isUnauthenticated: Bool {
    switch self {
    case .badSecret, .locked, .policy: true
    default: false
    }
  }

  /// True when the call never reached the data: nobody was let in, or a token had run out.
  public var isRefusedAtTheDoor: Bool {
    isUnauthenticated || self == .expiredSession || self == .revoked
  }
}

/// How bad a finding is, in the order of the words.
public enum Severity: UInt8, CaseIterable, Comparable, Sendable {
  case info = 0
  case low
  case medium
  case high
  case critical

  /// The word used in JSON.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }

  /// The severity of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  /// The OCSF `severity_id` (1 informational … 5 critical).
  public var ocsfID: Int { Int(rawValue) + 1 }
}

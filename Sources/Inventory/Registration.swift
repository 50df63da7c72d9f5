public import SecurityModel

/// What the organisation declared about one integration or credential.
public struct Registration: Hashable, Sendable {
  /// Matches a credential key, an application name or id, or a user; `*` matches any run of
  /// characters.
  public var match: String
  public var name: String
  public var owner: String?
  public var purpose: String?
  public var type: CredentialType?
  /// Object types it may touch; empty = not declared.
  public var objects: [String]
  /// API surfaces it may use; empty = not declared.
  public var apis: [APISurface]
  /// Networks it calls from, CIDR; empty = not declared.
  public var networks: [String]
  /// OAuth scopes it was granted; empty = not declared.
  public var scopes: [String]
  /// True when somebody approved it.
  public var approved: Bool
  /// True when it was withdrawn: any use is a finding.
  public var revoked: Bool

  public init(
    match: String, name: String, owner: String? = nil, purpose: String? = nil,
    type: CredentialType? = nil, objects: [String] = [], apis: [APISurface] = [],
    networks: [String] = [], scopes: [String] = [], approved: Bool = true,
    revoked: Bool = false
  ) {
    self.match = match
    self.name = name
    self.owner = owner
    self.purpose = purpose
    self.type = type
    self.objects = objects
    self.apis = apis
    self.networks = networks
    self.scopes = scopes
    self.approved = approved
    self.revoked = revoked
  }
}

/// One credential as the inventory shows it: who it is and what it was seen doing.
public struct CredentialRecord: Hashable, Sendable {
  /// Cold-start state of its baseline.
  public enum Readiness: String, CaseIterable, Sendable {
    case new
    case learning
    case ready
    case stale
  }

  /// The credential key.
  public var id: String
  public var platform: Platform
  public var org: String
  public var integration: String
  public var type: CredentialType
  public var user: String
  public var app: String
  public var apis: [APISurface]
  /// Most used first, at most 50.
  public var objects: [Counted]
  public var networks: [Counted]
  public var clients: [Counted]
  public var endpoints: [Counted]
  /// OAuth scopes, most used first; those that were only declared have a count of 0.
  public var scopes: [Counted]
  public var firstSeen: Timestamp
  public var lastSeen: Timestamp
  public var calls: Int64
  public var errors: Int64
  public var rows: Int64
  public var bytes: Int64
  /// Calls and rows in the rolling 24 hours before `lastSeen`'s watermark.
  public var calls24h: Int64
  public var rows24h: Int64
  /// Calls a day that its organisation may make, as told by log or configuration; 0 = unknown.
  public var dailyLimit: Int64
  public var readiness: Readiness
  /// 0...100 (COR-003).
  public var risk: Int
  public var isDeclared: Bool
  public var owner: String?
  public var purpose: String?
  public var flags: [String]

  /// A name with how often and when it was seen.
  public struct Counted: Hashable, Sendable {
    public var name: String
    public var count: Int64
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    public init(name: String, count: Int64, firstSeen: Timestamp, lastSeen: Timestamp) {
      self.name = name
      self.count = count
      self.firstSeen = firstSeen
      self.lastSeen = lastSeen
    }
  }

  public init(
    id: String, platform: Platform, org: String, integration: String = "",
    type: CredentialType = .unknown, user: String = "", app: String = "",
    apis: [APISurface] = [], objects: [Counted] = [], networks: [Counted] = [],
    clients: [Counted] = [], endpoints: [Counted] = [], scopes: [Counted] = [],
    firstSeen: Timestamp, lastSeen: Timestamp, calls: Int64 = 0, errors: Int64 = 0, rows: Int64 = 0,
    bytes: Int64 = 0,
    calls24h: Int64 = 0, rows24h: Int64 = 0, dailyLimit: Int64 = 0,
    readiness: Readiness = .new, risk: Int = 0,
    isDeclared: Bool = false, owner: String? = nil, purpose: String? = nil,
    flags: [String] = []
  ) {
    self.id = id
    self.platform = platform
    self.org = org
    self.integration = integration
    self.type = type
    self.user = user
    self.app = app
    self.apis = apis
    self.objects = objects
    self.networks = networks
    self.clients = clients
    self.endpoints = endpoints
    self.scopes = scopes
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.calls = calls
    self.errors = errors
    self.rows = rows
    self.bytes = bytes
    self.calls24h = calls24h
    self.rows24h = rows24h
    self.dailyLimit = dailyLimit
    self.readiness = readiness
    self.risk = risk
    self.isDeclared = isDeclared
    self.owner = owner
    self.purpose = purpose
    self.flags = flags
  }
}

import Inventory
import SecurityModel
import Storage

/// A credential, or an integration with all its credentials, as the inventory lists it.
struct InventoryItem {
  /// What an item stands for.
  enum Kind: String, CaseIterable {
    case integration
    case credential
  }

  var kind: Kind
  var id: String
  var name: String
  var platform: Platform
  var org: String
  var type: CredentialType
  var isDeclared: Bool
  var owner: String?
  var purpose: String?
  var objects: [CredentialRecord.Counted]
  var apis: [APISurface]
  var networks: [CredentialRecord.Counted]
  var clients: [CredentialRecord.Counted]
  var endpoints: [CredentialRecord.Counted]
  /// OAuth scopes; a count of 0 = declared, and in no record so far.
  var scopes: [CredentialRecord.Counted]
  var firstSeen: Timestamp
  var lastSeen: Timestamp
  var calls: Int64
  var errors: Int64
  var rows: Int64
  var bytes: Int64
  var calls24h: Int64
  var rows24h: Int64
  /// Part of all calls that the org received in the last 24 hours, 0...1.
  var share24h = 0.0
  /// Calls a day that the org may make; 0 = unknown.
  var dailyLimit: Int64
  var state: CredentialRecord.Readiness
  var risk: Int
  var openFindings: Int
  var flags: [String]
  /// Credential keys of an integration; the key itself for a credential.
  var credentials: [String]

  /// One credential.
  init(_ entry: CredentialEntry) {
    let r = entry.record
    kind = .credential
    id = r.id
    name = r.integration.isEmpty ? r.id : r.integration
    platform = r.platform
    org = r.org
    type = r.type
    isDeclared = r.isDeclared
    owner = r.owner
    purpose = r.purpose
    objects = r.objects
    apis = r.apis
    networks = r.networks
    clients = r.clients
    endpoints = r.endpoints
    scopes = r.scopes
    firstSeen = r.firstSeen
    lastSeen = r.lastSeen
    calls = r.calls
    errors = r.errors
    rows = r.rows
    bytes = r.bytes
    calls24h = r.calls24h
    rows24h = r.rows24h
    dailyLimit = r.dailyLimit
    state = r.readiness
    risk = r.risk
    openFindings = entry.openFindings
    flags = r.flags
    credentials = [r.id]
  }

  /// An integration from its credentials, which are not empty and share name and org.
  init(integration id: String, of members: [InventoryItem]) {
    self = members[0]
    kind = .integration
    self.id = id
    // Whatever is true of one credential only is not true of the integration.
    type = members.allSatisfy { $0.type == members[0].type } ? members[0].type : .unknown
    isDeclared = members.allSatisfy(\.isDeclared)
    owner = members.compactMap(\.owner).first
    purpose = members.compactMap(\.purpose).first
    objects = Self.merged(members.map(\.objects))
    networks = Self.merged(members.map(\.networks))
    clients = Self.merged(members.map(\.clients))
    endpoints = Self.merged(members.map(\.endpoints))
    scopes = Self.merged(members.map(\.scopes))
    apis = APISurface.allCases.filter { api in members.contains { $0.apis.contains(api) } }
    firstSeen = members.reduce(firstSeen) { min($0, $1.firstSeen) }
    lastSeen = members.reduce(lastSeen) { max($0, $1.lastSeen) }
    calls = members.reduce(0) { $0 &+ $1.calls }
    errors = members.reduce(0) { $0 &+ $1.errors }
    rows = members.reduce(0) { $0 &+ $1.rows }
    bytes = members.reduce(0) { $0 &+ $1.bytes }
    calls24h = members.reduce(0) { $0 &+ $1.calls24h }
    rows24h = members.reduce(0) { $0 &+ $1.rows24h }
    share24h = members.reduce(0) { $0 + $1.share24h }
    let order: [CredentialRecord.Readiness] = [.ready, .learning, .new, .stale]
    state = order.first { state in members.contains { $0.state == state } } ?? .new
    risk = members.reduce(0) { max($0, $1.risk) }
    openFindings = members.reduce(0) { $0 + $1.openFindings }
    flags = []
    for member in members {
      for flag in member.flags where !flags.contains(flag) { flags.append(flag) }
    }
    // An integration sleeps only when all its credentials do.
    if !members.allSatisfy({ $0.flags.contains("dormant") }) {
      flags.removeAll { $0 == "dormant" }
    }
    credentials = members.map(\.id)
  }

  private static func merged(
    _ lists: [[CredentialRecord.Counted]]
  ) -> [CredentialRecord.Counted] {
    var byName: [String: CredentialRecord.Counted] = [:]
    for item in lists.joined() {
      guard var known = byName[item.name] else {
        byName[item.name] = item
        continue
      }
      known.count &+= item.count
      known.firstSeen = min(known.firstSeen, item.firstSeen)
      known.lastSeen = max(known.lastSeen, item.lastSeen)
      byName[item.name] = known
    }
    return byName.values.sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
  }

  /// The JSON shape that scripts rely on.
  var json: JSONValue {
    .object([
      .init("id", .string(id)), .init("kind", .string(kind.rawValue)),
      .init("name", .string(name)), .init("platform", .string(platform.name)),
      .init("org", .string(org)), .init("type", .string(type.name)),
      .init("declared", .bool(isDeclared)), .init("owner", owner.map { .string($0) } ?? .null),
      .init("purpose", purpose.map { .string($0) } ?? .null),
      .init("objects", Self.names(objects)),
      .init("apis", .array(apis.map { .string($0.name) })),
      .init("networks", Self.names(networks)), .init("clients", Self.names(clients)),
      .init("scopes", Self.names(scopes)), .init("first_seen", .string(firstSeen.rfc3339)),
      .init("last_seen", .string(lastSeen.rfc3339)), .init("calls", .integer(calls)),
      .init("errors", .integer(errors)), .init("rows", .integer(rows)),
      .init("calls_24h", .integer(calls24h)), .init("rows_24h", .integer(rows24h)),
      .init("share_24h", Self.share(share24h)),
      .init("daily_limit", dailyLimit > 0 ? .integer(dailyLimit) : .null),
      .init("limit_share_24h", limitShare.map(Self.share) ?? .null),
      .init("state", .string(state.rawValue)), .init("risk", .integer(Int64(risk))),
      .init("open_findings", .integer(Int64(openFindings))),
      .init("flags", .array(flags.map { .string($0) })),
      .init("credentials", .array(credentials.map { .string($0) })),
    ])
  }

  /// Part of the org's daily limit that its calls of the last 24 hours took; nil = no limit known.
  var limitShare: Double? { dailyLimit > 0 ? Double(calls24h) / Double(dailyLimit) : nil }

  private static func share(_ share: Double) -> JSONValue {
    .double((share * 10_000).rounded() / 10_000)
  }

  private static func names(_ items: [CredentialRecord.Counted]) -> JSONValue {
    .array(items.map { .string($0.name) })
  }
}

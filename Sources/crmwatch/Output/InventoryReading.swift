import Inventory
import SecurityModel
import Storage

/// Everything the inventory commands need from a store and a registry.
struct InventoryReading {
  /// Days without traffic after which a credential is dormant.
  static let dormantDays: Int64 = 30

  let credentials: [InventoryItem]
  let integrations: [InventoryItem]
  /// Newest event time of the store: the clock of everything here.
  let clock: Timestamp

  /// - Parameter registrations: overrides what the collector knew; nil = as collected.
  init(_ store: any Store, registrations: [Registration]?) throws {
    var query = CredentialQuery(limit: .max)
    query.sort = .name
    query.isDescending = false
    let entries = try store.credentials(query)
    let clock = entries.reduce(Timestamp.distantPast) { max($0, $1.record.lastSeen) }
    let matcher = registrations.map { RegistrationMatcher($0) }
    var items: [InventoryItem] = []
    for entry in entries {
      var item = InventoryItem(entry)
      try Self.bringUpToDate(&item, clock, store)
      if let matcher { Self.declare(&item, entry.record, matcher) }
      if clock.since(item.lastSeen) > Self.dormantDays * Timestamp.Duration.day {
        item.state = .stale
        item.flags.append("dormant")
      }
      items.append(item)
    }
    var totals: [String: Int64] = [:]
    for item in items { totals[item.org, default: 0] &+= item.calls24h }
    for i in items.indices {
      let total = totals[items[i].org] ?? 0
      if total > 0 { items[i].share24h = Double(items[i].calls24h) / Double(total) }
    }
    credentials = items
    integrations = Self.integrations(items)
    self.clock = clock
  }

  /// The integrations of credentials: those of one name in one org.
  private static func integrations(_ items: [InventoryItem]) -> [InventoryItem] {
    var groups: [String: [String: [InventoryItem]]] = [:]
    for item in items {
      groups[item.name, default: [:]][item.platform.name + " " + item.org, default: []].append(item)
    }
    return groups.sorted { $0.key < $1.key }.flatMap { name, orgs in
      orgs.sorted { $0.key < $1.key }.map { org, members in
        // The same application in several orgs is told apart by theirs.
        InventoryItem(integration: orgs.count == 1 ? name : name + " @ " + org, of: members)
      }
    }
  }

  /// Totals of the last day were written when the credential was last seen; here they are those up
  /// to the store's clock.
  private static func bringUpToDate(
    _ item: inout InventoryItem, _ clock: Timestamp, _ store: any Store
  ) throws {
    guard item.lastSeen.hour < clock.hour, item.calls24h > 0 || item.rows24h > 0 else { return }
    item.calls24h = 0
    item.rows24h = 0
    let from = clock.hour.advanced(by: -23 * Timestamp.Duration.hour)
    guard item.lastSeen >= from else { return }
    let end = clock.hour.advanced(by: Timestamp.Duration.hour)
    for hour in try store.rollups(credential: item.id, from: from, to: end) {
      item.calls24h &+= hour.calls
      item.rows24h &+= hour.rows
    }
  }

  /// Integrations, then credentials.
  var all: [InventoryItem] { integrations + credentials }

  private static func declare(
    _ item: inout InventoryItem, _ record: CredentialRecord, _ matcher: RegistrationMatcher
  ) {
    item.flags.removeAll { $0 == "unregistered" || $0 == "unowned" }
    // A collector with a registry has put the declared name in place of the application's own.
    let index =
      matcher.index(
        credential: record.id, integration: record.integration, app: record.app, user: record.user)
      ?? matcher.registrations.firstIndex { record.isDeclared && $0.name == record.integration }
    guard let index else {
      item.isDeclared = false
      item.owner = nil
      item.purpose = nil
      item.scopes = ScopeList.withDeclared([], record.scopes)
      // People who only sign in and click are nobody's integration.
      if record.calls > 0 || !record.app.isEmpty { item.flags.append("unregistered") }
      return
    }
    let entry = matcher.registrations[index]
    item.name = entry.name
    item.type = entry.type ?? item.type
    item.isDeclared = entry.approved
    item.owner = entry.owner
    item.purpose = entry.purpose
    item.scopes = ScopeList.withDeclared(entry.scopes, record.scopes)
    if entry.owner == nil { item.flags.append("unowned") }
    if !entry.approved { item.flags.append("unapproved") }
    if entry.revoked { item.flags.append("revoked") }
    let objects = Set(entry.objects.map { $0.lowercased() })
    if !objects.isEmpty, record.objects.contains(where: { !objects.contains($0.name.lowercased()) })
    {
      item.flags.append("undeclared_object")
    }
    if !entry.apis.isEmpty, record.apis.contains(where: { !entry.apis.contains($0) }) {
      item.flags.append("undeclared_api")
    }
    if !entry.scopes.isEmpty,
      item.scopes.contains(where: { $0.count > 0 && !entry.scopes.contains($0.name) })
    {
      item.flags.append("undeclared_scope")
    }
  }
}

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
    var items = entries.map { entry -> InventoryItem in
      var item = InventoryItem(entry)
      // Totals of the last day were written when the credential was last seen.
      if clock.since(item.lastSeen) > Timestamp.Duration.day {
        item.calls24h = 0
        item.rows24h = 0
      }
      if let matcher { Self.declare(&item, entry.record, matcher) }
      if clock.since(item.lastSeen) > Self.dormantDays * Timestamp.Duration.day {
        item.state = .stale
        item.flags.append("dormant")
      }
      return item
    }
    let total = items.reduce(Int64(0)) { $0 &+ $1.calls24h }
    if total > 0 {
      for i in items.indices { items[i].share24h = Double(items[i].calls24h) / Double(total) }
    }
    var groups: [String: [InventoryItem]] = [:]
    for item in items { groups[item.name, default: []].append(item) }
    credentials = items
    integrations = groups.keys.sorted().compactMap { name in
      groups[name].map { InventoryItem(integration: name, of: $0) }
    }
    self.clock = clock
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
  }
}

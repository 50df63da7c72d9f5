public import SecurityModel

/// What is known about addresses: kind, autonomous system, organisation and country by range.
///
/// Filled from lists and databases the user supplies. An address is described by the longest prefix
/// that the lists have for it; what they leave open the databases add, in their order.
public struct NetworkTable: Sendable {
  /// Kinds of networks that lists tell apart.
  public enum Kind: String, CaseIterable, Sendable {
    case tor
    case vpn
    case hosting
    case residential
    case own
    case vendor
    case other
  }

  /// One described range.
  public struct Entry: Hashable, Sendable {
    public var block: CIDRBlock
    public var kind: Kind
    /// Autonomous system number; 0 = not told.
    public var asn: UInt32
    public var organisation: String
    /// ISO 3166 alpha-2; empty = not told.
    public var country: String

    public init(
      block: CIDRBlock, kind: Kind, asn: UInt32 = 0, organisation: String = "",
      country: String = ""
    ) {
      self.block = block
      self.kind = kind
      self.asn = asn
      self.organisation = organisation
      self.country = country
    }

    /// True when nothing can be added.
    var isComplete: Bool {
      kind != .other && asn != 0 && !organisation.isEmpty && !country.isEmpty
    }

    /// What is open in this entry, filled in from another of the same address.
    func completed(by other: Self) -> Self {
      var result = self
      if kind == .other { result.kind = other.kind }
      // Number and name belong together: one of each would be a third network.
      if asn == 0 || other.asn == 0 || asn == other.asn {
        result.asn = asn == 0 ? other.asn : asn
        if organisation.isEmpty { result.organisation = other.organisation }
      }
      if country.isEmpty { result.country = other.country }
      return result
    }
  }

  /// Per prefix length, longest first: a map from masked base to entry.
  private var levels: [(prefix: Int, entries: [IPAddress: Entry])] = []

  private let databases: [NetworkDatabase]
  /// What came of look-ups in databases; nil when there are none.
  private let cache: NetworkCache?

  /// An empty table.
  public init() { self.init([]) }

  /// A table of `entries` and databases; of two entries with the same block the later counts.
  public init(_ entries: [Entry], databases: [NetworkDatabase] = []) {
    self.databases = databases
    cache = databases.isEmpty ? nil : NetworkCache()
    var byPrefix: [Int: [IPAddress: Entry]] = [:]
    for entry in entries { byPrefix[entry.block.prefix, default: [:]][entry.block.base] = entry }
    levels = byPrefix.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
  }

  /// Number of ranges that lists describe.
  public var count: Int { levels.reduce(0) { $0 + $1.entries.count } }
  public var isEmpty: Bool { levels.isEmpty && databases.isEmpty }
  /// Number of databases.
  public var databaseCount: Int { databases.count }

  /// What is known of `address`.
  public func lookup(_ address: IPAddress) -> Entry? {
    guard address.isPresent else { return nil }
    guard let cache else { return listed(address) }
    return cache.entry(of: address) {
      databases.reduce(listed(address)) { known, database in
        // A list that says all there is to say needs nobody else.
        if let known, known.isComplete { return known }
        guard let more = database.lookup(address) else { return known }
        return known?.completed(by: more) ?? more
      }
    }
  }

  /// The most specific entry of the lists that holds `address`.
  private func listed(_ address: IPAddress) -> Entry? {
    for level in levels {
      if let hit = level.entries[CIDRBlock.masked(address, level.prefix)] { return hit }
    }
    return nil
  }
}

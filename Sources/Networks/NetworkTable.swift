public import SecurityModel

/// What is known about addresses: kind, autonomous system, organisation and country by range.
///
/// Filled from lists the user supplies; an address is described by the longest matching prefix.
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
  }

  /// Per prefix length, longest first: a map from masked base to entry.
  private var levels: [(prefix: Int, entries: [IPAddress: Entry])] = []

  /// An empty table.
  public init() {}

  /// A table of `entries`; of two with the same block the later counts.
  public init(_ entries: [Entry]) {
    var byPrefix: [Int: [IPAddress: Entry]] = [:]
    for entry in entries { byPrefix[entry.block.prefix, default: [:]][entry.block.base] = entry }
    levels = byPrefix.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
  }

  /// Number of described ranges.
  public var count: Int { levels.reduce(0) { $0 + $1.entries.count } }
  public var isEmpty: Bool { levels.isEmpty }

  /// The most specific entry that holds `address`.
  public func lookup(_ address: IPAddress) -> Entry? {
    guard address.isPresent else { return nil }
    for level in levels {
      if let hit = level.entries[CIDRBlock.masked(address, level.prefix)] { return hit }
    }
    return nil
  }
}

import SecurityModel

/// A field that rules refer to, with a number that stands for it in one rule set.
public struct FieldName: Hashable, Sendable {
  /// One reference, so that handing a name to a source costs no more than that.
  private final class Storage: Sendable {
    let index: Int
    let name: String
    let bytes: [UInt8]
    let hash: UInt64
    let rootHash: UInt64

    init(index: Int, name: String) {
      self.index = index
      self.name = name
      bytes = Array(name.utf8)
      hash = StableHash.string(name)
      rootHash = StableHash.string(String(name.prefix { $0 != "." }))
    }
  }

  private let storage: Storage

  /// Position in the `FieldTable` that made it.
  public var index: Int { storage.index }
  /// As written in the rules.
  public var name: String { storage.name }
  /// UTF-8 form of `name`.
  public var bytes: [UInt8] { storage.bytes }
  /// `StableHash` of `bytes`, for sources that look names up in a table of hashes.
  public var hash: UInt64 { storage.hash }

  /// `StableHash` of what is before the first dot; see `FieldSource.forEachRoot`.
  public var rootHash: UInt64 { storage.rootHash }

  init(index: Int, name: String) { storage = Storage(index: index, name: name) }

  public static func == (a: FieldName, b: FieldName) -> Bool {
    a.index == b.index && a.name == b.name
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(index)
    hasher.combine(name)
  }
}

/// The fields that the rules of one set refer to; each name is stored once.
public struct FieldTable: Sendable {
  public private(set) var names: [FieldName] = []
  private var places: [String: Int] = [:]

  public init() {}

  public var count: Int { names.count }

  /// The field of that name, which is added when it is new.
  public mutating func intern(_ name: String) -> FieldName {
    if let place = places[name] { return names[place] }
    let field = FieldName(index: names.count, name: name)
    places[name] = field.index
    names.append(field)
    return field
  }

  /// The field of that name, when a rule refers to it.
  public func find(_ name: String) -> FieldName? { places[name].map { names[$0] } }
}

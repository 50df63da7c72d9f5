public import SecurityModel

/// Notices one kind of thing in the stream of events.
///
/// A detector is one file with its row and one line in `DetectorRegistry.all`. It is called for
/// events that match its `interest`, in event-time order (late events come with `Flags.late`),
/// reads the credential's profile as it was *before* this event's novelties were learnt (the
/// novelties are in the context), keeps small state of its own keyed by profile index, and raises
/// findings through the context. It does no I/O, reads no clock, and never depends on the order of
/// a Set or Dictionary.
public protocol Detector: Sendable {
  /// What describes it to people.
  static var row: DetectorRow { get }

  /// A detector with the user's numbers.
  init(_ tunables: TunableValues)

  /// Which events it is called for.
  var interest: Interest { get }

  /// Looks at one event.
  mutating func observe(_ context: inout DetectorContext)

  /// Looks at one finding of another detector (with `Interest.findings`).
  mutating func observe(_ finding: Finding, _ context: inout DetectorContext)

  /// State about one credential, for the checkpoint; nothing when there is none.
  func encode(credential index: UInt32, into out: inout ByteWriter)
  /// Takes back what `encode(credential:)` wrote.
  mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure)
  /// State that belongs to no single credential: what changed since the last call, under keys of
  /// the detector's own choosing; empty bytes delete a key.
  mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob]
  /// Takes back one blob of `takeSharedChanges`.
  mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure)
}

extension Detector {
  public mutating func observe(_ finding: Finding, _ context: inout DetectorContext) {}
  public func encode(credential index: UInt32, into out: inout ByteWriter) {}
  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {}
  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] { [] }
  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {}
}

/// Kinds of events; a detector is called when it shares one with the event.
public struct Interest: OptionSet, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Every event that counts as an API call.
  public static let calls = Interest(rawValue: 1 << 0)
  /// The credential used something for the first time.
  public static let novelty = Interest(rawValue: 1 << 1)
  /// A volume verdict is waiting in the context.
  public static let volume = Interest(rawValue: 1 << 2)
  /// Logins, tokens, revocations.
  public static let authentication = Interest(rawValue: 1 << 3)
  /// The call or login failed.
  public static let failures = Interest(rawValue: 1 << 4)
  /// Bulk jobs: create, results, delete.
  public static let jobs = Interest(rawValue: 1 << 5)
  /// Enumeration: describe, list, limits, COUNT() queries.
  public static let reconnaissance = Interest(rawValue: 1 << 6)
  /// Events with rows.
  public static let rows = Interest(rawValue: 1 << 7)
  /// Events with a query, and those that go on reading the result of one.
  public static let queries = Interest(rawValue: 1 << 8)
  /// The record tells the org's API limit.
  public static let limits = Interest(rawValue: 1 << 9)
  /// First event of a credential after a silence of more than a day, or its very first.
  public static let wake = Interest(rawValue: 1 << 10)
  /// Findings of other detectors.
  public static let findings = Interest(rawValue: 1 << 11)
  /// Every event.
  public static let everything = Interest(rawValue: 1 << 12)
}

/// The effective numbers of one detector: defaults overlaid with the configuration.
public struct TunableValues: Hashable, Sendable {
  private var values: [String: Double]

  /// The defaults of `row` overlaid with `overrides`; keys that the row doesn't have are ignored
  /// here (the configuration refuses them with their position).
  public init(_ row: DetectorRow, overrides: [String: Double] = [:]) {
    values = [:]
    for tunable in row.tunables {
      values[tunable.key] = overrides[tunable.key] ?? tunable.value
    }
  }

  /// The value of a key of the row.
  public subscript(key: String) -> Double { values[key] ?? 0 }

  /// The value as a whole number.
  public func count(_ key: String) -> Int {
    Int(max(-1e15, min(1e15, self[key].isNaN ? 0 : self[key])))
  }

  /// The value, given in `unit` milliseconds each, as milliseconds.
  public func milliseconds(_ key: String, per unit: Int64) -> Int64 {
    Int64(max(0, min(1e15, self[key] * Double(unit))))
  }
}

import SecurityModel
import SigmaRules

/// The partitions of a rule engine for the log sources that were seen.
struct RulePartitions {
  /// Most combinations of platform, surface, operation and event type that are remembered.
  private static let limit = 4_096

  private var known: [UInt64: Int] = [:]

  /// The partition in which `engine` looks at an event; see `RuleEngine.partition(for:)`.
  mutating func partition(
    of event: borrowing APIEvent, in engine: inout RuleEngine, _ symbols: SymbolTable
  ) -> Int {
    // Log sources are few: told apart by small numbers.
    let key =
      UInt64(event.platform.rawValue) << 48 | UInt64(event.surface.rawValue) << 40
      | UInt64(event.operation.rawValue) << 32 | UInt64(event.eventType.index)
    if let partition = known[key] { return partition }
    let service = symbols.text(of: event.eventType)
    let partition = engine.partition(for: EventLogSource(of: copy event, service: service))
    if known.count < Self.limit { known[key] = partition }
    return partition
  }
}

/// The CRM (or the gateway before it) that an event comes from.
public enum Platform: UInt8, CaseIterable, Sendable {
  case generic = 0
  case salesforce
  case hubspot
  case dataverse
  case mulesoft

  /// The word used in JSON and in the configuration.
  public var name: String { Self.names[Int(rawValue)] }

  /// Asking the runtime for a case's name costs microseconds.
  private static let names = allCases.map { String(describing: $0) }

  /// The platform of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

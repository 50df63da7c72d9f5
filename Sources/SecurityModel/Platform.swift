/// The CRM (or the gateway before it) that an event comes from.
public enum Platform: UInt8, CaseIterable, Sendable {
  case generic = 0
  case salesforce
  case hubspot
  case dataverse
  case mulesoft

  /// The word used in JSON and in the configuration.
  public var name: String { String(describing: self) }

  /// The platform of the given word.
  public init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

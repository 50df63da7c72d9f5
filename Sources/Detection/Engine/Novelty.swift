/// What an event's credential used for the first time with this event.
public struct Novelty: OptionSet, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The credential itself was never seen.
  public static let credential = Novelty(rawValue: 1 << 0)
  public static let object = Novelty(rawValue: 1 << 1)
  public static let endpoint = Novelty(rawValue: 1 << 2)
  /// Operation class on an object.
  public static let verb = Novelty(rawValue: 1 << 3)
  /// /24 or /48 network.
  public static let network = Novelty(rawValue: 1 << 4)
  /// Client software family.
  public static let client = Novelty(rawValue: 1 << 5)
  public static let surface = Novelty(rawValue: 1 << 6)
}

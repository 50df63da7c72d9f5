/// Where one normalized field comes from, and how its value is converted.
public struct FieldMapping: Hashable, Sendable {
  /// The unit in which a source gives a duration or a size.
  public enum Unit: String, CaseIterable, Hashable, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"
    case nanoseconds = "ns"
    case minutes = "min"
    case bytes = "b"
    case kilobytes = "kb"
    case megabytes = "mb"
    case kibibytes = "kib"
    case mebibytes = "mib"

    /// What a value is multiplied and then divided by for milliseconds or bytes.
    var scale: (times: Double, by: Double) {
      switch self {
      case .seconds: (1_000, 1)
      case .milliseconds, .bytes: (1, 1)
      case .microseconds: (1, 1_000)
      case .nanoseconds: (1, 1_000_000)
      case .minutes: (60_000, 1)
      case .kilobytes: (1_000, 1)
      case .megabytes: (1_000_000, 1)
      case .kibibytes: (1_024, 1)
      case .mebibytes: (1_048_576, 1)
      }
    }

    /// True for durations, false for sizes.
    public var isDuration: Bool {
      switch self {
      case .seconds, .milliseconds, .microseconds, .nanoseconds, .minutes: true
      default: false
      }
    }
  }

  /// One word of the source and the word that stands for it.
  public struct Word: Hashable, Sendable {
    public var from: String
    public var to: String
    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// What becomes of the value.
  public enum Conversion: Hashable, Sendable {
    case copy
    case unit(Unit)
    /// Words replaced; the word `*` stands for any other. Without it others stay as they are.
    case words([Word])
    /// A text with several values between separators.
    case list(separator: UInt8)
    /// A secret: its keyed hash takes its place.
    case secret
    /// `METHOD target PROTOCOL`: gives `method` and `uri`.
    case requestLine
    /// The first `peers` sources name the peer of the connection, the others what a proxy says
    /// about the client; the proxy is heard when the peer is unknown or a private address.
    case address(peers: Int)
    /// The first source, `?`, and the second where it is there.
    case target
  }

  /// The normalized field.
  public var target: String
  /// Paths, columns or variables; the first that has a value counts.
  public var sources: [String]
  public var conversion: Conversion

  public init(_ target: String, _ sources: [String], _ conversion: Conversion = .copy) {
    self.target = target
    self.sources = sources
    self.conversion = conversion
  }
}

/// The descriptive attributes that rules, correlations and filters share.
public struct RuleMetadata: Hashable, Sendable {
  /// The `level` attribute: how much a match matters.
  public enum Level: String, CaseIterable, Comparable, Sendable {
    case informational, low, medium, high, critical

    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .informational: 0
      case .low: 1
      case .medium: 2
      case .high: 3
      case .critical: 4
      }
    }
  }

  /// The `status` attribute: how ripe the rule is.
  public enum Status: String, CaseIterable, Sendable {
    case stable, test, experimental, deprecated, unsupported
  }

  /// One entry of `related`.
  public struct Relation: Hashable, Sendable {
    public var id: String
    /// `derived`, `obsolete`, `merged`, `renamed` or `similar`.
    public var type: String
    public init(id: String, type: String) {
      self.id = id
      self.type = type
    }
  }

  public var title = ""
  /// Usually a UUID; empty when the rule has none.
  public var id = ""
  /// Short name by which correlations may refer to the rule; empty when it has none.
  public var name = ""
  public var related: [Relation] = []
  /// `sigma` when not given.
  public var taxonomy = "sigma"
  public var status: Status?
  public var description = ""
  public var license = ""
  public var author = ""
  public var references: [String] = []
  /// `YYYY-MM-DD`; empty when not given. The older `YYYY/MM/DD` is rewritten.
  public var date = ""
  /// As `date`.
  public var modified = ""
  public var level: Level?
  public var tags: [String] = []
  public var falsepositives: [String] = []
  /// Fields worth showing with a match.
  public var fields: [String] = []
  public var scope: [String] = []
  /// Names of top-level attributes that the specification doesn't define, in written order.
  public var customAttributes: [String] = []

  /// Path of the file as the user gave it; empty for text that came from no file.
  public var file = ""
  /// Where the document begins.
  public var mark = SourceMark.none

  public init() {}

  /// `id`, else `name`, else `title`: what a match is reported under.
  public var key: String { !id.isEmpty ? id : !name.isEmpty ? name : title }

  /// True when a correlation or filter that says `reference` means this rule.
  public func isNamed(_ reference: String) -> Bool {
    !reference.isEmpty && (reference == id || reference == name)
  }
}

/// The `detection` section of a rule, or the searches of a filter.
public struct Detection: Hashable, Sendable {
  /// A test of one field, or of all values of the event.
  public struct Item: Hashable, Sendable {
    /// Nil for keywords: any value of the event.
    public var field: String?
    /// In written order.
    public var modifiers: [Modifier]
    /// At least one; linked with OR, or with AND by the modifier `all`.
    public var values: [DetectionValue]
    /// True when the values were written as a list.
    public var isList: Bool
    /// Where the key stands (for plain keywords: the first of them).
    public var mark: SourceMark

    public init(
      field: String?, modifiers: [Modifier] = [], values: [DetectionValue], isList: Bool = false,
      mark: SourceMark = .none
    ) {
      self.field = field
      self.modifiers = modifiers
      self.values = values
      self.isList = isList
      self.mark = mark
    }
  }

  /// What stands under a search identifier.
  public indirect enum Body: Hashable, Sendable {
    case item(Item)
    /// A map: all parts must hold.
    case all([Body])
    /// A list of maps: one part must hold.
    case any([Body])
  }

  /// A search identifier with its body.
  public struct Search: Hashable, Sendable {
    public var name: String
    public var body: Body
    public var mark: SourceMark
    /// The file of `mark`, where that isn't the rule's own: for searches that a filter has added.
    public var file: String?

    public init(name: String, body: Body, mark: SourceMark = .none) {
      self.name = name
      self.body = body
      self.mark = mark
    }
  }

  /// A condition with its identifiers and patterns resolved to indices into `searches`.
  public indirect enum Condition: Hashable, Sendable {
    case search(Int)
    case not(Condition)
    case and([Condition])
    case or([Condition])
    /// At least `count` of the parts hold (`2 of sel*`).
    case atLeast(Int, [Condition])
  }

  /// In written order.
  public var searches: [Search]
  /// At least one; the rule matches when one of them holds.
  public var conditions: [Condition]
  /// The texts of `conditions`.
  public var conditionTexts: [MarkedText]
  /// The `timeframe` of rules older than correlations, in milliseconds; it has no effect.
  public var timeframe: Int64?

  public init(
    searches: [Search] = [], conditions: [Condition] = [], conditionTexts: [MarkedText] = [],
    timeframe: Int64? = nil
  ) {
    self.searches = searches
    self.conditions = conditions
    self.conditionTexts = conditionTexts
    self.timeframe = timeframe
  }
}

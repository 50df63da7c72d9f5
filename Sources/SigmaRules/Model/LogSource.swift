/// The `logsource` section: which events a rule is about. An absent key matches anything.
public struct LogSource: Hashable, Sendable {
  public var category: String?
  public var product: String?
  public var service: String?
  /// Free text for the reader.
  public var definition: String?
  public var mark = SourceMark.none

  public init(
    category: String? = nil, product: String? = nil, service: String? = nil,
    definition: String? = nil, mark: SourceMark = .none
  ) {
    self.category = category
    self.product = product
    self.service = service
    self.definition = definition
    self.mark = mark
  }
}

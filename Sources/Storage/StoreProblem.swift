/// Something `Store.check` found wrong.
public struct StoreProblem: Hashable, Sendable {
  /// What is wrong.
  public var detail: String
  /// What to do about it.
  public var remedy: String

  public init(detail: String, remedy: String) {
    self.detail = detail
    self.remedy = remedy
  }
}

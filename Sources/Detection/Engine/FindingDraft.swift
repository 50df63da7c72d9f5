public import SecurityModel

/// What a detector says when it fires; the finding book adds identity, grouping and evidence.
public struct FindingDraft: Sendable {
  /// Replaces the row's title when more can be said.
  public var title: String?
  public var confidence: Double
  /// One sentence with observed and expected numbers.
  public var explanation: String
  public var observed: [JSONValue.Member]
  public var expected: [JSONValue.Member]
  /// Member of `observed` that lists what the explanation names; what comes later is added to both.
  public var listed: String?

  public init(
    title: String? = nil, confidence: Double, explanation: String,
    observed: [JSONValue.Member] = [], expected: [JSONValue.Member] = [], listed: String? = nil
  ) {
    self.title = title
    self.confidence = confidence
    self.explanation = explanation
    self.observed = observed
    self.expected = expected
    self.listed = listed
  }
}

extension Severity {
  /// The two-character mark that tells severities apart without colour.
  public var mark: String {
    switch self {
    case .critical: "C!"
    case .high: "H^"
    case .medium: "M*"
    case .low: "Lo"
    case .info: "I."
    }
  }
}

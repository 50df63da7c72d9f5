/// When a correlation whose condition stays true matches again.
///
/// The specification leaves this open; this is the one place that decides it.
public enum CorrelationFiring: String, CaseIterable, Sendable {
  /// Every event that counts towards the correlation and finds the condition true in the window
  /// that ends with it. With `gte: 3` and five events in the window these are the third, the fourth
  /// and the fifth: a function of the window alone, so that back-tests and restarts agree.
  case everyCompletion
  /// Only the event that makes the condition true; again after it was false in between.
  case onset

  /// What `rules test` and the engine use unless told otherwise.
  public static let standard = CorrelationFiring.everyCompletion
}

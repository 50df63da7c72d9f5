/// When each story happens, in milliseconds UTC; the upper bound is a little after its last call.
public enum StoryTimes {
  /// Story 1: stolen token, Tuesday 19 August.
  public static let stolenToken =
    ModelTime.at(2025, 8, 19, 9, 12, 5)...ModelTime.at(2025, 8, 19, 10, 30)
  /// Story 2: consent phishing, Monday 18 August.
  public static let consent =
    ModelTime.at(2025, 8, 18, 13, 21, 40)...ModelTime.at(2025, 8, 18, 15, 0)
  /// Story 3: slow drip, Tuesday 12 to Sunday 17 August; its last day is known when the next begins.
  public static let drip = ModelTime.at(2025, 8, 12)...ModelTime.at(2025, 8, 18, 1)
  /// Story 4: the nightly load in the afternoon, Thursday 14 August.
  public static let offHours =
    ModelTime.at(2025, 8, 14, 14, 18, 11)...ModelTime.at(2025, 8, 14, 14, 30)
  /// Story 5: password burst, Wednesday 13 August.
  public static let burst = ModelTime.at(2025, 8, 13, 21, 14, 3)...ModelTime.at(2025, 8, 13, 21, 20)
  /// Story 6: token used after revocation, Friday 15 August.
  public static let revocation =
    ModelTime.at(2025, 8, 15, 11, 30)...ModelTime.at(2025, 8, 15, 12, 40)
  /// Story 7: a credential silent for 35 days, Tuesday 19 August.
  public static let dormant =
    ModelTime.at(2025, 8, 19, 22, 5, 17)...ModelTime.at(2025, 8, 19, 22, 40)
}

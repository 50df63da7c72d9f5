import SecurityModel

extension WallClock {
  /// The system's clocks.
  public static let system = WallClock(
    now: { Timestamp(milliseconds: Pause.wallMilliseconds()) },
    monotonic: { Pause.monotonicMilliseconds() })
}

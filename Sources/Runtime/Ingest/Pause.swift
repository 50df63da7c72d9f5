#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Sleeping and clocks: the only place of this module that asks the system for time.
public enum Pause {
  /// Sleeps.
  static func sleep(milliseconds: Int) { usleep(UInt32(max(0, milliseconds)) * 1_000) }

  /// Milliseconds of a clock that never runs backwards.
  public static func monotonicMilliseconds() -> Int64 {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Int64(t.tv_sec) * 1_000 + Int64(t.tv_nsec) / 1_000_000
  }

  /// Nanoseconds of that clock.
  static func monotonicNanoseconds() -> UInt64 {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return UInt64(t.tv_sec) &* 1_000_000_000 &+ UInt64(t.tv_nsec)
  }

  /// Milliseconds since the epoch by the system's clock.
  public static func wallMilliseconds() -> Int64 {
    var t = timespec()
    clock_gettime(CLOCK_REALTIME, &t)
    return Int64(t.tv_sec) * 1_000 + Int64(t.tv_nsec) / 1_000_000
  }
}

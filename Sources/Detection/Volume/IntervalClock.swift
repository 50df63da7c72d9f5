/// Infers the length of a bucket from bucket starts as they come.
///
/// The most frequent step among the recent ones wins (Misra-Gries with one candidate), so gaps and
/// repeated rows do not disturb it.
struct IntervalClock: Sendable {
  /// Milliseconds; 0 until two different starts were seen.
  private(set) var interval: Int64 = 0
  private var votes = 0
  private var last: Int64?

  mutating func observe(_ start: Int64) {
    defer { last = start }
    guard let last, start > last else { return }
    let (step, overflow) = start.subtractingReportingOverflow(last)
    guard !overflow else { return }
    if step == interval {
      votes = min(votes + 1, 64)
    } else if votes == 0 {
      interval = step
      votes = 1
    } else {
      votes -= 1
    }
  }
}

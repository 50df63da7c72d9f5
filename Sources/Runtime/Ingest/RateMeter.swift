/// Events per second from a running total, by the wall clock, with a minute of history.
struct RateMeter {
  private var second: Int64 = .min
  private var totalAtSecond: Int64 = 0
  private var total: Int64 = 0
  /// Events in each of the last 60 whole seconds, newest last.
  private(set) var history: [Double] = []

  /// Events in the last whole second.
  var perSecond: Double { history.last ?? 0 }
  /// True when nothing happened in the last second.
  var isIdle: Bool { total == totalAtSecond && perSecond == 0 }

  /// Notes the running total at a monotonic time in milliseconds.
  mutating func note(total now: Int64, at milliseconds: Int64) {
    let current = milliseconds / 1_000
    if second == .min {
      second = current
      totalAtSecond = now
    }
    total = now
    guard current > second else { return }
    let steps = min(60, current &- second)
    history.append(Double(now &- totalAtSecond))
    // Seconds without a look had nothing to show.
    for _ in 1..<max(1, steps) { history.append(0) }
    if steps > 1, let first = history.dropLast(Int(steps) - 1).last, first > 0 {
      let share = first / Double(steps)
      for i in (history.count - Int(steps))..<history.count { history[i] = share }
    }
    if history.count > 60 { history.removeFirst(history.count - 60) }
    second = current
    totalAtSecond = now
  }
}

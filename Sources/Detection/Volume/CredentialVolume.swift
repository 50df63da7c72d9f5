/// What the detection engine keeps per credential and measure to judge its volume and schedule.
///
/// Fed with counts in event time; raises verdicts into the workspace. Costs a few nanoseconds per
/// event: a precomputed number of calls below which nothing can fire is counted down, and only
/// when it is used up, or the five-minute slot ends, is anything looked at. About 200 bytes while
/// new, 1.3 KB with four weeks of hourly history. The same events in the same order give the same
/// verdicts, however they are chunked and whenever the state was written out and read back.
public struct CredentialVolume: Sendable {
  /// Start of the current five-minute slot, epoch milliseconds; far past while empty.
  var slotStart: Int64 = .min / 2
  /// Calls still to come before anything could fire.
  var budget: UInt32 = 0
  /// What `budget` was when the counters below were last brought up to date.
  var budgetGiven: UInt32 = 0

  var measure: VolumeMeasure
  /// The running clock hour (profile time) and its counts before `budgetGiven`.
  var hour: Int32 = -1
  var hourCount: UInt32 = 0
  /// This five-minute slot and the two before it, newest first.
  var slots: InlineArray<3, UInt32> = [0, 0, 0]
  /// The largest running quarter of this clock hour.
  var quarterPeak: UInt32 = 0
  /// Counts from which the hour, or the quarter hour, is worth judging.
  var nextHourCount: UInt32 = .max
  var nextQuarterCount: UInt32 = .max
  var isOpen = false
  var hourQuarantined = false

  var firstHour: Int32 = -1
  var lastActiveHour: Int32 = -1
  var longestGap: Int32 = 0
  var total: UInt64 = 0
  /// Closed active hours, and of these how many came at an hour never active before.
  var closedHours: Float = 0
  var novelHours: Float = 0
  /// Announced activity: counted, not judged and not learnt, until this time.
  var announcedFrom: Int64 = .max
  var announcedUntil: Int64 = .min

  var hourTail = CompactTail(threshold: 1.6, shape: 0.35)
  var quarterTail = CompactTail(threshold: 1.6, shape: 0.35)
  var windowTails = InlineArray<5, CompactTail>(
    repeating: CompactTail(threshold: 1.6, shape: 0.35))
  /// Rest after a verdict, by kind: until which hour, and the score and hourly rate that opened it.
  var restUntil: InlineArray<4, Int32> = [-1, -1, -1, -1]
  var restScore: InlineArray<4, Float> = [0, 0, 0, 0]
  var restRate: InlineArray<4, Float> = [0, 0, 0, 0]
  /// Fading number of candidates of each kind, raised or not, and when the last one was.
  var candidates: InlineArray<4, Float> = [0, 0, 0, 0]
  var lastCandidate: InlineArray<4, Int32> = [-1, -1, -1, -1]
  /// Volume that was expected and did not come: what is left of it, its largest, since when.
  var debt: Float = 0
  var debtPeak: Float = 0
  var debtHour: Int32 = -1
  /// The daily CUSUM, the first day of its open run, and the score it was told with.
  var daySum: Float = 0
  var dayRun: Int32 = -1
  var dayScore: Float = 0
  var history = HourHistory()

  public init(measure: VolumeMeasure = .calls) { self.measure = measure }

  /// Events counted since the credential was first seen.
  public var totalCount: UInt64 { total &+ UInt64(budgetGiven &- budget) }

  /// First and last event time, as starts of hours in epoch milliseconds of profile time; nil
  /// before the first event.
  public var firstSeenHour: Int32? { firstHour < 0 ? nil : firstHour }
  public var lastSeenHour: Int32? { lastActiveHour < 0 ? nil : lastActiveHour }

  /// Bytes this value occupies, the heap included.
  public var footprint: Int { MemoryLayout<Self>.size + history.heapBytes }

  /// Counts an event (or several) at an event time, and judges what has become judgeable.
  ///
  /// - Parameters:
  ///   - amount: calls, or rows; 0 is ignored.
  ///   - milliseconds: epoch; up to 26 h before the newest is applied to its own hour.
  @inline(__always)
  public mutating func add(
    _ amount: UInt32, at milliseconds: Int64, in workspace: inout VolumeWorkspace
  ) {
    let elapsed = UInt64(bitPattern: milliseconds &- slotStart)
    if elapsed < 300_000 && amount < budget {
      budget &-= amount
      return
    }
    addSlowly(amount, at: milliseconds, in: &workspace)
  }

  /// Closes every hour that has ended by `milliseconds`; silent hours cost nothing.
  ///
  /// Optional: the next event does the same. Call it so that a held level is told at the end of its
  /// hour instead of at the next event.
  public mutating func advance(
    to milliseconds: Int64, in workspace: inout VolumeWorkspace
  ) {
    guard hour >= 0 else { return }
    let now = HourCalendar.hour(milliseconds, offset: workspace.offset)
    guard now > hour else { return }
    settle()
    closeHour(in: &workspace)
    closeDays(before: now, in: &workspace)
    moveTo(hour: now, in: workspace)
  }

  /// Activity announced beforehand: counted, not judged, not learnt. Replaces an earlier window.
  public mutating func announce(
    from: Int64, until: Int64, in workspace: inout VolumeWorkspace
  ) {
    guard from != announcedFrom || until != announcedUntil else { return }
    settle()
    announcedFrom = from
    announcedUntil = until
    // Nothing may be judged from here on without looking at the window again.
    budget = 0
    budgetGiven = 0
  }

  /// The analyst says that what was found was expected: quarantined hours and the days of an open
  /// run are learnt now, so the reference rises.
  public mutating func accept() {
    history.acceptAll()
    hourQuarantined = false
    daySum = 0
    dayRun = -1
    dayScore = 0
  }

  /// How much history stands behind a verdict at this time.
  public func state(at milliseconds: Int64, in workspace: VolumeWorkspace) -> VolumeState {
    let now = HourCalendar.hour(milliseconds, offset: workspace.offset)
    guard firstHour >= 0 else { return .new }
    if now - lastActiveHour > 30 * 24 { return .stale }
    let days = Double(now - firstHour) / 24
    if days < min(7, workspace.tunables.readyDays) || totalCount < 20 { return .new }
    return days < workspace.tunables.readyDays ? .learning : .ready
  }

  /// What is expected of an hour: low (10%), median and high (90%) of the same hour on earlier days
  /// of the same class; nil before there are three such days.
  public func expectedBand(
    forHour milliseconds: Int64, in workspace: inout VolumeWorkspace
  ) -> (low: Double, median: Double, high: Double)? {
    let at = HourCalendar.hour(milliseconds, offset: workspace.offset)
    guard firstHour >= 0, at > firstHour else { return nil }
    workspace.load(history, before: at)
    let profile = workspace.profile(of: at, first: firstHour)
    guard profile.days >= 3 else { return nil }
    let median = RealMaths.exp(profile.medians.1) - 1
    return (profile.low, median, max(median, profile.high))
  }

  // MARK: Bookkeeping

  /// Brings the counters up to date with what was counted down from the budget.
  mutating func settle() {
    let counted = budgetGiven &- budget
    if counted > 0 {
      take(counted)
      budgetGiven = budget
    }
  }

  mutating func take(_ amount: UInt32) {
    hourCount = hourCount.addingClamped(amount)
    total = total &+ UInt64(amount)
    // What was announced must not spill into the first quarter hour after it.
    guard !isAnnounced(slotStart) else { return }
    slots[0] = slots[0].addingClamped(amount)
    quarterPeak = max(quarterPeak, quarterCount)
  }

  /// Count of the last three slots, a running window of 10 to 15 minutes.
  var quarterCount: UInt32 { slots[0].addingClamped(slots[1]).addingClamped(slots[2]) }

  mutating func addSlowly(
    _ amount: UInt32, at milliseconds: Int64, in workspace: inout VolumeWorkspace
  ) {
    guard amount > 0, milliseconds >= 0 else { return }
    settle()
    let at = HourCalendar.hour(milliseconds, offset: workspace.offset)
    if hour < 0 {
      hour = at
      firstHour = at
    }
    if at < hour {
      addLate(amount, hour: at, raised: milliseconds, in: &workspace)
      return
    }
    var isLoaded = false
    if at > hour {
      isLoaded = closeHour(in: &workspace) && at == hour + 1
      if at / 24 != hour / 24 {
        closeDays(before: at, in: &workspace)
        isLoaded = false
      }
      moveTo(hour: at, in: workspace)
    }
    rollSlots(to: milliseconds)
    if !isOpen { openHour(at: milliseconds, isLoaded: isLoaded, in: &workspace) }
    take(amount)
    if hourCount >= nextHourCount || quarterCount >= nextQuarterCount {
      judge(at: milliseconds, in: &workspace)
    }
    renewBudget()
  }

  /// Moves the five-minute slots on to the one that holds `milliseconds`; never backwards.
  private mutating func rollSlots(to milliseconds: Int64) {
    let start = milliseconds - milliseconds % 300_000
    let steps = slotStart < 0 ? 3 : (start - slotStart) / 300_000
    guard steps > 0 else { return }
    let shift = Int(min(3, steps))
    for i in (0..<3).reversed() { slots[i] = i >= shift ? slots[i - shift] : 0 }
    slotStart = start
  }

  private mutating func renewBudget() {
    let toHour = nextHourCount > hourCount ? nextHourCount - hourCount : 1
    let quarter = quarterCount
    let toQuarter = nextQuarterCount > quarter ? nextQuarterCount - quarter : 1
    budget = min(toHour, toQuarter)
    budgetGiven = budget
  }

  private mutating func moveTo(hour next: Int32, in workspace: VolumeWorkspace) {
    hour = next
    hourCount = 0
    quarterPeak = 0
    isOpen = false
    hourQuarantined = false
    nextHourCount = .max
    nextQuarterCount = .max
    budget = 0
    budgetGiven = 0
  }

  func isAnnounced(_ milliseconds: Int64) -> Bool {
    milliseconds >= announcedFrom && milliseconds < announcedUntil
  }
}

import SecurityModel

/// The intervals of one key of a baseline.
struct BaselineRecord: HabitRecord {
  /// An interval with events.
  struct Interval: Hashable, Sendable {
    /// Start over length.
    var index: Int64
    var sum = 0.0
    /// What at most is learnt: the bar that was crossed, once it was. What fires isn't normal; but
    /// what goes on firing moves the norm bit by bit, so that a lasting change ends by itself.
    var cap = Double.infinity

    var hasFired: Bool { cap < .infinity }
    var learnt: Double { min(sum, cap) }
  }

  /// What became of an amount.
  enum Outcome: Hashable, Sendable {
    /// Further back than the history reaches; not counted.
    case tooLate
    case quiet
    case unusual(BaselineTest.Norm, sum: Double)
  }

  /// Sums stay exact below.
  static let highestSum = 9_007_199_254_740_992.0
  /// After so many matches in a row that are further back than the history reaches it is the
  /// newest one that must have been wrong, and the key begins anew: a single record with a time far
  /// in the future must not hide a key for good.
  static let patience = 64

  /// Time of the first event.
  private(set) var first: Int64
  /// Index of the newest interval.
  private(set) var newest: Int64
  /// In the order of time; at most the history and the newest one.
  private(set) var intervals: [Interval] = []
  /// Matches too late in a row.
  private(set) var strays = 0
  /// Of the newest interval; nil when something before it has changed.
  private var norm: BaselineTest.Norm?
  /// The part of that which needs no sorting and settles nearly every event: the least value that
  /// is above the peak.
  private var reach: Double?

  var weight: Int { intervals.count }

  static let vacant = BaselineRecord(first: 0, newest: 0, strays: 0, intervals: [])

  init(time: Int64, _ test: BaselineTest) {
    first = time
    newest = Timestamp(milliseconds: time).index(ofEvery: test.length)
  }

  /// A stored record.
  init(first: Int64, newest: Int64, strays: Int, intervals: [Interval]) {
    self.first = first
    self.newest = newest
    self.strays = strays
    self.intervals = intervals
  }

  /// Counts an event and judges the interval it belongs to against the intervals before that.
  /// - Parameter scratch: kept between calls for its memory.
  mutating func add(
    _ amount: Double, time: Int64, _ test: BaselineTest, _ scratch: inout [Double],
    restarts: inout UInt64
  ) -> Outcome {
    let index = Timestamp(milliseconds: time).index(ofEvery: test.length)
    if index > newest {
      newest = index
      let oldest = newest - test.history
      if let head = intervals.first, head.index < oldest {
        intervals.removeFirst(intervals.firstIndex { $0.index >= oldest } ?? intervals.count)
      }
      forgetNorm()
    } else if index < newest - test.history {
      strays += 1
      guard strays >= Self.patience else { return .tooLate }
      restarts &+= 1
      self = BaselineRecord(time: time, test)
    }
    strays = 0
    if time < first {
      first = time
      forgetNorm()
    }
    let place = self.place(of: index)
    if index < newest { forgetNorm() }
    if amount > 0 {
      intervals[place].sum = min(intervals[place].sum + amount, Self.highestSum)
    }
    let interval = intervals[place]
    guard !interval.hasFired, interval.sum >= test.floor,
      time.subtractingClamped(first) >= test.warmup
    else { return .quiet }
    guard interval.sum >= reach(of: index, before: place, test) else { return .quiet }
    let found = norm(of: index, before: place, test, &scratch)
    guard interval.sum >= found.bar else { return .quiet }
    intervals[place].cap = found.bar
    return .unusual(found, sum: interval.sum)
  }

  /// The place of an interval, which is made when it isn't there.
  private mutating func place(of index: Int64) -> Int {
    var place = intervals.count
    while place > 0, intervals[place - 1].index > index { place -= 1 }
    if place > 0, intervals[place - 1].index == index { return place - 1 }
    intervals.insert(Interval(index: index), at: place)
    return place
  }

  private mutating func forgetNorm() {
    norm = nil
    reach = nil
  }

  private func start(of index: Int64, _ test: BaselineTest) -> Int64 {
    max(Timestamp(milliseconds: first).index(ofEvery: test.length), index - test.history)
  }

  private mutating func reach(
    of index: Int64, before place: Int, _ test: BaselineTest
  ) -> Double {
    if index == newest, let reach { return reach }
    let start = start(of: index, test)
    var (highest, second, third) = (0.0, 0.0, 0.0)
    for n in 0..<place where intervals[n].index >= start {
      let value = intervals[n].learnt
      if value <= third { continue }
      if value > highest {
        (highest, second, third) = (value, highest, second)
      } else if value > second {
        (second, third) = (value, second)
      } else {
        third = value
      }
    }
    let found = third * BaselineTest.peakFactor
    if index == newest { reach = found }
    return found
  }

  private mutating func norm(
    of index: Int64, before place: Int, _ test: BaselineTest, _ scratch: inout [Double]
  ) -> BaselineTest.Norm {
    if index == newest, let norm { return norm }
    let start = start(of: index, test)
    scratch.removeAll(keepingCapacity: true)
    for interval in intervals[..<place] where interval.index >= start && interval.learnt > 0 {
      scratch.append(interval.learnt)
    }
    let found = test.norm(&scratch, count: Int(index - start))
    if index == newest { norm = found }
    return found
  }
}

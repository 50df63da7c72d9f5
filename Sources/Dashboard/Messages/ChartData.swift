public import SecurityModel

/// How much time a chart shows, and in what steps.
public enum ChartWindow: String, CaseIterable, Sendable {
  case twoHours = "2h"
  case day = "24h"
  case week = "7d"
  case quarter = "90d"

  /// Length in milliseconds.
  public var length: Int64 {
    switch self {
    case .twoHours: 2 * Timestamp.Duration.hour
    case .day: Timestamp.Duration.day
    case .week: Timestamp.Duration.week
    case .quarter: 90 * Timestamp.Duration.day
    }
  }

  /// Length of one bucket in milliseconds: minutes, 10 minutes, hours, 12 hours.
  public var step: Int64 {
    switch self {
    case .twoHours: Timestamp.Duration.minute
    case .day: 10 * Timestamp.Duration.minute
    case .week: Timestamp.Duration.hour
    case .quarter: 12 * Timestamp.Duration.hour
    }
  }

  /// The length for a sentence: `24 hours`.
  var words: String {
    switch self {
    case .twoHours: "2 hours"
    case .day: "24 hours"
    case .week: "7 days"
    case .quarter: "90 days"
    }
  }

  /// The word for one bucket: `calls/min`.
  public var unit: String {
    switch self {
    case .twoHours: "calls/min"
    case .day: "calls/10 min"
    case .week: "calls/h"
    case .quarter: "calls/12 h"
    }
  }
}

/// Which series to fetch.
public struct ChartRequest: Sendable, Hashable {
  public var credential: String
  public var window: ChartWindow
  /// End of the window; nil = the newest event time.
  public var end: Timestamp?

  public init(credential: String, window: ChartWindow, end: Timestamp? = nil) {
    self.credential = credential
    self.window = window
    self.end = end
  }
}

/// What would have been normal for one bucket.
public struct BaselineBand: Sendable, Hashable {
  public var low: Double
  public var median: Double
  public var high: Double

  public init(low: Double, median: Double, high: Double) {
    self.low = low
    self.median = median
    self.high = high
  }
}

/// A finding on the time axis.
public struct ChartMarker: Sendable, Hashable {
  public var time: Timestamp
  public var severity: Severity
  public var finding: String

  public init(time: Timestamp, severity: Severity, finding: String) {
    self.time = time
    self.severity = severity
    self.finding = finding
  }
}

/// The series of one credential over a window, in equal buckets.
public struct ChartData: Sendable, Hashable {
  public var request: ChartRequest
  /// Start of the first bucket.
  public var start: Timestamp
  /// Bucket length in milliseconds.
  public var step: Int64
  public var calls: [Double?]
  public var errors: [Double?]
  public var rows: [Double?]
  public var bytes: [Double?]
  /// As long as `calls`, or empty when there is no baseline.
  public var band: [BaselineBand?]
  /// Calls of the same stretch a week earlier; as long as `calls`, or empty when nothing is known.
  public var weekBefore: [Double?]
  public var markers: [ChartMarker]

  public init(
    request: ChartRequest, start: Timestamp, step: Int64, calls: [Double?],
    errors: [Double?] = [], rows: [Double?] = [], bytes: [Double?] = [],
    band: [BaselineBand?] = [], weekBefore: [Double?] = [], markers: [ChartMarker] = []
  ) {
    self.request = request
    self.start = start
    self.step = max(1, step)
    self.calls = calls
    self.errors = errors
    self.rows = rows
    self.bytes = bytes
    self.band = band
    self.weekBefore = weekBefore
    self.markers = markers
  }

  /// Sums hourly rollups into the buckets of a window.
  ///
  /// Calls come from the minutes of an hour; errors, rows and bytes are known by the hour only and
  /// are spread evenly over it. Buckets before the first rollup are unknown, later ones zero.
  /// - Parameters:
  ///   - end: the newest event time; the last bucket is the one that holds it.
  ///   - rollups: in any order, of that credential.
  ///   - band: normal calls of a bucket that starts at the given time, if there is a baseline.
  public init(
    request: ChartRequest, end: Timestamp, rollups: [HourRollup],
    markers: [ChartMarker] = [], band: (Timestamp) -> BaselineBand? = { _ in nil }
  ) {
    let step = request.window.step
    let last = (request.end ?? end).floored(toEvery: step)
    let count = Int(request.window.length / step)
    let start = last.advanced(by: -Int64(count - 1) * step)
    let known = rollups.map(\.hour).min()
    var calls = [Double](repeating: 0, count: count)
    var errors = calls
    var rows = calls
    var bytes = calls
    var earlier = calls
    let week = Timestamp.Duration.week
    for rollup in rollups {
      for (minute, value) in rollup.minuteCalls.enumerated() {
        let time = rollup.hour.advanced(by: Int64(minute) * Timestamp.Duration.minute)
        let offset = time.since(start)
        let (later, overflow) = offset.addingReportingOverflow(week)
        if !overflow, later >= 0, later / step < Int64(count) {
          earlier[Int(later / step)] += Double(value)
        }
        guard offset >= 0, offset / step < Int64(count) else { continue }
        let index = Int(offset / step)
        calls[index] += Double(value)
        errors[index] += Double(rollup.errors) / 60
        rows[index] += Double(rollup.rows) / 60
        bytes[index] += Double(rollup.bytes) / 60
      }
    }
    let times = (0..<count).map { start.advanced(by: Int64($0) * step) }
    let isKnown = times.map { time in
      known.map { time.advanced(by: step) > $0 } ?? false
    }
    func masked(_ values: [Double]) -> [Double?] {
      zip(values, isKnown).map { $1 ? $0 : nil }
    }
    let bands = times.map(band)
    // Over a quarter the same line would be drawn twice, a finger's breadth apart.
    let compared: [Double?] =
      request.window == .quarter
      ? []
      : zip(earlier, times).map { value, time in
        known.map { time.advanced(by: step - week) > $0 } ?? false ? value : nil
      }
    self.init(
      request: request, start: start, step: step, calls: masked(calls), errors: masked(errors),
      rows: masked(rows), bytes: masked(bytes),
      band: bands.contains { $0 != nil } ? bands : [],
      weekBefore: compared.contains { $0 != nil } ? compared : [],
      markers: markers.filter { $0.time >= start && $0.time < last.advanced(by: step) })
  }
}

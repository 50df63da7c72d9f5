/// Whether live events can be trusted to come in order, so that they need not wait for one another.
///
/// They can while one source speaks alone and nothing late has come for a while: a log that one
/// process writes line by line is in order, several logs side by side never quite are.
struct LiveOrder {
  /// Sources that spoke less than this long ago speak side by side, in milliseconds.
  private static let beside: Int64 = 2_000

  private var late: Int64
  private var lastLate: Int64?
  private var speaker: ObjectIdentifier?
  private var spokeAt: Int64 = .min / 2
  /// When somebody other than the speaker was last heard.
  private var othersAt: Int64 = .min / 2

  /// - Parameter late: number of late events so far, which are not held against anybody.
  init(late: Int64) { self.late = late }

  /// Notes that a source gave bytes.
  mutating func heard(_ source: ObjectIdentifier, _ now: Int64) {
    if source != speaker {
      if speaker != nil { othersAt = spokeAt }
      speaker = source
    }
    spokeAt = now
  }

  /// Notes how many events have come late by now.
  mutating func note(late count: Int64, _ now: Int64) {
    if count != late { lastLate = now }
    late = count
  }

  /// - Parameter memory: how long something late is remembered, in milliseconds.
  func isTrusted(_ now: Int64, memory: Int64) -> Bool {
    if let lastLate, now &- lastLate < memory { return false }
    return now &- othersAt >= Self.beside
  }
}

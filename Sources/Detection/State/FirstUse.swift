import SecurityModel

/// How often a credential takes up something new.
enum FirstUse {
  /// Members first used a week, over the last four weeks without the credential's first week.
  ///
  /// A credential that keeps taking up new things (a developer, a BI tool) is an explorer: one more
  /// new thing says nothing about it.
  static func perWeek(
    _ members: [SightingSet.Entry], firstSeen: Timestamp, at time: Timestamp
  ) -> Double {
    let week = Timestamp.Duration.week
    let from = max(firstSeen.advanced(by: week), time.advanced(by: -4 * week))
    let earliest = UInt32(clamping: from.milliseconds / 1_000)
    let now = UInt32(clamping: time.milliseconds / 1_000)
    let fresh = members.count { $0.first >= earliest && $0.first < now }
    return Double(fresh) / max(1, Double(time.since(from)) / Double(week))
  }
}

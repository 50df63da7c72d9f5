import Foundation
public import SecurityModel

/// Works out what a written time zone means.
public enum TimeZones {
  /// What to write instead of a zone that isn't known.
  public static let remedy = "write UTC, +02:00 or a name such as Europe/Berlin"

  /// Minutes by which standard time of the zone is ahead of UTC; nil for a zone that isn't known.
  ///
  /// Daylight saving is left out on purpose: baselines compare an hour with its neighbours, which
  /// absorbs the shift twice a year.
  public static func offsetMinutes(_ text: String) -> Int? {
    if text.uppercased() == "UTC" || text == "Z" { return 0 }
    if let offset = fixedOffset(text) { return offset }
    guard let zone = TimeZone(identifier: text) else { return nil }
    let winter = Date(timeIntervalSince1970: 1_736_899_200)
    let summer = Date(timeIntervalSince1970: 1_752_537_600)
    return min(zone.secondsFromGMT(for: winter), zone.secondsFromGMT(for: summer)) / 60
  }

  /// Minutes of `+02:00`; nil for anything else.
  static func fixedOffset(_ text: String) -> Int? {
    guard let first = text.first, first == "+" || first == "-" else { return nil }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
      let hours = Int(parts[0]), let minutes = Int(parts[1]), hours <= 14, minutes < 60
    else { return nil }
    return (first == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  /// The clock changes of a zone between 2000 and 2050, and by how many minutes local time is further
  /// ahead of UTC after each; none for UTC and fixed offsets.
  public static func clockChanges(_ text: String) -> [(at: Timestamp, minutes: Int)] {
    guard text.uppercased() != "UTC", text != "Z", fixedOffset(text) == nil,
      let zone = TimeZone(identifier: text)
    else { return [] }
    var changes: [(at: Timestamp, minutes: Int)] = []
    var time = Date(timeIntervalSince1970: 946_684_800)
    let end = Date(timeIntervalSince1970: 2_524_608_000)
    while let next = zone.nextDaylightSavingTimeTransition(after: time), next < end, next > time {
      let minutes =
        (zone.secondsFromGMT(for: next.addingTimeInterval(1))
          - zone.secondsFromGMT(for: next.addingTimeInterval(-1))) / 60
      if minutes != 0 {
        changes.append((Timestamp(seconds: Int64(next.timeIntervalSince1970)), minutes))
      }
      time = next
    }
    return changes
  }
}

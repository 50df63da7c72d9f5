import Foundation

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
}

import Foundation

/// Works out what a written time zone means.
enum TimeZones {
  /// Minutes by which standard time of the zone is ahead of UTC.
  ///
  /// Daylight saving is left out on purpose: baselines compare an hour with its neighbours, which
  /// absorbs the shift twice a year.
  static func offsetMinutes(_ text: String) throws -> Int {
    if text.uppercased() == "UTC" || text == "Z" { return 0 }
    if let first = text.first, first == "+" || first == "-" {
      let parts = text.dropFirst().split(separator: ":")
      if parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), hours <= 14,
        minutes < 60
      {
        return (first == "-" ? -1 : 1) * (hours * 60 + minutes)
      }
    }
    guard let zone = TimeZone(identifier: text) else {
      throw Failure(
        .configuration,
        "unknown time zone `\(text)`; write UTC, +02:00 or a name such as Europe/Berlin")
    }
    let winter = Date(timeIntervalSince1970: 1_736_899_200)
    let summer = Date(timeIntervalSince1970: 1_752_537_600)
    return min(zone.secondsFromGMT(for: winter), zone.secondsFromGMT(for: summer)) / 60
  }
}

import Dashboard
import SecurityModel
import Testing

@testable import Runtime

/// What the chart calls normal, from hourly rollups.
@Suite struct HourOfWeekTests {
  /// Monday 2025-08-18 00:00Z.
  private static let monday = Timestamp(seconds: 1_755_475_200)

  /// Four weeks up to Monday in which every hour has one call in each of `busy` minutes.
  private static func rollups(busy: Int, calls: UInt32 = 1) -> [HourRollup] {
    (0..<(28 * 24)).map { index in
      let hour = monday.advanced(by: -Int64(28 * 24 - index) * Timestamp.Duration.hour)
      var minutes = MinuteCounts()
      for minute in 0..<busy { minutes.add(calls, minute: minute * (60 / busy)) }
      return HourRollup(
        credential: "c", hour: hour, calls: Int64(busy) * Int64(calls), minutes: minutes)
    }
  }

  @Test func `A minute is compared with minutes, not with a sixtieth of an hour`() throws {
    // Six calls an hour, each alone in its minute: 0.1 a minute would never be seen.
    let band = HourOfWeek.band(
      Self.rollups(busy: 6), before: Self.monday, step: Timestamp.Duration.minute)
    let normal = try #require(band(Self.monday.advanced(by: 9 * Timestamp.Duration.hour)))
    #expect(normal == BaselineBand(low: 0, median: 0, high: 1))
  }

  @Test func `Ten minutes, hours and half days are sums of their minutes`() throws {
    let rollups = Self.rollups(busy: 6, calls: 5)
    let noon = Self.monday.advanced(by: 12 * Timestamp.Duration.hour)
    for (step, sum) in [(10 * 60_000, 5), (3_600_000, 30), (12 * 3_600_000, 360)] {
      let band = HourOfWeek.band(rollups, before: Self.monday, step: Int64(step))
      let expected = BaselineBand(low: Double(sum), median: Double(sum), high: Double(sum))
      #expect(band(noon) == expected, "\(step)")
    }
  }

  @Test func `Weekends and weekdays are apart, and one bad day does not widen the band`() throws {
    var rollups = Self.rollups(busy: 6)
    for index in rollups.indices where rollups[index].hour.weekday >= 5 {
      rollups[index].minutes = MinuteCounts()
      rollups[index].calls = 0
    }
    // One Wednesday in four weeks everything came at once.
    let wednesday = Self.monday.advanced(by: -5 * Timestamp.Duration.day)
    for index in rollups.indices where rollups[index].hour.day == wednesday {
      rollups[index].calls = 900
    }
    let band = HourOfWeek.band(rollups, before: Self.monday, step: Timestamp.Duration.hour)
    let noon = Self.monday.advanced(by: 12 * Timestamp.Duration.hour)
    #expect(try #require(band(noon)) == BaselineBand(low: 6, median: 6, high: 6))
    let saturday = noon.advanced(by: 5 * Timestamp.Duration.day)
    #expect(try #require(band(saturday)).high == 0)
  }

  @Test func `Two days are no baseline`() {
    let band = HourOfWeek.band(
      Array(Self.rollups(busy: 6).suffix(48)), before: Self.monday, step: Timestamp.Duration.hour)
    #expect(band(Self.monday) == nil)
  }
}

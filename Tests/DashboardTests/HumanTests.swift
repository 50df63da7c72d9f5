import SecurityModel
import Testing

@testable import Dashboard

@Suite struct HumanTests {
  @Test(
    "counts fit in four cells",
    arguments: [
      (nil, "-"), (0, "0"), (7, "7"), (3.5, "3.5"), (388, "388"), (999.4, "999"), (1_204, "1.2k"),
      (9_960, "10k"), (23_280, "23k"), (999_600, "1.0M"), (3_400_000, "3.4M"), (.infinity, "-"),
    ] as [(Double?, String)])
  func counts(value: Double?, text: String) { #expect(Human.count(value) == text) }

  @Test(
    "where the number is the point, all digits are there",
    arguments: [
      (0, "0"), (9_999, "9999"), (10_000, "10,000"), (101_279, "101,279"),
      (-1_234_567, "-1,234,567"),
    ] as [(Int64, String)])
  func grouped(value: Int64, text: String) { #expect(Human.grouped(value) == text) }

  @Test(
    "ages",
    arguments: [(12, "12s"), (190, "3m"), (7_300, "2h"), (200_000, "2d"), (10_000_000, "16w")]
      as [(Int64, String)])
  func ages(seconds: Int64, text: String) {
    #expect(Human.age(Fixture.ago(seconds), at: Fixture.event) == text)
    #expect(Human.age(nil, at: Fixture.event) == "-")
    #expect(Human.age(.distantPast, at: .distantFuture) == "999y")
  }

  @Test("ends of a mute are read as typed")
  func until() {
    let now = Fixture.wall  // 14:42:07Z
    #expect(Human.until("90m", from: now) == now.advanced(by: 5_400_000))
    #expect(Human.until("18:00", from: now)?.rfc3339 == "2026-01-16T18:00:00.000Z")
    #expect(Human.until("08:00", from: now)?.rfc3339 == "2026-01-17T08:00:00.000Z")
    #expect(Human.until("2026-02-01", from: now)?.rfc3339 == "2026-02-01T00:00:00.000Z")
    #expect(Human.until("2026-02-01 09:30Z", from: now)?.rfc3339 == "2026-02-01T09:30:00.000Z")
    for text in ["", "yesterday", "2020-01-01", "25:00", "0h", "-3h", "99999999999999d", ":", "1:"]
    {
      #expect(Human.until(text, from: now) == nil, "\(text)")
    }
  }

  @Test("90 days of rollups become the buckets of each window", arguments: ChartWindow.allCases)
  func chart(window: ChartWindow) {
    let end = Fixture.event
    let rollups = (0..<48).map { hours in
      HourRollup(
        credential: "c", hour: end.hour.advanced(by: -Int64(hours) * 3_600_000), calls: 60,
        errors: 6,
        minutes: MinuteCounts(Array(repeating: 1, count: 60)))
    }
    let data = ChartData(
      request: ChartRequest(credential: "c", window: window), end: end, rollups: rollups)
    #expect(Int64(data.calls.count) * window.step == window.length)
    let last = data.start.advanced(by: Int64(data.calls.count) * window.step)
    #expect(last > end && last.since(end) <= window.step)
    // A full bucket has a call a minute; what lies before the first rollup is not known.
    #expect(data.calls[data.calls.count - 2] == Double(window.step / 60_000))
    if window == .week || window == .quarter { #expect(data.calls[0] == nil) }
  }
}

import SecurityModel
import Testing

@testable import LogFormats

@Suite struct TimeRuleTests {
  private func read(
    _ text: String, _ form: TimeRule.Form, zone: ZoneOffsets = .utc
  ) -> String? {
    var clock = AccessLogTime()
    return Array(text.utf8).withUnsafeBytes {
      TimeRule(["t"], form, zone: zone).time($0, &clock)?.rfc3339
    }
  }

  @Test(arguments: [
    ("%d.%m.%Y %H:%M:%S", "04.03.2025 10:15:02", "2025-03-04T10:15:02.000Z"),
    ("%Y-%m-%dT%H:%M:%S.%f%z", "2025-03-04T11:15:02.417999+01:00", "2025-03-04T10:15:02.417Z"),
    ("%b %e %Y %I:%M:%S %p", "Mar  4 2025 12:15:02 AM", "2025-03-04T00:15:02.000Z"),
    ("%B %d, %y %I:%M %p", "march 04, 25 1:15 pm", "2025-03-04T13:15:00.000Z"),
    ("%Y%j %T", "2025063 10:15:02", "2025-03-04T10:15:02.000Z"),
    ("%s.%L", "1741083302.417", "2025-03-04T10:15:02.417Z"),
    ("%F %R %Z", "2025-03-04 10:15 UTC", "2025-03-04T10:15:00.000Z"),
    ("[%D %T]", "[03/04/25 10:15:02]", "2025-03-04T10:15:02.000Z"),
    ("%Y-%m-%d %H:%M:%S %z", "2025-03-04 05:15:02 -0500", "2025-03-04T10:15:02.000Z"),
    ("100%% %F %T", "100% 2025-03-04 10:15:02", "2025-03-04T10:15:02.000Z"),
  ])
  func `patterns read what strftime writes`(_ pattern: String, _ text: String, _ time: String)
    throws
  {
    let pattern = try TimePattern(pattern)
    #expect(read(text, .pattern(pattern)) == time)
    #expect(read(text + "x", .pattern(pattern)) == nil)
    #expect(read("", .pattern(pattern)) == nil)
    for length in 1..<text.utf8.count {
      // No prefix may crash; most are no time.
      _ = read(String(decoding: Array(text.utf8).prefix(length), as: UTF8.self), .pattern(pattern))
    }
  }

  @Test(arguments: ["%Q", "%Y-%m-%d", "%H:%M", "%", "%Y %j", "%I:%M %F"])
  func `patterns that can't tell a time are refused`(_ text: String) {
    #expect(throws: TimePattern.Problem.self) { try TimePattern(text) }
  }

  @Test func `days that don't exist are no time`() throws {
    let pattern = try TimePattern("%d.%m.%Y %H:%M")
    #expect(read("31.02.2025 10:00", .pattern(pattern)) == nil)
    #expect(read("01.13.2025 10:00", .pattern(pattern)) == nil)
    #expect(read("01.12.2025 25:00", .pattern(pattern)) == nil)
  }

  @Test func `epoch units`() {
    let expected = "2025-03-04T10:15:02.417Z"
    #expect(read("1741083302.417", .epoch(perSecond: 1)) == expected)
    #expect(read("1741083302417", .epoch(perSecond: 1_000)) == expected)
    #expect(read("1741083302417000", .epoch(perSecond: 1_000_000)) == expected)
    #expect(read("1741083302417000999", .epoch(perSecond: 1_000_000_000)) == expected)
    #expect(read("-1", .epoch(perSecond: 1)) == nil)
    #expect(read("1e300", .epoch(perSecond: 1)) == nil)
    #expect(read("99999999999999999999", .epoch(perSecond: 1_000)) == nil)
    #expect(read("x", .epoch(perSecond: 1)) == nil)
  }

  @Test func `a zone is applied to times without offset only`() throws {
    let zone = ZoneOffsets(
      [
        .init(since: .distantPast, minutes: 60),
        // 2025-03-30T01:00Z and 2025-10-26T01:00Z.
        .init(since: Timestamp(milliseconds: 1_743_296_400_000), minutes: 120),
        .init(since: Timestamp(milliseconds: 1_761_440_400_000), minutes: 60),
      ], name: "Europe/Berlin")
    #expect(read("2025-03-04 11:15:02", .automatic, zone: zone) == "2025-03-04T10:15:02.000Z")
    #expect(read("2025-07-04 12:15:02", .rfc3339, zone: zone) == "2025-07-04T10:15:02.000Z")
    #expect(read("2025-03-04T10:15:02Z", .rfc3339, zone: zone) == "2025-03-04T10:15:02.000Z")
    #expect(
      read("2025-03-04T05:15:02-05:00", .rfc3339, zone: zone) == "2025-03-04T10:15:02.000Z")
    #expect(
      read("04/Mar/2025:10:15:02 +0000", .automatic, zone: zone) == "2025-03-04T10:15:02.000Z")
    // The hour that came twice is the first of both; the one that was left out moves on.
    #expect(read("2025-10-26 02:30:00", .rfc3339, zone: zone) == "2025-10-26T00:30:00.000Z")
    #expect(read("2025-03-30 02:30:00", .rfc3339, zone: zone) == "2025-03-30T01:30:00.000Z")
    #expect(read("2025-03-30 03:30:00", .rfc3339, zone: zone) == "2025-03-30T01:30:00.000Z")
  }

  @Test func `decimals`() {
    func value(_ text: String) -> Double? {
      Array(text.utf8).withUnsafeBytes { DecimalText.value($0) }
    }
    #expect(value(" -12.5 ") == -12.5 && value("3") == 3 && value("1.5e3") == 1_500)
    #expect(value("2E-2") == 0.02 && value("+7") == 7 && value(".5") == 0.5)
    for text in ["", "-", ".", "1.2.3", "1e", "1e9999", "0x10", "12 ms", "NaN"] {
      #expect(value(text) == nil, "\(text)")
    }
  }
}

import SecurityModel
import Testing

@testable import LogFormats

@Suite struct TimeTextTests {
  private func read(_ text: String, _ order: TimeText.DateOrder = .monthFirst) -> String? {
    Array(text.utf8).withUnsafeBytes { TimeText.read($0, order)?.rfc3339 }
  }

  @Test(arguments: [
    "2025-03-04T10:15:02.417Z", "2025-03-04T10:15:02.4170000Z", "2025-03-04T10:15:02.417",
    "2025-03-04 10:15:02.417", "2025-03-04 10:15:02,417", "2025-03-04 10:15:02.417 UTC",
    "2025-03-04 11:15:02.417 +0100", "2025-03-04T11:15:02.417+01:00", "1741083302417",
    "1741083302.417", "1741083302417000", "1741083302417000000", "1.741083302417E9",
    "1.741083302417E12", "/Date(1741083302417)/", "3/4/2025 10:15:02.417 AM",
    "3/4/2025, 10:15:02.417 AM", "03/04/2025 10:15:02.417", "20250304101502.417",
    "2025/03/04 10:15:02.417", " 2025-03-04T10:15:02.417Z ",
  ])
  func allFormsAreOneMoment(_ text: String) {
    #expect(read(text) == "2025-03-04T10:15:02.417Z")
  }

  @Test func coarserForms() {
    #expect(read("2025-03-04T10:15") == "2025-03-04T10:15:00.000Z")
    #expect(read("2025-03-04 10:15Z") == "2025-03-04T10:15:00.000Z")
    #expect(read("3/4/2025 12:15 AM") == "2025-03-04T00:15:00.000Z")
    #expect(read("3/4/2025 12:15:02 PM") == "2025-03-04T12:15:02.000Z")
    #expect(read("3/4/2025 1:15:02\u{202F}PM") == "2025-03-04T13:15:02.000Z")
    #expect(read("1741083302") == "2025-03-04T10:15:02.000Z")
  }

  @Test func theOrderOfDayAndMonthIsTheCallers() {
    #expect(read("04/03/2025-10:15:02AM", .dayFirst) == "2025-03-04T10:15:02.000Z")
    #expect(read("04/03/2025-10:15:02AM") == "2025-04-03T10:15:02.000Z")
    // What can only be a day is one.
    #expect(read("25/03/2025 10:15:02") == "2025-03-25T10:15:02.000Z")
    #expect(read("03/25/2025 10:15:02", .dayFirst) == "2025-03-25T10:15:02.000Z")
  }

  @Test(arguments: [
    "", "yesterday", "2025-03-04", "2025-13-04T10:15:02Z", "2025-03-04T25:15:02Z", "3/4/2025",
    "13/32/2025 10:15:02", "3/4/2025 13:15:02 PM", "1234567", "99999999999999999999",
    "2025-03-04T10:15:02 CET", "2025-03-04T10:15:02Zx", "1e99", "/Date(x)/", "//////////",
    "3/4/2025 10:15:02 XM", "0/0/2025 10:15:02",
  ])
  func everythingElseIsNoTime(_ text: String) { #expect(read(text) == nil) }
}

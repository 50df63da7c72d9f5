import Testing

@testable import TrafficModel

@Suite struct TextTests {
  @Test(arguments: [
    (0, 1, "0"), (7, 3, "007"), (1_234, 2, "1234"), (-5, 1, "-5"), (1_000_000, 1, "1000000"),
  ])
  func decimals(_ value: Int, _ width: Int, _ text: String) {
    var out = TextBuffer()
    out.decimal(value, width: width)
    #expect(out.text == text)
  }

  @Test func timesInBothSpellings() {
    let time = ModelTime.at(2024, 2, 29, 23, 5, 9) + 41
    var out = TextBuffer()
    out.compact(time)
    #expect(out.text == "20240229230509.041")
    #expect(ModelTime.rfc3339(time) == "2024-02-29T23:05:09.041Z")
  }

  @Test func weekdays() {
    #expect(ModelTime.weekday(ModelTime.days(2025, 8, 19)) == 1)
    #expect(ModelTime.isWeekend(ModelTime.days(2025, 8, 17)))
  }

  @Test func quotesAreDoubledInCSVAndEscapedInJSON() {
    var out = TextBuffer()
    out.csv("a\"b")
    out.json("a\"\\")
    #expect(out.text == #""a""b""a\"\\""#)
  }

  @Test func theLongFormOfAnIdChecksItsCases() {
    // Upper case at positions 0 and 2 of a group is bits 1 and 4: the sixth character, F.
    #expect(SalesforceID.derived("AbCdeabcdeabcde") == "AbCdeabcdeabcdeFAA")
    #expect(SalesforceID.derived("short") == "short")
  }
}

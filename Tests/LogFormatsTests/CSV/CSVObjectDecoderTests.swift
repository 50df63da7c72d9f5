import SecurityModel
import Testing

@testable import LogFormats

@Suite struct CSVObjectDecoderTests {
  static let header =
    #"Verb,"Resource Path",Application,Timestamp,"API ID","API Version ID","API Name","API Version Name""#

  private func read(_ text: String) throws -> (FormatProbe, [APIEvent], [NormalizedEvent]) {
    let probe = FormatProbe(MuleSoftAnalyticsTableFormat())
    var events: [APIEvent] = []
    var full: [NormalizedEvent] = []
    for record in SampleFiles.records(of: Array(text.utf8), probe.decoder) {
      var event = APIEvent()
      let result = try record.withUnsafeBytes { try probe.decoder.decode($0, into: &event) }
      guard result == .event else { continue }
      events.append(event)
      full.append(try record.withUnsafeBytes { try probe.decoder.normalize($0) })
    }
    return (probe, events, full)
  }

  @Test func quotesAndLineEndsInCellsAreRead() throws {
    let (probe, events, full) = try read(
      Self.header + "\r\nGET,\"/v1/\"\"a\"\",b\",app,2025-03-04T10:15:02Z,1,2,\"a\nname\",v1\r\n")
    #expect(events.count == 1)
    #expect(probe.text(events[0].credential) == "app")
    #expect(full[0]["Resource Path"] == #"/v1/"a",b"#)
    #expect(full[0]["API Name"] == "a\nname")
  }

  @Test func semicolonsAndTabsSeparateToo() throws {
    for separator in [";", "\t"] {
      let header = Self.header.replacing(",", with: separator)
      let row = "GET,/v1/x,app,2025-03-04T10:15:02Z,1,2,n,v1".replacing(",", with: separator)
      #expect(confidence(MuleSoftAnalyticsTableFormat(), header + "\n" + row) > 0.9)
      #expect(try read(header + "\n" + row + "\n").1.count == 1)
    }
  }

  @Test func aHeaderThatComesAgainOrChangesMapsAnew() throws {
    let text = """
      \(Self.header)
      GET,/v1/x,one,2025-03-04T10:15:02Z,1,2,n,v1
      \(Self.header)
      GET,/v1/x,two,2025-03-04T10:15:03Z,1,2,n,v1
      Application,Timestamp,"API ID","API Version ID","API Name","API Version Name"
      three,2025-03-04T10:15:04Z,1,2,n,v1

      """
    let (probe, events, _) = try read(text)
    #expect(events.map { probe.text($0.credential) } == ["one", "two", "three"])
  }

  @Test func shortAndLongRowsKeepWhatTheyHave() throws {
    let (probe, events, full) = try read(
      Self.header + "\nGET,/v1/x,one,2025-03-04T10:15:02Z\n"
        + "GET,/v1/x,two,2025-03-04T10:15:02Z,1,2,n,v1,extra\n")
    #expect(events.map { probe.text($0.credential) } == ["one", "two"])
    #expect(full[1][""] == "extra")
  }

  @Test func rowsWithoutAHeaderAreRefused() {
    let failure = #expect(throws: DecodeFailure.self) {
      try read("GET,/v1/x,one,2025-03-04T10:15:02Z,1,2,n,v1\n")
    }
    #expect(failure?.reason.contains("header") == true)
  }
}

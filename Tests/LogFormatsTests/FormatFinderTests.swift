import LogFormats
import SecurityModel
import Testing

@Suite("Finding the format of a source that begins with something else")
struct FormatFinderTests {
  private static let record = #"{"ts":"2025-03-04T10:15:02Z","credential":"k"}"# + "\n"

  private static func records(_ count: Int) -> String { String(repeating: record, count: count) }

  /// What came of a source that is shown `chunk` bytes at a time.
  private struct Outcome: Equatable {
    /// Offset at which decoding begins; nil = no format.
    var start: Int?
    var line = 1
    var records = 0
    var reasons = 0
    /// Most bytes that were held.
    var held = 0
  }

  private func find(
    _ text: String, chunk: Int = 4_096, limit: Int = 1 << 20, looks: inout Int
  ) -> Outcome {
    let bytes = Array(text.utf8)
    var count = 0
    var finder = FormatFinder(recordLimit: limit) { sample in
      count += 1
      return FormatSniffer.sniff(sample, among: [NativeJSONLinesFormat(), AccessLogFormat()])
    }
    defer { looks = count }
    var outcome = Outcome()
    var start = 0
    var end = 0
    while true {
      let atEnd = end == bytes.count
      outcome.held = max(outcome.held, end - start)
      let step = bytes.withUnsafeBytes {
        finder.step(UnsafeRawBufferPointer(rebasing: $0[start..<end]), atEnd: atEnd)
      }
      switch step {
      case .found:
        outcome.start = start
        return outcome
      case .pass(let passage):
        start += passage.bytes
        outcome.line += passage.lines
        outcome.records += passage.records
        if passage.reason != nil { outcome.reasons += 1 }
      case .needMore:
        if atEnd { return outcome }
        end = min(bytes.count, end + chunk)
      }
    }
  }

  private func find(_ text: String, chunk: Int = 4_096, limit: Int = 1 << 20) -> Outcome {
    var looks = 0
    return find(text, chunk: chunk, limit: limit, looks: &looks)
  }

  @Test("one line that is no record is left to the decoder", arguments: [100, 10_000, 300_000])
  func oneLine(length: Int) {
    let text = String(repeating: "x", count: length) + "\n" + Self.records(5)
    #expect(find(text).start == 0)
  }

  @Test("an endless first line is passed over, not held")
  func endlessLine() {
    let text = String(repeating: "x", count: 3 << 20) + "\n" + Self.records(5)
    let outcome = find(text, limit: 64 << 10)
    #expect(outcome.start == (3 << 20) + 1)
    #expect(outcome.line == 2)
    #expect(outcome.records == 1 && outcome.reasons == 1)
    #expect(outcome.held < 100 << 10)
  }

  @Test(
    "lines of nothing known are counted one by one, and what follows is found whole",
    arguments: [1_000, 4_096, 100_000])
  func banner(chunk: Int) throws {
    let banner = (0..<3_000).map { "starting module \($0) of the server, please wait\n" }.joined()
    let outcome = find(banner + Self.records(2_000), chunk: chunk)
    // The last lines of it may be left to the decoder, but no record is lost.
    let start = try #require(outcome.start)
    #expect(start <= banner.utf8.count)
    #expect(outcome.records > 1_500 && outcome.line == outcome.records + 1)
    #expect(outcome.reasons == 1)
  }

  @Test("bytes of no format at all cost a few looks a block, and all their lines are counted")
  func rubbish() {
    let text = String(repeating: "nothing that anybody knows\n", count: 40_000)
    var looks = 0
    let outcome = find(text, chunk: 64 << 10, looks: &looks)
    #expect(outcome.start == nil)
    #expect(outcome.records == 40_000)
    #expect(outcome.line == 40_001)
    #expect(looks <= 5 * (text.utf8.count >> 16) + 3)
  }

  @Test("a first record longer than a sample is waited for, up to the limit")
  func longRecord() {
    let long =
      #"{"ts":"2025-03-04T10:15:02Z","credential":"k","query":""#
      + String(repeating: "y", count: 200_000) + "\"}\n"
    #expect(find(long).start == 0)
    #expect(find(long + Self.record).start == 0)
    #expect(find(long + Self.record + Self.record, limit: 100_000).records == 1)
  }

  @Test("blank beginnings and cut records wait for more", arguments: ["\n\n", "{\"ts\":", "2025"])
  func waits(beginning: String) {
    var finder = FormatFinder(recordLimit: 1 << 20) { FormatSniffer.sniff($0) }
    let step = Array(beginning.utf8).withUnsafeBytes { finder.step($0, atEnd: false) }
    guard case .needMore = step else {
      Issue.record("\(step)")
      return
    }
  }
}

import SecurityModel
import Testing

@testable import LogFormats

/// What `normalize` makes of the samples keeps the names of their source, and yet is nobody's but
/// crmwatch's own.
@Suite struct NormalizedSampleTests {
  @Test(arguments: VendorSampleTests.formats)
  func whatNormalizeWritesIsOurs(_ name: String) throws {
    let format = try #require(LogFormatRegistry.format(named: name))
    for file in try SampleFiles.contents(of: name) {
      let probe = FormatProbe(format)
      var lines = ""
      var refused = 0
      for record in SampleFiles.records(of: file.bytes, probe.decoder) {
        var event = APIEvent()
        let result = try? record.withUnsafeBytes { try probe.decoder.decode($0, into: &event) }
        if result == nil { refused += 1 }
        guard result == .event else { continue }
        lines += try probe.normalize(String(decoding: record, as: UTF8.self)).json.text + "\n"
      }
      #expect(refused == 0, "\(file.name)")
      let verdict = Array(lines.utf8).withUnsafeBytes { FormatSniffer.sniff($0) }
      #expect(verdict.format?.name == "crmwatch-jsonl", "\(file.name): \(verdict.explanation)")
    }
  }
}

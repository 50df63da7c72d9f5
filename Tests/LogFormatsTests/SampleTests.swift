import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// Every format of the registry against the samples in `sample-data/formats`.
@Suite struct SampleTests {
  @Test(arguments: LogFormatRegistry.all.map(\.name))
  func `every format has samples`(_ name: String) throws {
    #expect(try !Samples.files(of: name).isEmpty, "sample-data/formats/\(name)/… is missing")
  }

  @Test func `every sample is a seed of the fuzzer`() throws {
    let corpus = Samples.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fuzz/Corpus/LogFormats")
    for file in try Samples.all() {
      let seed = try Data(
        contentsOf: corpus.appending(
          path: "sample-" + file.replacing("/", with: "-")))
      #expect(
        try Samples.bytes(file).starts(with: seed.dropFirst()), "run Fuzz/seed-corpus.py: \(file)")
    }
  }

  @Test func `every sample belongs to a format`() throws {
    for file in try Samples.all() {
      let name = String(file.prefix { $0 != "/" })
      #expect(LogFormatRegistry.format(named: name) != nil, "\(file)")
    }
  }

  @Test(arguments: LogFormatRegistry.all.map(\.name))
  func `samples decode whole, and what is written of them is the same event`(
    _ name: String
  ) throws {
    let format = try #require(LogFormatRegistry.format(named: name))
    for file in try Samples.files(of: name) {
      let probe = FormatProbe(format)
      let native = NativeJSONLinesFormat().makeDecoder(probe.context)
      let reading = try read(Samples.bytes(file), probe.decoder) { record, event in
        let written = try probe.decoder.normalize(record)
        var again = APIEvent()
        _ = try Array(written.json.text.utf8).withUnsafeBytes {
          try native.decode($0, into: &again)
        }
        #expect(probe.dump(again) == probe.dump(event), "\(file): \(written.json.text)")
      }
      #expect(reading.failures.isEmpty, "\(file): \(reading.failures)")
      #expect(!reading.events.isEmpty, "\(file)")
    }
  }

  @Test(arguments: LogFormatRegistry.all.map(\.name))
  func `what a format says that it supplies are normalized fields`(_ name: String) throws {
    let format = try #require(LogFormatRegistry.format(named: name))
    let known = Set(NormalizedKey.allCases.map(\.name))
    #expect(Set(format.fields).isSubset(of: known))
    #expect(format.fields.contains("ts") && format.fields.contains("credential"))
  }

  @Test func `every format is described in the manual`() throws {
    let manual = Samples.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/formats.md")
    let text = try String(contentsOf: manual, encoding: .utf8)
    for format in LogFormatRegistry.all {
      #expect(text.contains("### `\(format.name)`"), "docs/formats.md lacks \(format.name)")
    }
  }
}

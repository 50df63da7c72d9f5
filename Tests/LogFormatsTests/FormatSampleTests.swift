import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// The samples in `sample-data/formats/<name>`: each is its format's and nobody else's.
@Suite struct FormatSampleTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../sample-data/formats").standardizedFileURL

  /// Every sample of the formats that are registered under the name of their folder.
  static let samples: [String] = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return folders.sorted().flatMap { name -> [String] in
      guard LogFormatRegistry.format(named: name) != nil else { return [] }
      let path = folder.appending(path: name).path
      let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return files.sorted().map { "\(name)/\($0)" }
    }
  }()

  @Test(arguments: samples)
  func oneFormatClaimsTheSample(_ path: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: path))
    let name = String(path.prefix { $0 != "/" })
    bytes.withUnsafeBytes { raw in
      let claims = LogFormatRegistry.all.filter { $0.match(raw).confidence > 0 }.map(\.name)
      #expect(claims == [name])
      #expect(FormatSniffer.sniff(raw).format?.name == name)
      // A sample may end inside a record.
      let cut = UnsafeRawBufferPointer(rebasing: raw.prefix(raw.count * 4 / 5))
      #expect(FormatSniffer.sniff(cut).format?.name == name)
    }
  }

  @Test(arguments: samples)
  func everyRecordIsReadAndReadBack(_ path: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
    let name = String(path.prefix { $0 != "/" })
    let format = try #require(LogFormatRegistry.format(named: name))
    let fixture = RecordFixture(format, text)
    #expect(fixture.failures.isEmpty)
    #expect(fixture.events.count > 1)
    // What `normalize` writes is nobody's but crmwatch's own.
    let lines = try fixture.records.indices.map { try fixture.normalized($0).json.text }
    let output = Array(lines.joined(separator: "\n").utf8)
    output.withUnsafeBytes { raw in
      #expect(FormatSniffer.sniff(raw).format?.name == "crmwatch-jsonl")
    }
  }
}

import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// The samples of every format, in every layout: the same format, the same events.
@Suite struct EveryFormatWrappedTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var testDescription: String { name }
  }

  static let samples: [Sample] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../sample-data").standardizedFileURL
    var files = [root.appending(path: "event-log-files/2025-07-16-BulkApi2.csv")]
    let formats = FileManager.default.enumerator(
      at: root.appending(path: "formats"), includingPropertiesForKeys: nil)
    while let file = formats?.nextObject() as? URL {
      if !file.hasDirectoryPath, file.pathExtension != "md" { files.append(file) }
    }
    return files.sorted { $0.path < $1.path }.compactMap { file in
      (try? Data(contentsOf: file)).map { Sample(name: file.lastPathComponent, bytes: Array($0)) }
    }
  }()

  @Test func thereAreSamples() { #expect(!Self.samples.isEmpty) }

  @Test(arguments: samples)
  func everyLayout(_ sample: Sample) throws {
    let plain = SourceProbe(sample.bytes)
    let format = try #require(LogFormatRegistry.format(named: plain.format))
    let base = format.unwrapped.name
    // Samples that are wrapped themselves are tested where their wrapping is.
    guard format.layers.isEmpty || format.layers == [.json] else { return }
    let context = DecodeContext(symbols: .init(), secrets: .init(key0: 3, key1: 4))
    let framing = format.makeDecoder(context).framing
    let records = Self.records(sample.bytes, framing)
    let isJSON = records.allSatisfy { $0.hasPrefix("{") }
    for layout in WrappedSourceTests.layouts {
      let isPrefix = ["syslog", "octets syslog", "cri"].contains(layout.suffix)
      guard isJSON || !layout.isJSONOnly, framing != .quotedLines || isPrefix else { continue }
      let flat = records.map {
        isJSON ? $0.replacing("\r\n", with: " ").replacing("\n", with: " ") : $0
      }
      if flat.contains(where: { $0.contains("\n") }) { continue }
      let found = SourceProbe(layout.text(flat))
      #expect(
        WrappedFormat.baseName(of: found.format) == base,
        "\(layout.suffix): \(found.format), \(found.explanation)")
      guard !found.format.isEmpty, framing != .quotedLines else { continue }
      let (a, b) = (plain.events.map(Self.steady), found.events.map(Self.steady))
      #expect(a == b, "\(layout.suffix): \(found.format)")
    }
  }

  /// Without what depends on the record's blanks.
  private static func steady(_ event: String) -> String {
    event.split(separator: "\n").filter { !$0.hasPrefix("dedup:") }.joined(separator: "\n")
  }

  private static func records(_ bytes: [UInt8], _ framing: Framing) -> [String] {
    var framer = RecordFramer(framing)
    var records: [String] = []
    var at = 0
    while true {
      let frame = bytes.withUnsafeBytes { framer.next(in: $0, from: at, atEnd: true) }
      at = frame.next
      if frame.kind == .needMore { return records }
      if frame.kind == .record, frame.start < frame.end {
        records.append(String(decoding: bytes[frame.start..<frame.end], as: UTF8.self))
      }
    }
  }
}

import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// The files of `sample-data/formats`, one folder for each format, named like it.
enum SampleFiles {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../sample-data/formats").standardizedFileURL

  /// The contents of the files of one format, in the order of their names.
  static func contents(of format: String) throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(
      at: root.appending(path: format), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
  }

  /// The records of `bytes` as `decoder` frames them.
  static func records(of bytes: [UInt8], _ decoder: any RecordDecoder) -> [[UInt8]] {
    var framer = RecordFramer(decoder.framing)
    var records: [[UInt8]] = []
    bytes.withUnsafeBytes { raw in
      var from = 0
      while true {
        let frame = framer.next(in: raw, from: from, atEnd: true)
        if frame.kind == .needMore { return }
        from = frame.next
        if frame.kind == .record { records.append(Array(raw[frame.start..<frame.end])) }
      }
    }
    return records
  }
}

extension FormatProbe {
  /// Decodes the line, makes its full record, reads that as native JSON Lines, and expects the
  /// same event. Gives the event and the record.
  @discardableResult
  func expectReadBack(
    _ line: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (event: APIEvent, record: NormalizedEvent) {
    let event = try decode(line)
    let record = try normalize(line)
    let native = NativeJSONLinesFormat().makeDecoder(context)
    var again = APIEvent()
    let result = try Array(record.json.text.utf8).withUnsafeBytes {
      try native.decode($0, into: &again)
    }
    #expect(result == .event, sourceLocation: sourceLocation)
    #expect(dump(again) == dump(event), sourceLocation: sourceLocation)
    return (event, record)
  }
}

extension JSONValue: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

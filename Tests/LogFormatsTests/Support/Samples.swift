import Foundation
import LogFormats
import SecurityModel

/// The files of `sample-data/formats`: a folder for each format, named like it.
enum Samples {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "sample-data/formats")

  /// Files of one format as `format/file`, in the order of their names.
  static func files(of format: String) throws -> [String] {
    try names(in: folder.appending(path: format)).map { format + "/" + $0 }
  }

  /// The files of every folder.
  static func all() throws -> [String] { try names(in: folder).flatMap { try files(of: $0) } }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".md") }.sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }
}

/// What came of the records of some bytes.
struct Reading {
  var events: [(line: Int, bytes: [UInt8])] = []
  var failures: [(line: Int, reason: String)] = []
}

/// Decodes `bytes` record by record; `body` gets every record that is an event.
func read(
  _ bytes: [UInt8], _ decoder: any RecordDecoder,
  _ body: (UnsafeRawBufferPointer, APIEvent) throws -> Void
) rethrows -> Reading {
  var reading = Reading()
  try bytes.withUnsafeBytes { all in
    var framer = RecordFramer(decoder.framing, limit: 1 << 20)
    var from = 0
    var line = 1
    while true {
      let frame = framer.next(in: all, from: from, atEnd: true)
      if frame.kind == .needMore { return }
      let start = line
      line += Int(frame.lines)
      from = frame.next
      guard frame.kind == .record, frame.end > frame.start else { continue }
      let record = UnsafeRawBufferPointer(rebasing: all[frame.start..<frame.end])
      var event = APIEvent()
      do throws(DecodeFailure) {
        guard try decoder.decode(record, into: &event) == .event else { continue }
      } catch {
        reading.failures.append((start, error.reason))
        continue
      }
      reading.events.append((start, Array(record)))
      try body(record, event)
    }
  }
  return reading
}

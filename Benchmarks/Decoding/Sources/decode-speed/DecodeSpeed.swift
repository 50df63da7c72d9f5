import Foundation
import LogFormats
import SecurityModel

/// Measures how fast each format's samples decode, and compares with the Event Log File CSV.
///
/// Each sample is repeated until it fills 32 MB; the best of five passes counts, in CPU time of
/// this process. Figures are of framing and decoding alone.
@main
struct DecodeSpeed {
  private static let wanted = 32 << 20
  private static let passes = 5
  private static let reference = "salesforce-eventlogfile"

  private struct Figure {
    var sample: String
    var recordBytes: Double
    var megabytesPerSecond: Double
    var microsecondsPerRecord: Double
  }

  static func main() throws {
    let here = URL(filePath: #filePath)
    let root = (0..<5).reduce(here) { url, _ in url.deletingLastPathComponent() }
    let folder =
      CommandLine.arguments.count > 1
      ? URL(filePath: CommandLine.arguments[1]) : root.appending(path: "sample-data/formats")
    var figures: [Figure] = []
    for format in LogFormatRegistry.all {
      let path = folder.appending(path: format.name)
      for name in try FileManager.default.contentsOfDirectory(atPath: path.path).sorted() {
        let sample = [UInt8](try Data(contentsOf: path.appending(path: name)))
        if let figure = measure(sample, format, format.name + "/" + name) { figures.append(figure) }
      }
    }
    let base = figures.first { $0.sample.hasPrefix(reference + "/") }?.megabytesPerSecond
    print("| sample | bytes a record | MB/s | µs a record | ratio to CSV |")
    print("|---|---|---|---|---|")
    for figure in figures {
      let ratio = base.map { String(format: "%.2f", figure.megabytesPerSecond / $0) } ?? "-"
      print(
        "| \(figure.sample) | \(Int(figure.recordBytes)) | "
          + String(
            format: "%.0f | %.2f | %@ |", figure.megabytesPerSecond,
            figure.microsecondsPerRecord, ratio as NSString))
    }
  }

  private static func measure(
    _ sample: [UInt8], _ format: any LogFormat, _ name: String
  ) -> Figure? {
    guard !sample.isEmpty else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(wanted + sample.count)
    while bytes.count < wanted { bytes += sample }
    var best = Double.infinity
    var events = 0
    for _ in 0..<passes {
      let start = cpuSeconds()
      events = decode(bytes, format)
      best = min(best, cpuSeconds() - start)
    }
    guard events > 0 else { return nil }
    return Figure(
      sample: name, recordBytes: Double(bytes.count) / Double(events),
      megabytesPerSecond: Double(bytes.count) / 1e6 / best,
      microsecondsPerRecord: best * 1e6 / Double(events))
  }

  private static func decode(_ bytes: [UInt8], _ format: any LogFormat) -> Int {
    let context = DecodeContext(
      symbols: SymbolTable(), secrets: KeyedHash(key0: 1, key1: 2), defaultOrg: "org")
    let decoder = format.makeDecoder(context)
    var framer = RecordFramer(decoder.framing, limit: 1 << 20)
    var events = 0
    bytes.withUnsafeBytes { all in
      var from = 0
      while true {
        let frame = framer.next(in: all, from: from, atEnd: true)
        if frame.kind == .needMore { return }
        from = frame.next
        guard frame.kind == .record, frame.end > frame.start else { continue }
        var event = APIEvent()
        let record = UnsafeRawBufferPointer(rebasing: all[frame.start..<frame.end])
        if (try? decoder.decode(record, into: &event)) == .event { events += 1 }
      }
    }
    return events
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

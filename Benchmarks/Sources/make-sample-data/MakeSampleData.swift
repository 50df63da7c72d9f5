import Foundation
import TrafficModel

/// Writes the files of `sample-data/` that the traffic model makes, uncompressed.
///
/// `make-sample-data DIRECTORY`; `make-sample-data.sh` runs it and compresses the result.
@main
struct MakeSampleData {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: make-sample-data DIRECTORY\n".utf8))
      exit(2)
    }
    let root = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    let traffic = TrafficBuilder.traffic()
    try writeEventLogFiles(traffic, in: root.appending(path: "event-log-files"))
    try write(native(traffic[...]), to: root.appending(path: "native/traffic.jsonl"))
    try writeDemo(in: root.appending(path: "demo"))
    try write(RegistryFile.text, to: root.appending(path: "registry.yaml"))
    try write(ConfigurationFile.text, to: root.appending(path: "config.yaml"))
    try write(ExpectedFindings.json(), to: root.appending(path: "expected-findings.json"))
    print("\(traffic.count) events")
  }

  /// One file a day and type, named for both.
  static func writeEventLogFiles(_ traffic: [Call], in directory: URL) throws {
    var start = traffic.startIndex
    while start < traffic.endIndex {
      let day = traffic[start].time / ModelTime.day
      let end = traffic[start...].firstIndex { $0.time / ModelTime.day != day } ?? traffic.endIndex
      for kind in Call.Kind.allCases {
        var out = TextBuffer()
        for call in traffic[start..<end] where call.kind == kind {
          if out.bytes.isEmpty { out.raw(EventLogFileWriter.header(kind)) }
          EventLogFileWriter.write(call, to: &out)
        }
        if out.bytes.isEmpty { continue }
        let name = ModelTime.dateText(day) + "-" + kind.rawValue + ".csv"
        try write(out.bytes, to: directory.appending(path: name))
      }
      start = end
    }
  }

  /// A lighter cut of the same organisation: 18 days to learn from, then the 95 minutes around the
  /// stolen token to replay.
  static func writeDemo(in directory: URL) throws {
    var options = TrafficBuilder.Options()
    options.firstDay = ModelTime.days(2025, 8, 1)
    options.scale = 0.5
    options.dormant = false
    options.exploring = false
    let traffic = TrafficBuilder.traffic(options)
    let from = StoryTimes.stolenToken.lowerBound - 7 * ModelTime.minute - 5_000
    let cut = traffic.firstIndex { $0.time >= from } ?? traffic.endIndex
    let until = from + 90 * ModelTime.minute
    let end = traffic.firstIndex { $0.time >= until } ?? traffic.endIndex
    try write(native(traffic[..<cut]), to: directory.appending(path: "history.jsonl"))
    try write(native(traffic[cut..<end]), to: directory.appending(path: "live.jsonl"))
  }

  static func native(_ calls: ArraySlice<Call>) -> [UInt8] {
    var out = TextBuffer()
    for call in calls where NativeWriter.carries(call) { NativeWriter.write(call, to: &out) }
    return out.bytes
  }

  static func write(_ text: String, to url: URL) throws { try write(Array(text.utf8), to: url) }

  static func write(_ bytes: [UInt8], to url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }
}

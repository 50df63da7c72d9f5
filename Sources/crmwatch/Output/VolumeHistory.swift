import SecurityModel
import Storage
import TerminalKit

/// What a credential did hour by hour and day by day, as numbers and as bars.
struct VolumeHistory {
  /// A stretch of time and what happened in it.
  struct Part {
    var start: Timestamp
    var calls: Int64 = 0
    var errors: Int64 = 0
    var rows: Int64 = 0
    var bytes: Int64 = 0
  }

  /// The last 24 hours, oldest first.
  private(set) var hours: [Part]
  /// The last days, oldest first.
  private(set) var days: [Part]

  /// - Parameter end: newest event time of the store.
  init(_ store: any Store, credential: String?, end: Timestamp, days count: Int) throws {
    let hour = Timestamp.Duration.hour
    let day = Timestamp.Duration.day
    let firstHour = end.hour.advanced(by: -23 * hour)
    let firstDay = end.day.advanced(by: -Int64(count - 1) * day)
    hours = (0..<24).map { Part(start: firstHour.advanced(by: Int64($0) * hour)) }
    days = (0..<count).map { Part(start: firstDay.advanced(by: Int64($0) * day)) }
    let from = min(firstHour, firstDay)
    for rollup in try store.rollups(
      credential: credential, from: from, to: end.hour.advanced(by: hour))
    {
      Self.add(rollup, to: &hours, every: hour)
      Self.add(rollup, to: &days, every: day)
    }
  }

  private static func add(_ rollup: HourRollup, to parts: inout [Part], every length: Int64) {
    guard let first = parts.first, rollup.hour >= first.start else { return }
    let i = Int(clamping: rollup.hour.since(first.start) / length)
    guard i < parts.count else { return }
    parts[i].calls &+= rollup.calls
    parts[i].errors &+= rollup.errors
    parts[i].rows &+= rollup.rows
    parts[i].bytes &+= rollup.bytes
  }

  var hoursJSON: JSONValue { Self.json(hours) }
  var daysJSON: JSONValue { Self.json(days) }

  private static func json(_ parts: [Part]) -> JSONValue {
    .array(
      parts.map {
        .object([
          .init("start", .string($0.start.rfc3339)), .init("calls", .integer($0.calls)),
          .init("errors", .integer($0.errors)), .init("rows", .integer($0.rows)),
          .init("bytes", .integer($0.bytes)),
        ])
      })
  }

  func write(to output: LineOutput, _ console: Console) {
    write(
      "Last 24 hours", hours, label: { String($0.rfc3339.dropFirst(11).prefix(5)) }, output, console
    )
    write("Days", days, label: { String($0.rfc3339.prefix(10)) }, output, console)
  }

  private func write(
    _ title: String, _ parts: [Part], label: (Timestamp) -> String, _ output: LineOutput,
    _ console: Console
  ) {
    output.line("")
    output.line(console.heading(title))
    let most = parts.reduce(1) { max($0, $1.calls) }
    var table = TextTable(
      ["start", "calls", "errors", "rows", "of calls"],
      numeric: [
        "calls", "errors", "rows",
      ])
    for part in parts {
      // Log files and pagers get characters that every one of them has.
      let length = Int((Double(part.calls) / Double(most) * 30).rounded())
      let bar = String(repeating: "#", count: part.calls > 0 ? max(1, length) : 0)
      table.add([
        label(part.start), String(part.calls), String(part.errors), String(part.rows), bar,
      ])
    }
    table.aligned(to: output, console, indent: 2)
  }
}

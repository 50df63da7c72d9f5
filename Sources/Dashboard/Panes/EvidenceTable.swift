import SecurityModel
import TerminalKit

/// The events of a finding in columns, so that what repeats and what differs is seen at a glance.
enum EvidenceTable {
  /// Below this width an event is told in a sentence.
  static let leastWidth = 72

  /// A heading and a row for each event; columns that no event fills are left out.
  /// - Parameter day: rows of other days carry their date.
  static func lines(_ events: [NormalizedEvent], day: Timestamp, width: Int) -> [Line] {
    let rows = events.map { event in columns.map { $0.cell(event) } }
    let isDated = rows.contains { !$0[0].plain.hasPrefix(day.dateText) }
    var used: [(index: Int, width: Int)] = []
    var rest = width
    for (index, column) in columns.enumerated() {
      var longest = rows.map { $0[index].width }.max() ?? 0
      // The date and the blank after it.
      if index == 0 { longest = isDated ? 14 : 8 }
      guard longest > 0 else { continue }
      let wanted = max(column.title.width, min(longest, column.most))
      guard rest >= min(wanted, 6) else { continue }
      used.append((index, min(wanted, rest)))
      rest -= wanted + 2
    }
    // What is left goes to the last, which is the longest of them.
    if rest > 0, let last = used.indices.last { used[last].width += rest }
    let heading = used.map { column in
      Line(columns[column.index].title.fitted(to: column.width, align: align(column)), .textDim)
    }
    let body = rows.map { row in
      used.map { column in
        let text = column.index == 0 ? clock(row[0], isDated: isDated) : row[column.index]
        let role = columns[column.index].role(text)
        return Line(text.fitted(to: column.width, align: align(column)), role)
      }
    }
    return ([heading] + body).map { cells in
      cells.dropFirst().reduce(cells[0]) { $0 + Line("  ") + $1 }
    }
  }

  private static func align(_ column: (index: Int, width: Int)) -> Alignment {
    columns[column.index].alignment
  }

  private struct Column: Sendable {
    var title: SafeText
    /// Longer values are cut.
    var most: Int
    var alignment = Alignment.leading
    var role: @Sendable (SafeText) -> Role = { _ in .text }
    var cell: @Sendable (NormalizedEvent) -> SafeText
  }

  private static let columns: [Column] = [
    Column(title: "TIME", most: 14, role: { _ in .textDim }) { text($0, "ts", 40) },
    Column(title: "API", most: 8, role: { _ in .textDim }) { text($0, "api", 20) },
    Column(title: "WHAT", most: 16, role: { _ in .textStrong }) { text($0, "operation", 40) },
    Column(title: "ON", most: 18) { text($0, "objects", 80) },
    Column(
      title: "ST", most: 7, alignment: .trailing, role: { $0.plain >= "400" ? .error : .ok }
    ) { text($0, "status", 12) },
    Column(title: "ROWS", most: 9, alignment: .trailing) { event in
      event["rows"]?.integer.map { SafeText(trusted: String($0)) } ?? .empty
    },
    Column(title: "SIZE", most: 5, alignment: .trailing, role: { _ in .textDim }) { event in
      event["response_bytes"]?.integer.map { SafeText(trusted: Human.bytes($0)) } ?? .empty
    },
    Column(title: "FROM", most: 24) { event in
      let country = text(event, "ip_country", 8)
      let address = text(event, "ip", 60)
      return country.isEmpty ? address : address + " " + country
    },
    Column(title: "CLIENT", most: 22, role: { _ in .textDim }) { text($0, "user_agent", 120) },
    Column(title: "URI", most: 60, role: { _ in .link }) { text($0, "uri", 400) },
  ]

  private static func text(_ event: NormalizedEvent, _ name: String, _ limit: Int) -> SafeText {
    guard let value = event[name] else { return .empty }
    let shown = value.shown
    return shown == "-" ? .empty : SafeText(untrusted: shown, limit: limit)
  }

  /// `2025-08-09T10:15:02.417Z` as `10:15:02`, with `08-09` before it where days differ.
  private static func clock(_ time: SafeText, isDated: Bool) -> SafeText {
    guard time.width >= 19 else { return time }
    let text = time.plain
    let clock = SafeText(untrusted: String(text.dropFirst(11).prefix(8)))
    return isDated ? SafeText(untrusted: String(text.dropFirst(5).prefix(5))) + " " + clock : clock
  }
}

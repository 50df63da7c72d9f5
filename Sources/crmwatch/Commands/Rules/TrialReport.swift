import Runtime
import SecurityModel
import SigmaRules

/// Prints what rules matched.
struct TrialReport {
  /// Names of the logs, by the numbers in places.
  let files: [String]
  let results: [RuleTrial.Result]

  /// Events shown of one rule to people.
  private static let shown = 20

  /// One object a rule, or a rule and log when there are several.
  func writeJSON(to output: LineOutput) {
    for result in results {
      var at = 0
      while at < result.hits.count {
        // Hits are sorted by source: those of one log stand together.
        let source = result.hits[at].place.source
        var end = at
        while end < result.hits.count, files.count < 2 || result.hits[end].place.source == source {
          end += 1
        }
        var members: [JSONValue.Member] = [
          .init("rule", .string(result.metadata.key)),
          .init("title", .string(result.metadata.title)),
          .init("events", .array(result.hits[at..<end].map { .integer($0.place.line) })),
        ]
        if files.count > 1 { members.append(.init("file", .string(files[source]))) }
        output.line(.object(members))
        at = end
      }
    }
  }

  /// For people: each rule with the number of its events and the first of them; for programs: one
  /// event a line.
  func write(to output: LineOutput, _ console: Console) {
    guard console.isTerminal else {
      var table = TextTable([])
      for result in results {
        for hit in result.hits {
          table.add([result.metadata.key] + cells(hit) + [result.metadata.title])
        }
      }
      return table.write(to: output, console)
    }
    for result in results {
      let metadata = result.metadata
      let times = result.hits.count == 1 ? "once" : "\(result.hits.count) times"
      output.line(
        console.heading(Safe.text(metadata.title))
          + Safe.text("  \(metadata.level?.rawValue ?? "medium"), would have fired \(times)"))
      output.line(console.styled("  " + Safe.text(metadata.key), .dim))
      var table = TextTable(["time", "credential", "event"])
      for hit in result.hits.prefix(Self.shown) { table.add(cells(hit)) }
      table.write(to: output, console, indent: 2)
      let rest = result.hits.count - Self.shown
      if rest > 0 { output.line(console.styled("  … and \(rest) more", .dim)) }
      output.line("")
    }
  }

  /// Time, credential, `FILE:LINE`.
  private func cells(_ hit: RuleTrial.Hit) -> [String] {
    [
      hit.time?.rfc3339 ?? "-", hit.credential.isEmpty ? "-" : hit.credential,
      "\(files[hit.place.source]):\(hit.place.line + 1)",
    ]
  }
}

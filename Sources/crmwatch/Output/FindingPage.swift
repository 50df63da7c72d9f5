import Detection
import SecurityModel

/// Everything about one finding on a page of text.
struct FindingPage {
  let record: FindingRecord
  let history: [AnalystAction]
  let console: Console

  func write(to output: LineOutput) {
    let f = record.finding
    let mark = console.styled(
      "\(f.severity.mark) \(f.severity.name)", Console.emphasis(f.severity))
    output.line("\(console.heading(Safe.text(f.title)))  \(mark)")
    for line in console.wrapped(f.explanation) { output.line(line) }
    output.line("")
    facts(output)
    numbers(output)
    evidence(output)
    mapping(output)
    advice(output)
    if !record.state.notes.isEmpty {
      section("Notes", output)
      for note in record.state.notes {
        output.line("  \(note.at.rfc3339)  \(Safe.text(note.by)): \(Safe.text(note.text))")
      }
    }
    if !history.isEmpty {
      section("History", output)
      for action in history { output.line("  " + FindingText.action(action)) }
    }
  }

  private func section(_ title: String, _ output: LineOutput) {
    output.line("")
    output.line(console.heading(title))
  }

  private func facts(_ output: LineOutput) {
    let f = record.finding
    var rows = [
      ("id", f.id), ("detector", "\(f.detector) version \(f.detectorVersion)"),
      ("status", FindingText.status(record.state)),
      ("confidence", "\(Int((f.confidence * 100).rounded())) %, risk \(f.risk) of 100"),
      ("credential", Safe.text(f.credential)), ("integration", Safe.text(f.integration)),
      ("platform", f.platform.name + (f.org.isEmpty ? "" : ", org " + Safe.text(f.org))),
      ("incident", f.incident), ("raised", f.raised.rfc3339 + (f.isLate ? " (late event)" : "")),
      ("seen", "\(f.firstSeen.rfc3339) to \(f.lastSeen.rfc3339), \(f.count) times"),
      ("stored", record.stored.rfc3339),
    ]
    rows.removeAll { $0.1.isEmpty }
    for (name, value) in rows {
      output.line("  " + name + String(repeating: " ", count: 12 - name.count) + value)
    }
  }

  /// Observed and expected values of the same name, side by side.
  private func numbers(_ output: LineOutput) {
    let observed = record.finding.observed.members ?? []
    let expected = record.finding.expected.members ?? []
    var names = observed.map(\.name)
    for member in expected where !names.contains(member.name) { names.append(member.name) }
    guard !names.isEmpty else { return }
    section("Observed and expected", output)
    var table = TextTable(["what", "observed", "expected"])
    for name in names {
      table.add([
        name, record.finding.observed[name].map(Safe.value) ?? "-",
        record.finding.expected[name].map(Safe.value) ?? "-",
      ])
    }
    table.aligned(to: output, console, indent: 2)
  }

  private func evidence(_ output: LineOutput) {
    let events = record.finding.evidence
    guard !events.isEmpty else { return }
    section("Evidence (\(events.count) of \(record.finding.count))", output)
    let columns = [
      "ts", "ip", "api", "operation", "objects", "rows", "status", "user_agent",
    ].filter { name in events.contains { $0[name] != nil } }
    var table = TextTable(columns, numeric: ["rows"])
    for event in events { table.add(columns.map { event[$0].map(Safe.value) ?? "-" }) }
    table.aligned(to: output, console, indent: 2)
    var queries: [String] = []
    for event in events {
      if let query = event["query"]?.string, !queries.contains(query) { queries.append(query) }
    }
    for query in queries.prefix(5) {
      for line in console.wrapped("query: " + query, indent: 2) { output.line(line) }
    }
  }

  private func mapping(_ output: LineOutput) {
    let f = record.finding
    var rows: [(String, [String])] = [("ATT&CK", f.attack), ("OWASP API", f.owasp)]
    rows += f.controls.entries.map { ($0.framework, $0.clauses) }
    rows.removeAll { $0.1.isEmpty }
    guard !rows.isEmpty else { return }
    section("Evidence for", output)
    for (name, items) in rows {
      let gap = String(repeating: " ", count: max(1, 12 - name.count))
      output.line("  " + name + gap + items.joined(separator: ", "))
    }
  }

  private func advice(_ output: LineOutput) {
    guard
      let row = DetectorRegistry.all.map({ $0.row }).first(where: {
        $0.id == record.finding.detector
      })
    else { return }
    section("Why it matters", output)
    for line in console.wrapped(row.why, indent: 2) { output.line(line) }
    section("What to do", output)
    for (i, step) in row.runbook.enumerated() {
      for (n, line) in console.wrapped(step, indent: 5).enumerated() {
        output.line(n == 0 ? "  \(i + 1). " + line.dropFirst(5) : line)
      }
    }
  }
}

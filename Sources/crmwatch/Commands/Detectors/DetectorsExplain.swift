import ArgumentParser
import Detection
import SecurityModel
import Settings

/// `crmwatch detectors explain`
struct DetectorsExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "What a detector notices, why, and what to do.",
    discussion: "Example: crmwatch detectors explain VOL-003")
  @Argument(help: "Detector, such as EXF-001.") var id: String
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let configuration = try options.configuration()
      guard
        let row = DetectorRegistry.all.map({ $0.row }).first(where: { $0.id == id.uppercased() })
      else { throw Failure(.no, "no detector is called `\(id)`; see crmwatch detectors list") }
      let output = LineOutput()
      if json {
        output.line(Detectors.json(row, configuration))
      } else {
        page(row, configuration, console, output)
      }
      try output.finish()
    }
  }

  private func page(
    _ row: DetectorRow, _ configuration: Configuration, _ console: Console, _ output: LineOutput
  ) {
    let state = configuration.disabled.contains(row.id) ? "  (switched off)" : ""
    output.line(console.heading("\(row.id) \(row.title)") + state)
    for line in console.wrapped(row.summary) { output.line(line) }
    func section(_ title: String, _ text: String) {
      output.line("")
      output.line(console.heading(title))
      for line in console.wrapped(text, indent: 2) { output.line(line) }
    }
    section("Why it matters", row.why)
    section("Severity", row.severityRule)
    output.line("")
    output.line(console.heading("What to do"))
    for (i, step) in row.runbook.enumerated() {
      for (n, line) in console.wrapped(step, indent: 5).enumerated() {
        output.line(n == 0 ? "  \(i + 1). " + line.dropFirst(5) : line)
      }
    }
    section("Needs the fields", row.requiredFields.joined(separator: ", "))
    section(
      "Repeats", "within \(row.groupMinutes) minutes are counted on the same finding")
    if !row.tunables.isEmpty {
      output.line("")
      output.line(console.heading("Settings (configuration: detectors: \(row.id):)"))
      var table = TextTable(["key", "value", "default", "unit", "meaning"])
      for tunable in row.tunables {
        let value = configuration.tunables[row.id]?[tunable.key] ?? tunable.value
        table.add([
          tunable.key, JSONValue.double(value).text, JSONValue.double(tunable.value).text,
          tunable.unit, tunable.help,
        ])
      }
      table.aligned(to: output, console, indent: 2)
    }
    var mapping = [("ATT&CK", row.attack), ("OWASP API", row.owasp)]
    mapping += row.controls.entries.map { ($0.framework, $0.clauses) }
    output.line("")
    output.line(console.heading("Evidence for"))
    for (name, items) in mapping where !items.isEmpty {
      let gap = String(repeating: " ", count: max(1, 12 - name.count))
      output.line("  " + name + gap + items.joined(separator: ", "))
    }
  }
}

import ArgumentParser
import Foundation
import SecurityModel
import Storage

/// `crmwatch stats`
struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What has been read, what was left out and why.",
    discussion: """
      `uptime_s` and `rss_bytes` are those of the process that collects into the store, 0 when
      there is none.

      Examples:
        crmwatch stats
        crmwatch stats --json | jq '.failures[] | [.source, .reason, .count]'
      """)
  @Flag(name: .long, help: "One JSON object.") var json = false
  @Option(name: .long, help: "At most so many of the latest failures.") var failures = 20
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      guard failures >= 0 else { throw Failure(.usage, "--failures can't be negative") }
      try options.withStore { store in
        let output = LineOutput()
        if json {
          output.line(try value(store))
        } else {
          try page(store, console, output)
        }
        try output.finish()
      }
    }
  }

  private func value(_ store: SQLiteStore) throws -> JSONValue {
    let c = try store.counters()
    let log = try store.failures(limit: failures)
    let collector = CollectorProcess(store: store.path)
    let sources = try store.sourceHealth().map { source in
      JSONValue.object([
        .init("uri", .string(source.uri)), .init("format", .string(source.format)),
        .init("position", .integer(source.position)), .init("size", .integer(source.size)),
        .init("lag_bytes", .integer(max(0, source.size &- source.position))),
        .init("last_event", source.lastEvent.map { .string($0.rfc3339) } ?? .null),
        .init("state", .string(source.state)), .init("healthy", .bool(source.isHealthy)),
        .init("events", .integer(source.events)), .init("skipped", .integer(source.skipped)),
      ])
    }
    return .object([
      .init("events", .integer(c.events)), .init("bytes", .integer(c.bytes)),
      .init("skipped", .integer(c.skipped)), .init("duplicates", .integer(c.duplicates)),
      .init("late", .integer(c.late)), .init("too_late", .integer(c.tooLate)),
      .init("future", .integer(c.future)), .init("by_format", Self.counts(c.byFormat)),
      .init("sources", .array(sources)),
      .init("credentials", .integer(Int64(try store.countCredentials(.init(limit: .max))))),
      .init("evicted", Self.counts(c.evicted)),
      .init("findings", .integer(Int64(try store.findingCounts(now: options.now).total))),
      .init("uptime_s", .integer((collector?.uptime(now: options.now) ?? 0) / 1_000)),
      .init("rss_bytes", .integer(collector?.residentBytes ?? 0)),
      .init("collector_pid", collector.map { .integer(Int64($0.pid)) } ?? .null),
      .init("store_bytes", .integer(CollectorProcess.size(ofStore: store.path))),
      .init(
        "failures",
        .array(
          log.totals.map {
            .object([
              .init("source", .string($0.source)), .init("reason", .string($0.reason)),
              .init("count", .integer($0.count)),
            ])
          })),
      .init(
        "latest_failures",
        .array(
          log.latest.map {
            .object([
              .init("source", .string($0.source)), .init("line", .integer($0.line)),
              .init("column", .integer(Int64($0.column))), .init("reason", .string($0.reason)),
            ])
          })),
    ])
  }

  private func page(_ store: SQLiteStore, _ console: Console, _ output: LineOutput) throws {
    let c = try store.counters()
    let findings = try store.findingCounts(now: options.now)
    let rows: [(String, Int64)] = [
      ("events", c.events), ("bytes", c.bytes), ("skipped", c.skipped),
      ("duplicates", c.duplicates), ("late", c.late), ("too_late", c.tooLate),
      ("future", c.future), ("findings", Int64(findings.total)),
      ("open_findings", Int64(findings.open)),
      ("credentials", Int64(try store.countCredentials(.init(limit: .max)))),
      ("store_bytes", CollectorProcess.size(ofStore: store.path)),
    ]
    var totals = TextTable(["what", "number"], numeric: ["number"])
    for (name, number) in rows { totals.add([name, String(number)]) }
    for name in c.byFormat.keys.sorted() {
      totals.add(["format " + name, String(c.byFormat[name] ?? 0)])
    }
    for name in c.evicted.keys.sorted() where c.evicted[name] ?? 0 > 0 {
      totals.add(["evicted " + name, String(c.evicted[name] ?? 0)])
    }
    totals.write(to: output, console)
    output.line("")
    output.line(console.heading("Sources"))
    var sources = TextTable(
      ["state", "events", "skipped", "lag", "format", "source"],
      numeric: ["events", "skipped", "lag"])
    for source in try store.sourceHealth() {
      sources.add([
        source.state, String(source.events), String(source.skipped),
        String(max(0, source.size &- source.position)), source.format, source.uri,
      ])
    }
    sources.write(to: output, console)
    let log = try store.failures(limit: failures)
    guard !log.totals.isEmpty else { return }
    output.line("")
    output.line(console.heading("Failures"))
    for failure in log.latest { output.line(Safe.text(failure.text)) }
    var table = TextTable(["count", "reason", "source"], numeric: ["count"])
    for total in log.totals { table.add([String(total.count), total.reason, total.source]) }
    table.write(to: output, console)
  }

  private static func counts(_ counts: [String: Int64]) -> JSONValue {
    .object(counts.keys.sorted().map { .init($0, .integer(counts[$0] ?? 0)) })
  }
}

import ArgumentParser
import Detection
import EventSources
import LogFormats
import SecurityModel
import Settings
import Storage

/// `crmwatch detectors coverage`
struct DetectorsCoverage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Which detectors a source's missing fields turn off (INV-007).",
    discussion: """
      A detector that lacks a field is blind for that source; another format of the same platform
      may supply it. Given FILES, their first events are read and what they really carry counts;
      otherwise the sources of the store are judged by their formats, or with --all-formats every
      known format. Times, credential, status and endpoint should be in 99 % of the events.

      Examples:
        crmwatch detectors coverage --store crmwatch.db
        crmwatch detectors coverage gateway.log.gz
        crmwatch detectors coverage --all-formats --json | jq 'select(.covered | not)'
      """)
  @Argument(help: "Files, folders, globs to read; - reads standard input.")
  var files: [String] = []
  @Flag(name: .long, help: "Judge every known format.") var allFormats = false
  @Option(name: .long, help: "Format of every file; otherwise each is recognised.")
  var format: String?
  @Option(name: .long, help: "Events of each file to read.") var events = 10_000
  @Flag(name: .long, help: "One JSON object for each pair of source or format and detector.")
  var json = false
  @OptionGroup var options: GlobalOptions

  /// What is judged: a source, or all sources of one format.
  private struct Subject {
    var source: String?
    var sources = 0
    var coverage: FieldCoverage
  }

  func run() throws {
    guarded {
      let console = try options.console()
      let configuration = try options.configuration()
      let formats = FormatCatalog(configuration.formats)
      let subjects: [Subject]
      if !files.isEmpty {
        subjects = try read(formats)
      } else if allFormats {
        subjects = formats.all.map { Subject(coverage: FieldCoverage($0)) }
      } else {
        subjects = try stored(formats)
      }
      let output = LineOutput()
      let rows = DetectorRegistry.all.map { $0.row }
      for subject in subjects {
        if json {
          write(subject, rows, configuration, output)
        } else {
          page(subject, rows, configuration, console, output)
        }
      }
      try output.finish()
    }
  }

  private func write(
    _ subject: Subject, _ rows: [DetectorRow], _ configuration: Configuration,
    _ output: LineOutput
  ) {
    for row in rows {
      let (state, missing) = subject.coverage.state(of: row)
      output.line(
        .object([
          .init("source", subject.source.map { .string($0) } ?? .null),
          .init("format", .string(subject.coverage.format.name)),
          .init("sources", .integer(Int64(subject.sources))),
          .init("events", .integer(Int64(subject.coverage.events))),
          .init("detector", .string(row.id)),
          .init("enabled", .bool(!configuration.disabled.contains(row.id))),
          .init("covered", .bool(state != .off)), .init("state", .string(state.rawValue)),
          .init("missing", .array(missing.map { .string($0) })),
        ]))
    }
    guard let notice = notice(subject, rows, configuration) else { return }
    output.line(
      .object([
        .init("source", subject.source.map { .string($0) } ?? .null),
        .init("format", .string(subject.coverage.format.name)),
        .init("finding", .string("INV-007")), .init("severity", .string("low")),
        .init("explanation", .string(notice.text)),
        .init("weak_fields", .array(notice.weak.map { .string($0) })),
        .init("off", .array(notice.off.map { .string($0) })),
      ]))
  }

  private func page(
    _ subject: Subject, _ rows: [DetectorRow], _ configuration: Configuration,
    _ console: Console, _ output: LineOutput
  ) {
    let name = subject.source ?? subject.coverage.format.name
    if console.isTerminal {
      var about: [String] = []
      if subject.source != nil { about.append(subject.coverage.format.name) }
      if subject.sources > 0 { about.append("\(subject.sources) sources") }
      if subject.coverage.events > 0 { about.append("\(subject.coverage.events) events read") }
      let more = about.isEmpty ? "" : "  (" + about.joined(separator: ", ") + ")"
      output.line(console.heading(Safe.text(name) + more))
      if let notice = notice(subject, rows, configuration) {
        for line in console.wrapped("INV-007 low: " + notice.text, indent: 2) {
          output.line(line)
        }
      }
    }
    var table = TextTable(["source", "detector", "state", "missing"])
    for row in rows {
      let (state, missing) = subject.coverage.state(of: row)
      let isOn = !configuration.disabled.contains(row.id)
      table.add([
        name, row.id, isOn ? state.rawValue : "disabled", missing.joined(separator: ","),
      ])
    }
    table.write(to: output, console, indent: 2)
    if console.isTerminal { output.line("") }
  }

  /// INV-007: what the source lacks; nil when nothing worth telling, or too little was read.
  private func notice(
    _ subject: Subject, _ rows: [DetectorRow], _ configuration: Configuration
  ) -> (text: String, weak: [String], off: [String])? {
    let coverage = subject.coverage
    let weak =
      coverage.events >= FieldCoverage.coldStart || coverage.events == 0
      ? coverage.weakBasics : []
    let off = rows.filter {
      !configuration.disabled.contains($0.id) && coverage.state(of: $0).state == .off
    }
    guard !weak.isEmpty || !off.isEmpty else { return nil }
    var parts: [String] = []
    if !weak.isEmpty {
      let shares = weak.map { field in
        let percent = Int((coverage.share(of: field) * 100).rounded(.down))
        return "\(field) \(percent) %"
      }
      parts.append("fields below 99 %: " + shares.joined(separator: ", "))
    }
    if !off.isEmpty {
      var missing: [String] = []
      for row in off {
        for field in coverage.state(of: row).missing where !missing.contains(field) {
          missing.append(field)
        }
      }
      parts.append(
        "\(off.count) of \(rows.count) detectors are off for want of "
          + missing.joined(separator: ", "))
    }
    return (parts.joined(separator: "; "), weak, off.map(\.id))
  }

  /// Reads the first events of the files.
  private func read(_ formats: FormatCatalog) throws -> [Subject] {
    guard events > 0 else { throw Failure(.usage, "--events must be 1 or more") }
    let pinned = try Formats.named(format, among: formats)
    let walker = try SourceWalker(files)
    var subjects: [Subject] = []
    while let stream = walker.next() {
      let normalizer = Normalizer(
        context: DecodeContext(symbols: SymbolTable(), secrets: Normalize.fixedKey),
        pinned: pinned, formats: formats, recordLimit: 1 << 20)
      var coverage: FieldCoverage?
      do {
        try normalizer.read(stream, from: walker) { event in
          if coverage == nil { coverage = normalizer.format.map { FieldCoverage($0) } }
          coverage?.add(event)
          return normalizer.events < events
        } failure: { _ in
        }
      } catch let error as Normalizer.Unreadable {
        throw Failure(.badData, "\(walker.name(of: stream)):1: \(error.reason)")
      }
      if let coverage {
        subjects.append(Subject(source: walker.name(of: stream), coverage: coverage))
      }
      stream.close()
    }
    for error in walker.takeFailures() { throw error }
    return subjects
  }

  /// The sources of the store by their formats; every format when there is no store and none was
  /// named.
  private func stored(_ formats: FormatCatalog) throws -> [Subject] {
    var subjects: [Subject] = []
    do {
      try options.withStore { store in
        var counts: [String: Int] = [:]
        for source in try store.sourceHealth() where !source.format.isEmpty {
          counts[WrappedFormat.baseName(of: source.format), default: 0] += 1
        }
        // Sources that were forgotten since left their counts behind.
        for (name, _) in try store.counters().byFormat {
          let name = WrappedFormat.baseName(of: name)
          if counts[name] == nil { counts[name] = 0 }
        }
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
          guard let format = formats.format(named: name) else { continue }
          subjects.append(Subject(sources: count, coverage: FieldCoverage(format)))
        }
      }
    } catch let failure as Failure where failure.code == .noInput && options.store == nil {
      return formats.all.map { Subject(coverage: FieldCoverage($0)) }
    }
    return subjects
  }
}

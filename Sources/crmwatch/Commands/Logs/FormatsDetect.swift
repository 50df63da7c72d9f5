import ArgumentParser
import Detection
import EventSources
import LogFormats
import SecurityModel

/// `crmwatch formats detect`
struct FormatsDetect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Which format a file has, and why.",
    discussion: """
      Exit code 1 when a file has no known format, or could have several.

      Examples:
        crmwatch formats detect events.csv.gz
        head -100 big.log | crmwatch formats detect - --json
      """)
  @Argument(help: "Files; - reads standard input.") var files: [String]
  @Flag(name: .long, help: "One JSON object a file.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let formats = try options.formats()
      let walker = try SourceWalker(files)
      let output = LineOutput()
      var unknown = 0
      while let stream = walker.next() {
        let sample = try beginning(of: stream, walker)
        stream.close()
        let verdict = sample.withUnsafeBytes { FormatSniffer.sniff($0, among: formats.all) }
        if verdict.format == nil { unknown += 1 }
        if json {
          output.line(value(verdict, walker.name(of: stream)))
        } else {
          page(verdict, walker.name(of: stream), console, output)
        }
      }
      try output.finish()
      for error in walker.takeFailures() { throw error }
      if unknown > 0 { throw Failure(.no, "\(unknown) files are of no known format") }
    }
  }

  private func beginning(
    of stream: any ByteStream, _ walker: SourceWalker
  ) throws(SourceError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: FormatSniffer.sampleLength, alignment: 16)
    defer { buffer.deallocate() }
    var count = 0
    while count < buffer.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let got = try walker.read(stream, into: room)
      if got == 0 { break }
      count += got
    }
    return Array(buffer[..<count])
  }

  /// Detectors that lack fields with the format, and those fields.
  private func blind(_ format: any LogFormat) -> [(detector: String, missing: [String])] {
    DetectorRegistry.all.map { $0.row }.compactMap { row in
      let missing = FieldCoverage.missing(row, among: format.fields)
      return missing.isEmpty ? nil : (row.id, missing)
    }
  }

  private func value(_ verdict: FormatSniffer.Verdict, _ uri: String) -> JSONValue {
    var members: [JSONValue.Member] = [.init("file", .string(uri))]
    func candidate(_ one: FormatSniffer.Candidate) -> JSONValue {
      .object([
        .init("format", .string(one.format.name)),
        .init("confidence", .double(one.match.confidence)),
        .init("reason", .string(one.match.reason)),
      ])
    }
    switch verdict {
    case .recognized(let best):
      members += [
        .init("format", .string(best.format.name)),
        .init("confidence", .double(best.match.confidence)),
        .init("reason", .string(best.match.reason)),
        .init("fields", .array(best.format.fields.map { .string($0) })),
        .init(
          "blind_detectors",
          .array(
            blind(best.format).map {
              .object([
                .init("detector", .string($0.detector)),
                .init("missing", .array($0.missing.map { .string($0) })),
              ])
            })),
      ]
    case .ambiguous(let candidates):
      members += [
        .init("format", .null), .init("reason", .string(verdict.explanation)),
        .init("candidates", .array(candidates.map(candidate))),
      ]
    case .unknown(let reason):
      members += [.init("format", .null), .init("reason", .string(reason))]
    }
    return .object(members)
  }

  private func page(
    _ verdict: FormatSniffer.Verdict, _ uri: String, _ console: Console, _ output: LineOutput
  ) {
    guard case .recognized(let best) = verdict else {
      output.line("\(Safe.text(uri)): unknown: \(Safe.text(verdict.explanation))")
      return
    }
    let percent = Int((best.match.confidence * 100).rounded())
    output.line(
      "\(Safe.text(uri)): \(best.format.name) (\(percent) % sure: \(Safe.text(best.match.reason)))")
    guard console.isTerminal || options.verbose else { return }
    output.line("  supplies: " + best.format.fields.joined(separator: ", "))
    for item in blind(best.format) {
      output.line("  \(item.detector) is off: no " + item.missing.joined(separator: ", "))
    }
  }
}

import ArgumentParser
import Detection
import EventSources
import SecurityModel

/// `crmwatch score`
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The volume model alone, on any series of time stamps and values.",
    discussion: """
      The input is CSV with a header. `timestamp,value` gives one row out for each row in, in
      order: timestamp,value,anomaly_score with a score from 0 to 1 that depends on the rows so
      far only. `bucket_start,credential,count` (columns in any order) holds many series; an
      absent bucket is a zero. Times are RFC 3339, YYYY-MM-DD HH:MM:SS (UTC) or epoch seconds.

      With --findings the output is what the volume and schedule detectors raise, one JSON object
      a line: credential, detector, start, detected_at, end, score, explanation.

      Examples:
        crmwatch score calls.csv > scored.csv
        zcat counts.csv.gz | crmwatch score - --findings --expected announced.jsonl
      """)
  @Argument(help: "CSV file, also compressed; - reads standard input.") var file: String
  @Flag(name: .long, help: "Print findings instead of scores.") var findings = false
  @Flag(name: .long, help: "Exit with 65 when a line could not be used.") var strict = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let diagnostics = Diagnostics(options)
      var choice = SeriesScorer.Options()
      choice.findings = findings
      if let path = options.expected {
        let text = try TextFile.read(path, required: true) ?? ""
        do throws(ParseFailure) {
          choice.expected = try ExpectedActivityReader.parse(text, file: path)
        } catch { throw Failure(.configuration, error.text) }
      }
      let walker = try SourceWalker([file])
      guard let stream = walker.next() else {
        for error in walker.takeFailures() { throw error }
        throw Failure(.noInput, "\(file): nothing to read")
      }
      var scorer = SeriesScorer(options: choice)
      let output = LineOutput()
      var bad = 0
      func drain() {
        output.append(scorer.takeOutput())
        for line in scorer.takeBadLines() {
          bad += 1
          diagnostics.complain("\(file):\(line.line): \(line.reason)")
        }
      }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
      defer { buffer.deallocate() }
      while !output.isBroken {
        let count = try walker.read(stream, into: buffer)
        if count == 0 { break }
        scorer.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        drain()
        // What came through a pipe bit by bit is answered bit by bit.
        if stream.isLive { output.flush() }
      }
      scorer.finish()
      drain()
      try output.finish()
      if strict, bad > 0 {
        throw Failure(.badData, Plural.text(bad, "line") + " could not be used")
      }
    }
  }
}

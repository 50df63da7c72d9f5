import ArgumentParser
import EventSources
import LogFormats
import SecurityModel

/// `crmwatch formats detect`
struct FormatsDetect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Which format a file has, why, and what it can support.",
    discussion: """
      Tells the format and what stands around its records, reads the first 500 records, and lists
      the fields they fill and the detectors that lack theirs. Exit code 1 when a file has no known
      format, or could have several.

      Examples:
        crmwatch formats detect events.csv.gz
        crmwatch formats detect export/ --json | jq -r '[.file, .format] | @tsv'
        head -100 big.log | crmwatch formats detect - --json
      """)
  @Argument(help: "Files, folders, globs; - reads standard input.") var files: [String]
  @Flag(name: .long, help: "One JSON object a file.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let formats = try options.formats()
      let walker = try SourceWalker(files)
      let output = LineOutput()
      var unknown = 0
      while !output.isBroken, let stream = walker.next() {
        let (sample, isWhole) = try beginning(of: stream, walker)
        let report = sample.withUnsafeBytes {
          DetectionReport(
            file: walker.name(of: stream), compression: stream.compression, sample: $0,
            isWhole: isWhole, formats: formats)
        }
        stream.close()
        if report.format == nil { unknown += 1 }
        if json {
          output.line(report.json)
        } else {
          report.write(to: output, console)
        }
      }
      try output.finish()
      for error in walker.takeFailures() { throw error }
      if unknown > 0 { throw Failure(.no, Plural.text(unknown, "file") + " of no known format") }
    }
  }

  /// The first bytes, and whether they are all.
  private func beginning(
    of stream: any ByteStream, _ walker: SourceWalker
  ) throws(SourceError) -> ([UInt8], Bool) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 4 * FormatSniffer.sampleLength, alignment: 16)
    defer { buffer.deallocate() }
    var count = 0
    while count < buffer.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let got: Int
      do throws(SourceError) {
        got = try walker.read(stream, into: room)
      } catch {
        // What could be read before the damage tells the format too.
        if count == 0 { throw error }
        return (Array(buffer[..<count]), false)
      }
      if got == 0 { return (Array(buffer[..<count]), true) }
      count += got
    }
    return (Array(buffer[..<count]), false)
  }
}

import ArgumentParser
import EventSources
import LogFormats
import SecurityModel
import Storage

/// `crmwatch normalize`
struct Normalize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print logs as normalized events, JSON Lines.",
    discussion: """
      The output is crmwatch's own format, which every command reads. Records that can't be
      decoded go to standard error as FILE:LINE: reason; with --strict they make the exit code 65.
      Sessions and tokens are written as keyed hashes: with the key of the store that --store
      names, or else with a fixed one.

      Examples:
        crmwatch normalize 2025-08-19-RestApi.csv.gz | jq -c '[.ts, .credential, .rows]'
        crmwatch normalize logs/ 2> bad.txt > events.jsonl
        crmwatch normalize --merge logs/ 'more/*.zst' > in-order-of-time.jsonl
        zcat access.log.gz | crmwatch normalize - --format access-log --strict
      """)
  @Argument(help: "Files, folders, globs; - reads standard input.") var files: [String]
  @OptionGroup var reading: SourceOptions
  @Flag(name: .long, help: "Exit with 65 when a record could not be decoded.") var strict = false
  @Flag(name: .long, help: "Merge all sources in the order of event time.") var merge = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let diagnostics = Diagnostics(options)
      let formats = try options.formats()
      let context = DecodeContext(
        symbols: SymbolTable(), secrets: try key(), defaultOrg: reading.org)
      // Rules may be written in the source's own names.
      context.keepsNatives = true
      let normalizer = Normalizer(
        context: context,
        pinned: try Formats.named(reading.format, among: formats), formats: formats,
        recordLimit: reading.recordLimit)
      let walker = try SourceWalker(files)
      let output = LineOutput()
      let sorted = merge ? SortedOutput() : nil
      var unreadable = 0
      while !output.isBroken, let stream = walker.next() {
        do {
          try normalizer.read(stream, from: walker) { event in
            if let sorted {
              try sorted.add(Array(event.json.text.utf8), at: normalizer.time.milliseconds)
            } else {
              output.line(event.json)
            }
            return !output.isBroken
          } failure: { failure in
            diagnostics.complain(Self.text(failure))
          }
        } catch let error as Normalizer.Unreadable {
          diagnostics.complain("\(walker.name(of: stream)):\(error.line): \(error.reason)")
          unreadable += 1
        }
        stream.close()
      }
      try sorted?.write(to: output)
      try output.finish()
      for error in walker.takeFailures() { throw error }
      diagnostics.detail("\(normalizer.events) events, \(normalizer.skipped) records skipped")
      if unreadable > 0 {
        throw Failure(.badData, Plural.text(unreadable, "source") + " of no known format")
      }
      if strict, normalizer.skipped > 0 {
        throw Failure(
          .badData, Plural.text(Int(normalizer.skipped), "record") + " could not be decoded")
      }
    }
  }

  /// `FILE:LINE: reason`, where a column is part of the reason.
  static func text(_ failure: ParseFailure) -> String {
    let place = failure.column > 0 ? " (column \(failure.column))" : ""
    return "\(failure.source):\(failure.line): \(failure.reason)\(place)"
  }

  /// The key for secrets when no store is named.
  static let fixedKey = KeyedHash(key0: 0x6372_6D77_6174_6368, key1: 0x6E6F_726D_616C_697A)

  /// The key for secrets: that of the named store, so that hashes can be compared with its own.
  private func key() throws -> KeyedHash {
    guard options.store != nil else { return Self.fixedKey }
    var key: KeyedHash?
    try options.withStore { key = $0.secret }
    guard let key else { throw Failure(.ourFault, "the store gave no key") }
    return key
  }
}

import EventSources
import Foundation
import LogFormats
import Runtime
import SecurityModel
import SigmaRules

/// Reads the logs that rules are tried on.
final class TrialEvents {
  let trial: RuleTrial
  /// Names of the logs, by the numbers in places.
  private(set) var names: [String] = []
  /// Records that couldn't be read, and whole logs of no known format.
  private(set) var skipped: Int64 = 0
  private(set) var unreadable = 0

  private let raw: Bool
  private let normalizer: Normalizer
  private let diagnostics: Diagnostics
  /// Whether somebody looks at how far it is.
  private let showsProgress: Bool
  private static let progressEvery: Int64 = 8_192
  /// Longest raw record, and longest JSON list, in bytes.
  private static let rawLimit = 256 << 20

  init(
    _ engine: RuleEngine, raw: Bool, timeField: String?, format: (any LogFormat)?,
    formats: FormatCatalog, diagnostics: Diagnostics, isQuiet: Bool
  ) {
    let symbols = SymbolTable()
    // Nothing that depends on the key leaves this process.
    let context = DecodeContext(symbols: symbols, secrets: KeyedHash(key0: 1, key1: 2))
    normalizer = Normalizer(
      context: context, pinned: format, formats: formats, recordLimit: 1 << 20)
    trial = RuleTrial(engine, symbols: symbols, timeField: timeField)
    self.raw = raw
    self.diagnostics = diagnostics
    showsProgress = !isQuiet && isatty(2) == 1
  }

  /// Reads all logs.
  /// - Throws: `SourceError` when one isn't there or can't be read.
  func read(_ sources: [String]) throws {
    let walker = try SourceWalker(sources)
    while let stream = walker.next() {
      let name = walker.name(of: stream)
      names.append(sources.contains(name) ? name : Self.shortened(name))
      if raw { try readRaw(stream, walker) } else { try readDecoded(stream, walker) }
      stream.close()
    }
    showProgress("")
    for error in walker.takeFailures() { throw error }
  }

  /// Replaces the line that tells how far it is.
  private func showProgress(_ text: String) {
    guard showsProgress else { return }
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + Safe.text(text, width: 79)).utf8))
  }

  private func tellProgress() {
    guard showsProgress, trial.events % Self.progressEvery == 0 else { return }
    showProgress("\(trial.events) events, \(names.last ?? "")")
  }

  private func readDecoded(_ stream: any ByteStream, _ walker: SourceWalker) throws {
    let source = names.count - 1
    do {
      try normalizer.decode(
        stream, from: walker,
        event: { record, event, decoder, line in
          trial.observe(
            event, record: record, decoder: decoder, at: .init(source: source, line: line - 1))
          tellProgress()
          return true
        }, failure: { failure in refuse("\(failure.line)", failure.reason) })
    } catch let error as Normalizer.Unreadable {
      diagnostics.complain("\(names[source]):\(error.line): \(error.reason)")
      unreadable += 1
    }
  }

  private func readRaw(_ stream: any ByteStream, _ walker: SourceWalker) throws {
    var list: [UInt8]?
    var isFirst = true
    try RecordReader(limit: Self.rawLimit).read(
      stream, from: walker, open: { _, _, _ in .framing(.lines) },
      record: { bytes, line in
        let text = Self.trimmed(bytes)
        if text.isEmpty { return true }
        if isFirst, text[0] == 0x5B { list = [] }
        isFirst = false
        if list == nil {
          observe(text, line - 1, label: "\(line)")
        } else {
          list?.append(contentsOf: text)
          list?.append(0x0A)
          guard (list?.count ?? 0) <= Self.rawLimit else {
            throw Failure(
              .badData, "\(names.last ?? "-"): the list is longer than \(Self.rawLimit >> 20) MiB")
          }
        }
        return true
      }, failure: { problem, line in refuse("\(line)", problem.reason) })
    list?.withUnsafeBytes { bytes in
      JSONListSplitter.forEachElement(of: bytes) { element, index in
        observe(element, Int64(index), label: "element \(index)")
      }
    }
  }

  private func observe(_ text: UnsafeRawBufferPointer, _ line: Int64, label: String) {
    do throws(JSONFieldSource.Failure) {
      try trial.observe(raw: text, at: .init(source: names.count - 1, line: line))
      tellProgress()
    } catch { refuse(label, "\(error.reason) (column \(error.offset + 1))") }
  }

  private func refuse(_ place: String, _ reason: String) {
    skipped += 1
    showProgress("")
    diagnostics.complain("\(names.last ?? "-"):\(place): \(reason)")
  }

  /// A path below the working directory as seen from there, as the folder was probably written.
  private static func shortened(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  /// Without blanks around it and without a byte order mark.
  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = bytes.count
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    while start < end, JSONListSplitter.isBlank(bytes[start]) { start += 1 }
    while end > start, JSONListSplitter.isBlank(bytes[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
  }
}

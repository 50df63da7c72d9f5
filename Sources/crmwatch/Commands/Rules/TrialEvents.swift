import EventSources
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
  /// Longest raw record, and longest JSON list, in bytes.
  private static let rawLimit = 256 << 20

  init(
    _ engine: RuleEngine, raw: Bool, timeField: String?, format: (any LogFormat)?,
    diagnostics: Diagnostics
  ) {
    let symbols = SymbolTable()
    // Nothing that depends on the key leaves this process.
    let context = DecodeContext(symbols: symbols, secrets: KeyedHash(key0: 1, key1: 2))
    normalizer = Normalizer(context: context, pinned: format, recordLimit: 1 << 20)
    trial = RuleTrial(engine, symbols: symbols, timeField: timeField)
    self.raw = raw
    self.diagnostics = diagnostics
  }

  /// Reads all logs.
  /// - Throws: `SourceError` when one isn't there or can't be read.
  func read(_ sources: [String]) throws {
    let walker = try SourceWalker(sources)
    while let stream = walker.next() {
      names.append(walker.name(of: stream))
      if raw { try readRaw(stream, walker) } else { try readDecoded(stream, walker) }
      stream.close()
    }
    for error in walker.takeFailures() { throw error }
  }

  private func readDecoded(_ stream: any ByteStream, _ walker: SourceWalker) throws {
    let source = names.count - 1
    do {
      try normalizer.decode(
        stream, from: walker,
        event: { record, event, decoder, line in
          trial.observe(
            event, record: record, decoder: decoder, at: .init(source: source, line: line - 1))
          return true
        }, failure: { failure in refuse("\(failure.line)", failure.reason) })
    } catch let error as Normalizer.Unreadable {
      diagnostics.complain("\(names[source]):1: \(error.reason)")
      unreadable += 1
    }
  }

  private func readRaw(_ stream: any ByteStream, _ walker: SourceWalker) throws {
    var list: [UInt8]?
    var isFirst = true
    try RecordReader(limit: Self.rawLimit).read(
      stream, from: walker, open: { _, _ in .lines },
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
    } catch { refuse(label, "\(error.reason) (column \(error.offset + 1))") }
  }

  private func refuse(_ place: String, _ reason: String) {
    skipped += 1
    diagnostics.complain("\(names.last ?? "-"):\(place): \(reason)")
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

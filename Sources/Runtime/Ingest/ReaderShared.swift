import EventSources
import LogFormats
import SecurityModel

/// What the readers of one pipeline share.
final class ReaderShared {
  let context: DecodeContext
  let buffers = BufferTable()
  let pool = BufferPool()
  let recordLimit: Int
  let peekBytes = 16 << 10
  var chunkSize: Int
  private let pinned: (any LogFormat)?
  private let formats: FormatCatalog

  /// Times after this are refused; set once a tick from the wall clock.
  @exclusivity(unchecked) var futureLimit = Timestamp.distantFuture
  /// Order key up to which an earlier run applied everything it had read.
  @exclusivity(unchecked) var appliedUpTo = OrderKey.start
  var bytes: Int64 = 0
  var skipped: Int64 = 0
  var future: Int64 = 0
  var formatCounts: [String: Int64] = [:]
  /// Failures since the last commit; bounded, `skipped` counts them all.
  var failures: [ParseFailure] = []
  private static let failuresPerTick = 1_000

  init(
    context: DecodeContext, pinned: (any LogFormat)?, formats: FormatCatalog, recordLimit: Int,
    chunkSize: Int
  ) {
    self.formats = formats
    self.context = context
    self.pinned = pinned
    self.recordLimit = recordLimit
    self.chunkSize = chunkSize
  }

  /// The format of a source that starts with these bytes.
  func chooseFormat(_ sample: UnsafeRawBufferPointer) -> FormatSniffer.Verdict {
    if let pinned { return FormatSniffer.verdict(on: sample, naming: pinned) }
    return FormatSniffer.sniff(sample, among: formats.all)
  }

  /// A format by its name.
  func format(named name: String) -> (any LogFormat)? { formats.format(named: name) }

  /// Counts a record that could not be used.
  func fail(_ source: String, line: Int64, column: Int, _ reason: String) {
    skipped += 1
    note(source, line: line, column: column, reason)
  }

  /// Keeps a failure for the lists, without counting it.
  func note(_ source: String, line: Int64, column: Int, _ reason: String) {
    if failures.count < Self.failuresPerTick {
      failures.append(ParseFailure(source: source, line: line, column: column, reason: reason))
    }
  }

  /// Reads bytes elsewhere in a file and goes back to `back`.
  func read(
    _ stream: any ByteStream, at offset: Int64, count: Int, back: Int64
  ) throws(SourceError) -> [UInt8] {
    try stream.seek(to: offset)
    var bytes = [UInt8](repeating: 0, count: count)
    var result = ReadResult.wouldBlock
    var failure: SourceError?
    bytes.withUnsafeMutableBytes { raw in
      do throws(SourceError) {
        result = try stream.read(into: raw)
      } catch {
        failure = error
      }
    }
    try stream.seek(to: back)
    if let failure { throw failure }
    guard case .bytes(let n) = result else { return [] }
    return Array(bytes.prefix(n))
  }
}

/// Stands in until a source's format is known; decodes nothing.
final class NullDecoder: RecordDecoder, Sendable {
  static let shared = NullDecoder()
  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded { .ignored }

  func normalize(
    _ record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> NormalizedEvent { throw DecodeFailure("the format is not known yet") }
}

import EventSources
import LogFormats
import SecurityModel

/// Turns the bytes of one stream into normalized events, in constant memory.
final class Normalizer {
  /// Why a whole stream can't be read.
  struct Unreadable: Error {
    var reason: String
  }

  private let context: DecodeContext
  private let pinned: (any LogFormat)?
  private let formats: FormatCatalog
  private let recordLimit: Int
  /// Events given and records refused, over all streams.
  private(set) var events: Int64 = 0
  private(set) var skipped: Int64 = 0
  /// The format of the stream that was read last.
  private(set) var format: (any LogFormat)?
  /// Time of the event that was given last.
  private(set) var time = Timestamp.distantPast

  init(
    context: DecodeContext, pinned: (any LogFormat)?, formats: FormatCatalog, recordLimit: Int
  ) {
    self.formats = formats
    self.context = context
    self.pinned = pinned
    self.recordLimit = recordLimit
  }

  /// Reads a stream to its end.
  ///
  /// - Parameters:
  ///   - event: takes each event; false stops.
  ///   - failure: takes each record that can't be used.
  /// - Throws: `Unreadable` when no format claims the bytes, `SourceError` when reading fails.
  func read(
    _ stream: any ByteStream, from walker: SourceWalker,
    event: (NormalizedEvent) throws -> Bool, failure: (ParseFailure) -> Void
  ) throws {
    // Decoding knows only failures of records; what the taker throws is carried around it.
    var thrown: (any Error)?
    try decode(
      stream, from: walker,
      event: { record, decoded, decoder, _ throws(DecodeFailure) in
        let normalized = try decoder.normalize(record)
        time = decoded.time
        events += 1
        do {
          return try event(normalized)
        } catch {
          thrown = error
          return false
        }
      }, failure: failure)
    if let thrown { throw thrown }
  }

  /// Decodes a stream to its end without making full records.
  ///
  /// - Parameters:
  ///   - event: takes each event with its bytes, the stream's decoder and the 1-based line; false
  ///     stops.
  ///   - failure: takes each record that can't be used.
  /// - Throws: `Unreadable` when no format claims the bytes, `SourceError` when reading fails.
  func decode(
    _ stream: any ByteStream, from walker: SourceWalker,
    event: (
      _ record: UnsafeRawBufferPointer, _ event: borrowing APIEvent,
      _ decoder: any RecordDecoder, _ line: Int64
    ) throws(DecodeFailure) -> Bool, failure: (ParseFailure) -> Void
  ) throws {
    let name = walker.name(of: stream)
    var decoder: (any RecordDecoder)?
    try RecordReader(limit: recordLimit).read(
      stream, from: walker,
      open: { bytes, atEnd in
        guard let format = try format(of: bytes, atEnd: atEnd) else { return nil }
        let made = format.makeDecoder(context)
        self.format = format
        decoder = made
        return made.framing
      },
      record: { record, line in
        guard let decoder else { return false }
        do throws(DecodeFailure) {
          var decoded = APIEvent()
          guard try decoder.decode(record, into: &decoded) == .event else { return true }
          return try event(record, decoded, decoder, line)
        } catch {
          refuse(error, name, line, failure)
          return true
        }
      },
      failure: { problem, line in refuse(problem, name, line, failure) })
  }

  private func refuse(
    _ problem: DecodeFailure, _ uri: String, _ line: Int64, _ failure: (ParseFailure) -> Void
  ) {
    skipped += 1
    failure(
      ParseFailure(source: uri, line: line, column: problem.column, reason: problem.reason))
  }

  /// The format; nil while more bytes are needed, and for a stream without any text.
  private func format(of bytes: UnsafeRawBufferPointer, atEnd: Bool) throws -> (any LogFormat)? {
    let isEnough = bytes.count >= 4_096 && bytes.contains(0x0A)
    guard atEnd || isEnough || bytes.count >= FormatSniffer.sampleLength else { return nil }
    if !bytes.contains(where: { $0 > 0x20 }) { return nil }
    let verdict =
      pinned.map { FormatSniffer.verdict(on: bytes, naming: $0) }
      ?? FormatSniffer.sniff(bytes, among: formats.all)
    if case .unknown(FormatSniffer.incomplete) = verdict, !atEnd { return nil }
    guard let format = verdict.format else { throw Unreadable(reason: verdict.explanation) }
    return format
  }
}

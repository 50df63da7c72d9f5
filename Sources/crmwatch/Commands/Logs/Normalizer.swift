import EventSources
import LogFormats
import SecurityModel

/// Turns the bytes of one stream into normalized events, in constant memory.
final class Normalizer {
  /// Why a whole stream can't be read.
  struct Unreadable: Error {
    var line: Int64 = 1
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
    var finder = FormatFinder(recordLimit: recordLimit) { [self] in verdict(on: $0) }
    // Told only when a format is found after all: else the whole stream is unreadable.
    var passed: [(line: Int64, reason: String)] = []
    try RecordReader(limit: recordLimit).read(
      stream, from: walker,
      open: { bytes, line, atEnd in
        switch finder.step(bytes, atEnd: atEnd) {
        case .needMore: return .needMore
        case .pass(let passage):
          skipped += Int64(passage.records)
          if let reason = passage.reason { passed.append((line, reason)) }
          return .pass(bytes: passage.bytes, lines: passage.lines)
        case .found(let format):
          for (line, reason) in passed {
            failure(ParseFailure(source: name, line: line, column: 0, reason: reason))
          }
          passed = []
          let made = format.makeDecoder(context)
          self.format = format
          decoder = made
          return .framing(made.framing)
        }
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
    if let first = passed.first { throw Unreadable(line: first.line, reason: first.reason) }
  }

  private func refuse(
    _ problem: DecodeFailure, _ uri: String, _ line: Int64, _ failure: (ParseFailure) -> Void
  ) {
    skipped += 1
    failure(
      ParseFailure(source: uri, line: line, column: problem.column, reason: problem.reason))
  }

  private func verdict(on bytes: UnsafeRawBufferPointer) -> FormatSniffer.Verdict {
    pinned.map { FormatSniffer.verdict(on: bytes, naming: $0) }
      ?? FormatSniffer.sniff(bytes, among: formats.all)
  }
}

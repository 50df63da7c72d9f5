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
    var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    let name = walker.name(of: stream)
    var count = 0
    var line: Int64 = 1
    var decoder: (any RecordDecoder)?
    var framer = RecordFramer(.lines, limit: recordLimit)
    var atEnd = false
    while !atEnd {
      if buffer.count - count < 4_096 {
        // A record longer than the buffer: the framer bounds it by the record limit.
        let larger = UnsafeMutableRawBufferPointer.allocate(
          byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        buffer.deallocate()
        buffer = larger
      }
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let got = try walker.read(stream, into: room)
      atEnd = got == 0
      count += got
      let filled = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if decoder == nil {
        guard let format = try format(of: filled, atEnd: atEnd) else { continue }
        self.format = format
        let made = format.makeDecoder(context)
        decoder = made
        framer = RecordFramer(made.framing, limit: recordLimit)
      }
      guard let decoder else { continue }
      var at = 0
      while true {
        let frame = framer.next(in: filled, from: at, atEnd: atEnd)
        if frame.kind == .needMore {
          line += Int64(frame.lines)
          at = frame.next
          break
        }
        let start = line
        line += Int64(frame.lines)
        at = frame.next
        if let problem = frame.failure {
          refuse(problem, name, start, failure)
          continue
        }
        guard frame.end > frame.start else { continue }
        let record = UnsafeRawBufferPointer(rebasing: filled[frame.start..<frame.end])
        let full: NormalizedEvent
        do throws(DecodeFailure) {
          var decoded = APIEvent()
          guard try decoder.decode(record, into: &decoded) == .event else { continue }
          full = try decoder.normalize(record)
          time = decoded.time
        } catch {
          refuse(error, name, start, failure)
          continue
        }
        events += 1
        if try !event(full) { return }
      }
      if at > 0 {
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count - at)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: buffer[at..<count]))
        count -= at
      }
    }
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

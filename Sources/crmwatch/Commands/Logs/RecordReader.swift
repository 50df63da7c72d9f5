import EventSources
import LogFormats

/// Cuts one stream into records, holding no more than the record in hand.
struct RecordReader {
  /// Longest record in bytes.
  let limit: Int

  /// What is to be done with the first bytes.
  enum Opening {
    case needMore
    case framing(Framing)
    /// Go on behind them.
    case pass(bytes: Int, lines: Int)
  }

  /// Reads a stream to its end.
  ///
  /// - Parameters:
  ///   - open: says how the bytes fall into records, from the first of them.
  ///   - record: takes each record with its 1-based line; false stops.
  ///   - failure: takes what can't be a record.
  /// - Throws: what `open` throws, `SourceError` when reading fails.
  func read(
    _ stream: any ByteStream, from walker: SourceWalker,
    open: (_ start: UnsafeRawBufferPointer, _ line: Int64, _ atEnd: Bool) throws -> Opening,
    record: (_ bytes: UnsafeRawBufferPointer, _ line: Int64) throws -> Bool,
    failure: (_ problem: DecodeFailure, _ line: Int64) -> Void
  ) throws {
    var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var count = 0
    var line: Int64 = 1
    var opened: RecordFramer?
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
      var at = 0
      opening: while opened == nil {
        switch try open(UnsafeRawBufferPointer(rebasing: filled[at...]), line, atEnd) {
        case .needMore: break opening
        case .framing(let framing): opened = RecordFramer(framing, limit: limit)
        case .pass(let bytes, let lines):
          at += bytes
          line += Int64(lines)
        }
      }
      if var framer = opened {
        // Held in one place only, or its buffers would be copied.
        opened = nil
        defer { opened = framer }
        while true {
          let frame = framer.next(in: filled, from: at, atEnd: atEnd)
          let start = line
          line += Int64(frame.lines)
          at = frame.next
          if frame.kind == .needMore { break }
          if let problem = frame.failure {
            failure(problem, start)
            continue
          }
          guard frame.end > frame.start else { continue }
          let bytes = UnsafeRawBufferPointer(rebasing: filled[frame.start..<frame.end])
          if try !record(bytes, start) { return }
        }
      }
      if at > 0 {
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count - at)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: buffer[at..<count]))
        count -= at
      }
    }
  }
}

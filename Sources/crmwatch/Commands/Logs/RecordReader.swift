import EventSources
import LogFormats

/// Cuts one stream into records, holding no more than the record in hand.
struct RecordReader {
  /// Longest record in bytes.
  let limit: Int

  /// Reads a stream to its end.
  ///
  /// - Parameters:
  ///   - open: says how the bytes fall into records, from the first of them; nil asks for more.
  ///   - record: takes each record with its 1-based line; false stops.
  ///   - failure: takes what can't be a record.
  /// - Throws: what `open` throws, `SourceError` when reading fails.
  func read(
    _ stream: any ByteStream, from walker: SourceWalker,
    open: (_ start: UnsafeRawBufferPointer, _ atEnd: Bool) throws -> Framing?,
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
      if opened == nil {
        guard let framing = try open(filled, atEnd) else { continue }
        opened = RecordFramer(framing, limit: limit)
      }
      guard var framer = opened else { continue }
      var at = 0
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
      opened = framer
      if at > 0 {
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count - at)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: buffer[at..<count]))
        count -= at
      }
    }
  }
}

import EventSources
import LogFormats
import SecurityModel

/// How a reader comes to know the format of its stream, and the header that its rows stand under.
extension StreamReader {
  /// Estimates where the stream begins in event time by decoding its first records.
  func peek() {
    guard decoder == nil, let head = try? stream.head(shared.peekBytes), !head.isEmpty else {
      return
    }
    head.withUnsafeBytes { raw in
      guard let format = shared.chooseFormat(raw).format else { return }
      let scout = format.makeDecoder(shared.context)
      var framer = RecordFramer(scout.framing, limit: shared.recordLimit)
      var at = 0
      for _ in 0..<64 {
        let frame = framer.next(in: raw, from: at, atEnd: false)
        if frame.kind == .needMore { return }
        at = frame.next
        guard frame.kind == .record, frame.end > frame.start else { continue }
        var event = APIEvent()
        let record = UnsafeRawBufferPointer(rebasing: raw[frame.start..<frame.end])
        if (try? scout.decode(record, into: &event)) == .event {
          frontier = event.time
          return
        }
      }
    }
  }

  func resume(_ checkpoint: SourceCheckpoint) {
    guard let known = shared.format(named: checkpoint.format) else { return }
    let made = known.makeDecoder(shared.context)
    if checkpoint.header >= 0 { readHeader(at: checkpoint.header, with: made) }
    adopt(known, made)
  }

  /// Maps the columns again as they were at the point of resumption.
  private func readHeader(at offset: Int64, with made: any RecordDecoder) {
    var bytes: [UInt8] = []
    if offset < Int64(shared.peekBytes) / 2 {
      bytes = (try? stream.head(shared.peekBytes)) ?? []
      bytes = Array(bytes.dropFirst(Int(offset)))
    } else {
      bytes =
        (try? shared.read(stream, at: offset, count: shared.peekBytes, back: nextOffset)) ?? []
    }
    bytes.withUnsafeBytes { raw in
      var framer = RecordFramer(made.framing, limit: shared.recordLimit)
      let frame = framer.next(in: raw, from: 0, atEnd: true)
      var event = APIEvent()
      _ = try? made.decode(
        UnsafeRawBufferPointer(rebasing: raw[frame.start..<frame.end]), into: &event)
    }
  }

  private func adopt(_ chosen: any LogFormat, _ made: any RecordDecoder) {
    format = chosen.name
    decoder = made
    framer = RecordFramer(made.framing, limit: shared.recordLimit)
  }

  /// Finds format and header at the beginning of a stream that is not read from there: the rest of
  /// a file that was read before, or of a copy.
  func learnFromHead() {
    guard let head = try? stream.head(shared.peekBytes), !head.isEmpty else { return }
    head.withUnsafeBytes { raw in
      guard let found = shared.chooseFormat(raw).format else { return }
      let made = found.makeDecoder(shared.context)
      var framer = RecordFramer(made.framing, limit: shared.recordLimit)
      var at = 0
      search: for _ in 0..<64 {
        let frame = framer.next(in: raw, from: at, atEnd: false)
        if frame.kind == .needMore { break }
        at = frame.next
        guard frame.kind == .record, frame.end > frame.start else { continue }
        var event = APIEvent()
        let record = UnsafeRawBufferPointer(rebasing: raw[frame.start..<frame.end])
        switch try? made.decode(record, into: &event) {
        case .header:
          headerOffset = Int64(frame.start)
          break search
        case .event: break search
        case .ignored, nil: continue
        }
      }
      adopt(found, made)
    }
  }

  /// True when the format is known, or what is there is enough to know it; passes over what is no
  /// log at all.
  func findFormat(_ buffer: RecordBuffer, atEnd: Bool) -> Bool {
    while decoder == nil {
      let sample = UnsafeRawBufferPointer(rebasing: buffer.bytes[buffer.parsed..<buffer.count])
      switch finder.step(sample, atEnd: atEnd) {
      case .needMore: return false
      case .found(let format): adopt(format, format.makeDecoder(shared.context))
      case .pass(let passage): pass(passage, in: buffer)
      }
    }
    return true
  }

  private func pass(_ passage: FormatFinder.Passage, in buffer: RecordBuffer) {
    let offset = nextOffset
    let line = nextLine
    advance(buffer, to: buffer.parsed + passage.bytes, lines: passage.lines)
    guard passage.records > 0, offset >= readBefore else { return }
    skipped += Int64(passage.records)
    shared.skipped += Int64(passage.records)
    if let reason = passage.reason { shared.note(stream.uri, line: line, column: 0, reason) }
  }

  // MARK: - Last record

  /// True while bytes wait that have no line end yet.
  var hasRest: Bool {
    guard decoder != nil, ending == nil, let current else { return false }
    return current.parsed < current.count
  }

  /// Takes what waits as the last record, if it is a whole one: not every program ends its last
  /// line.
  /// - Returns: true when it was.
  func takeRest(_ sink: (borrowing APIEvent) -> Void) -> Bool {
    guard hasRest, let buffer = current, var trial = framer else { return false }
    let frame = trial.next(in: buffer.filled, from: buffer.parsed, atEnd: true)
    guard frame.kind == .record, frame.end > frame.start, frame.next == buffer.count else {
      return false
    }
    let record = UnsafeRawBufferPointer(rebasing: buffer.bytes[frame.start..<frame.end])
    var event = APIEvent()
    guard buffer.decoder.isWhole(record),
      (try? buffer.decoder.decode(record, into: &event)) == .event
    else { return false }
    _ = decode(buffer, frame, at: buffer.offset + Int64(frame.start), line: nextLine, sink)
    advance(buffer, to: frame.next, lines: 0)
    framer = trial
    return true
  }
}

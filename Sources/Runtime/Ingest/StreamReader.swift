import EventSources
import LogFormats
import SecurityModel

/// Turns one stream's bytes into events: finds the format, frames, decodes, counts failures.
final class StreamReader {
  let stream: any ByteStream
  let shared: ReaderShared
  var decoder: (any RecordDecoder)?
  var framer: RecordFramer?
  var finder: FormatFinder
  private(set) var current: RecordBuffer?
  private var currentNumber: UInt32 = 0
  /// Buffers with events that wait, oldest first; the last is `current`.
  private var pending: [RecordBuffer] = []
  /// Offset and 1-based line of what is framed next.
  private(set) var nextOffset: Int64
  private(set) var nextLine: Int64
  /// Offset of the header row in force; -1 = none.
  var headerOffset: Int64
  /// Records before this offset were read in an earlier run.
  let readBefore: Int64
  var format = ""
  @exclusivity(unchecked) private(set) var events: Int64
  /// Events not yet in the counts by format.
  @exclusivity(unchecked) private var uncounted: Int64 = 0
  var skipped: Int64
  @exclusivity(unchecked) private(set) var lastEvent: Timestamp?
  /// Greatest event time seen; nothing much older is expected to follow.
  @exclusivity(unchecked) var frontier = Timestamp.distantPast
  private(set) var ending: ReadResult.EndReason?
  /// Set when the stream can't be used; it is then over.
  private(set) var problem: String?
  /// True once everything that was there when it appeared has been read.
  var isCaughtUp = false

  init(_ stream: any ByteStream, shared: ReaderShared, checkpoint: SourceCheckpoint?) {
    self.stream = stream
    self.shared = shared
    finder = FormatFinder(recordLimit: shared.recordLimit) { [shared] in shared.chooseFormat($0) }
    nextOffset = checkpoint?.restart ?? stream.position
    nextLine = checkpoint?.restartLine ?? 1
    headerOffset = checkpoint?.header ?? -1
    readBefore = checkpoint?.read ?? 0
    events = checkpoint?.events ?? 0
    skipped = checkpoint?.skipped ?? 0
    lastEvent = checkpoint?.lastEvent
    if let checkpoint, !checkpoint.format.isEmpty {
      resume(checkpoint)
    } else if stream.position > 0 {
      learnFromHead()
    }
  }

  /// Reads one chunk and hands its events on.
  /// - Returns: what the stream said.
  func readChunk(_ sink: (borrowing APIEvent) -> Void) -> ReadResult {
    let buffer: RecordBuffer
    do {
      guard let made = try makeRoom() else { return .wouldBlock }
      buffer = made
    } catch {
      return giveUp(error.reason)
    }
    let result: ReadResult
    do {
      result = try stream.read(into: buffer.room)
    } catch {
      // What is left may be the beginning of a record; it is read again when the file has mended.
      return giveUp(error.reason)
    }
    switch result {
    case .bytes(let n):
      buffer.count += n
      parse(buffer, atEnd: false, sink)
    case .wouldBlock: isCaughtUp = true
    case .end(let reason):
      parse(buffer, atEnd: true, sink)
      seal()
      ending = reason
      isCaughtUp = true
    }
    return result
  }

  /// True when every event made of it has been applied.
  var isSettled: Bool { pending.allSatisfy { $0.outstanding == 0 } }

  /// Position and counts for the next commit.
  func checkpoint() -> SourceCheckpoint {
    countFormat()
    pending.removeAll { $0.outstanding == 0 && $0 !== current }
    var point = SourceCheckpoint(uri: stream.uri)
    let identity = stream.identity
    point.device = identity.device
    point.inode = identity.inode
    point.fingerprint = identity.fingerprint
    point.fingerprintLength = identity.fingerprintLength
    point.tail = identity.tail
    point.tailEnd = identity.tailEnd
    if let oldest = pending.first(where: { $0.outstanding > 0 }) {
      point.restart = oldest.offset
      point.restartLine = oldest.line
      point.header = oldest.header
    } else {
      point.restart = nextOffset
      point.restartLine = nextLine
      point.header = headerOffset
    }
    point.read = max(nextOffset, readBefore)
    point.format = format
    point.size = stream.size
    point.events = events
    point.skipped = skipped
    point.lastEvent = lastEvent
    point.state = state
    return point
  }

  /// Adds what was read since to the counts by format.
  private func countFormat() {
    if uncounted > 0 { shared.formatCounts[format, default: 0] += uncounted }
    uncounted = 0
  }

  private var state: String {
    if let problem { return "unreadable: " + problem }
    if ending == .vanished { return "vanished" }
    return remarked(ending != nil ? "done" : "open")
  }

  /// A state with what the decoder has to say about the source.
  private func remarked(_ state: String) -> String {
    guard let remark = decoder?.remark else { return state }
    return state + SourceHealth.remarkSeparator + remark
  }

  /// How it is doing, for the screen.
  var health: SourceHealth {
    SourceHealth(
      uri: stream.uri, format: format, position: stream.position, size: stream.size,
      events: events, skipped: skipped, lastEvent: lastEvent,
      state: problem != nil || ending != nil
        ? state : remarked(isCaughtUp ? (stream.isLive ? "live" : "waiting") : "reading"),
      isHealthy: problem == nil)
  }

  // MARK: - Buffers

  /// A buffer with room for at least some bytes, holding what is not framed yet.
  private func makeRoom() throws(SourceError) -> RecordBuffer? {
    if let current, current.room.count >= min(4_096, shared.chunkSize / 4) { return current }
    let kept = current.map { Array($0.bytes[$0.parsed..<$0.count]) } ?? []
    seal()
    let size = max(shared.chunkSize, kept.count + shared.chunkSize / 2)
    let buffer = RecordBuffer(
      capacity: size, offset: nextOffset, line: nextLine, header: headerOffset,
      decoder: decoder ?? NullDecoder.shared, pool: shared.pool)
    kept.withUnsafeBytes { buffer.bytes.copyMemory(from: $0) }
    buffer.count = kept.count
    start(buffer)
    return buffer
  }

  private func start(_ buffer: RecordBuffer) {
    current = buffer
    currentNumber = shared.buffers.add(buffer)
    pending.removeAll { $0.outstanding == 0 }
    pending.append(buffer)
  }

  private func seal() {
    guard let buffer = current else { return }
    buffer.isSealed = true
    if buffer.outstanding == 0 { shared.buffers.release(currentNumber) }
    current = nil
  }

  // MARK: - Records

  private func parse(
    _ first: RecordBuffer, atEnd: Bool, _ sink: (borrowing APIEvent) -> Void
  ) {
    let start = max(nextOffset, readBefore)
    // What an earlier run has counted is read again, but not counted again.
    defer { shared.bytes += max(0, nextOffset - start) }
    guard findFormat(first, atEnd: atEnd), var framer else { return }
    var buffer = first
    if buffer.decoder === NullDecoder.shared, let decoder {
      buffer = rehouse(buffer, decoder, from: buffer.parsed)
    }
    while true {
      let base = buffer.filled
      let frame = framer.next(in: base, from: buffer.parsed, atEnd: atEnd)
      if frame.kind == .needMore {
        advance(buffer, to: frame.next, lines: frame.lines)
        break
      }
      let at = buffer.offset + Int64(frame.start)
      let line = nextLine
      if let failure = frame.failure {
        advance(buffer, to: frame.next, lines: frame.lines)
        refuse(failure, at: at, line: line)
        continue
      }
      if frame.end > frame.start {
        let outcome = decode(buffer, frame, at: at, line: line, sink)
        if outcome == .header {
          headerOffset = at
          advance(buffer, to: frame.next, lines: frame.lines)
          // Later records are read under the new header, earlier ones keep theirs.
          if buffer.outstanding > 0, let fresh = freshDecoder(base, frame) {
            buffer = rehouse(buffer, fresh, from: buffer.parsed)
          }
          continue
        }
      }
      advance(buffer, to: frame.next, lines: frame.lines)
    }
    self.framer = framer
  }

  func advance(_ buffer: RecordBuffer, to parsed: Int, lines: Int) {
    buffer.parsed = parsed
    nextOffset = buffer.offset + Int64(parsed)
    nextLine += Int64(lines)
  }

  private func freshDecoder(
    _ base: UnsafeRawBufferPointer, _ frame: Frame
  ) -> (any RecordDecoder)? {
    guard let chosen = shared.format(named: format) else { return nil }
    let fresh = chosen.makeDecoder(shared.context)
    var event = APIEvent()
    _ = try? fresh.decode(
      UnsafeRawBufferPointer(rebasing: base[frame.start..<frame.end]), into: &event)
    decoder = fresh
    return fresh
  }

  /// Moves what is not framed yet into a buffer of its own, with another decoder.
  private func rehouse(
    _ old: RecordBuffer, _ decoder: any RecordDecoder, from: Int
  ) -> RecordBuffer {
    let rest = UnsafeRawBufferPointer(rebasing: old.bytes[from..<old.count])
    let buffer = RecordBuffer(
      capacity: max(shared.chunkSize, rest.count), offset: old.offset + Int64(from),
      line: nextLine, header: headerOffset, decoder: decoder, pool: shared.pool)
    buffer.bytes.copyMemory(from: rest)
    buffer.count = rest.count
    old.count = from
    seal()
    start(buffer)
    return buffer
  }

  func decode(
    _ buffer: RecordBuffer, _ frame: Frame, at offset: Int64, line: Int64,
    _ sink: (borrowing APIEvent) -> Void
  ) -> Decoded {
    var event = APIEvent()
    let record = UnsafeRawBufferPointer(rebasing: buffer.bytes[frame.start..<frame.end])
    let decoded: Decoded
    do {
      decoded = try buffer.decoder.decode(record, into: &event)
    } catch {
      refuse(error, at: offset, line: line)
      return .ignored
    }
    guard decoded == .event else { return decoded }
    if event.time > shared.futureLimit {
      refuse(
        DecodeFailure("the event's time lies too far in the future; check the sender's clock"),
        at: offset, line: line)
      if offset >= readBefore { shared.future += 1 }
      return .ignored
    }
    if event.time > frontier { frontier = event.time }
    // Read and applied before the restart: everything at or before the watermark was committed.
    if offset < readBefore,
      OrderKey(time: event.time, tieBreak: event.tieBreak) <= shared.appliedUpTo
    {
      return .event
    }
    if offset >= readBefore {
      events += 1
      if event.time > lastEvent ?? .distantPast { lastEvent = event.time }
      uncounted += 1
    }
    event.raw.buffer = currentNumber
    event.raw.offset = UInt32(frame.start)
    event.raw.length = UInt32(frame.end - frame.start)
    buffer.outstanding += 1
    sink(event)
    return .event
  }

  func refuse(_ failure: DecodeFailure, at offset: Int64, line: Int64) {
    guard offset >= readBefore else { return }
    skipped += 1
    shared.fail(stream.uri, line: line, column: failure.column, failure.reason)
  }

  private func giveUp(_ reason: String) -> ReadResult {
    seal()
    problem = reason
    ending = .closed
    isCaughtUp = true
    return .end(.closed)
  }
}

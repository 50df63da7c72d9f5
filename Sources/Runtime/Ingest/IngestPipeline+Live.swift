import Detection
import EventSources
import SecurityModel

extension IngestPipeline {
  /// Follows the sources until `stop` is set or nothing can come any more.
  func follow() throws(IngestError) {
    board.update { $0.phase = .live }
    var hot = readers
    order = LiveOrder(late: engine.lateCount)
    while !stop.isSet {
      // With nothing to do the thread sleeps until a source wakes it; the meter needs one more
      // look a second after traffic stops to fall back to zero.
      var timeout: Int32 =
        !hot.isEmpty
        ? 0 : reorder.count > 0 || isDirty ? workTimeout : rate.isIdle ? idleTimeout : 1_000
      if !rests.isEmpty, timeout < 0 || timeout > 500 { timeout = 500 }
      let events = hub.poll(timeoutMilliseconds: timeout)
      let known = readers.count
      try handle(events)
      let fresh = Array(readers[min(known, readers.count)...])
      let files = fresh.filter { !$0.stream.isLive || $0.stream.size > 0 && isFile($0) }
      if !files.isEmpty {
        // A file that appears is read whole and in order, like those at the start.
        for file in files { file.peek() }
        try merge(files)
        board.update { $0.phase = .live }
      }
      for case .readable(let stream) in events {
        if let reader = readers.first(where: { $0.stream === stream }),
          !hot.contains(where: { $0 === reader })
        {
          hot.append(reader)
        }
      }
      for reader in fresh where !hot.contains(where: { $0 === reader }) && reader.ending == nil {
        hot.append(reader)
      }
      hot = readLive(hot)
      takeRests()
      releaseLive(sawBytes: !hot.isEmpty)
      try commit(force: false)
      postStatus(force: false)
      if hot.isEmpty, readers.isEmpty, !hub.expectsMore { break }
    }
  }

  /// How long the thread sleeps when nothing happens: for good, unless rule files are watched.
  private var idleTimeout: Int32 { rules == nil ? -1 : Int32(Self.ruleCheckMilliseconds) }

  /// How long the thread may sleep while something waits to be applied or stored.
  private var workTimeout: Int32 {
    guard reorder.count > 0, let first = liveMarks.first else { return 50 }
    let now = clock.monotonic()
    return Int32(clamping: min(50, max(1, first.at &+ liveWait(now) &- now)))
  }

  /// How long an event waits for older ones, by the wall clock.
  private func liveWait(_ now: Int64) -> Int64 {
    order.isTrusted(now, memory: options.disorderMemory)
      ? min(options.orderedWait, options.liveWait) : options.liveWait
  }

  /// Takes in what pipes and sockets have been given before the stop: the next run can't read it
  /// again, as it can files.
  func drainPipes() throws(IngestError) {
    if options.mode == .follow {
      try handle(hub.poll(timeoutMilliseconds: 0))
      for reader in readers where !isFile(reader) && reader.ending == nil {
        // Bounded: somebody may write for ever.
        for _ in 0..<8 {
          guard case .bytes = read(reader) else { break }
        }
      }
    }
    if (readers + retiring).contains(where: { !isFile($0) && !$0.isSettled }) { flushAll() }
  }

  /// Remembers that a file ends in the middle of a line.
  func noteRest(of reader: StreamReader) {
    guard options.mode == .follow, isFile(reader) else { return }
    let id = ObjectIdentifier(reader)
    rests[id] = reader.hasRest ? (reader, clock.monotonic()) : nil
  }

  /// Takes the last records of files that have rested long enough.
  private func takeRests() {
    guard !rests.isEmpty else { return }
    let now = clock.monotonic()
    for (id, rest) in rests where now &- rest.since >= options.restWait {
      // Looked at once: what is no whole record now needs more bytes to become one.
      rests[id] = nil
      let reader = rest.reader
      guard reader.takeRest({ event in reorder.push(event) { self.apply(&$0) } }) else { continue }
      isDirty = true
      liveNewest = max(liveNewest, min(reader.frontier, shared.futureLimit))
    }
  }

  /// True for what the next run can read again; pipes and sockets have no identity.
  private func isFile(_ reader: StreamReader) -> Bool { reader.stream.identity.inode != 0 }

  /// Reads a few chunks of each stream that has bytes; gives those that may have more.
  private func readLive(_ streams: [StreamReader]) -> [StreamReader] {
    var again: [StreamReader] = []
    for reader in streams where reader.ending == nil {
      var more = false
      reading: for _ in 0..<8 {
        switch read(reader) {
        case .bytes:
          more = true
          lastBytes = clock.monotonic()
          order.heard(ObjectIdentifier(reader), lastBytes)
        case .wouldBlock:
          more = false
          break reading
        case .end:
          more = false
          break reading
        }
      }
      liveNewest = max(liveNewest, min(reader.frontier, shared.futureLimit))
      if more { again.append(reader) }
    }
    return again
  }

  /// Releases what has waited long enough, by event time or by the wall clock.
  private func releaseLive(sawBytes: Bool) {
    guard reorder.count > 0 else { return }
    let now = clock.monotonic()
    if liveMarks.last?.newest != liveNewest { liveMarks.append((now, liveNewest)) }
    var limit = liveNewest.advanced(by: -options.liveBound)
    order.note(late: engine.lateCount, now)
    let wait = liveWait(now)
    while let first = liveMarks.first, now &- first.at >= wait {
      limit = max(limit, first.newest)
      liveMarks.removeFirst()
    }
    if liveMarks.count > 10_000 { liveMarks.removeFirst(5_000) }
    release(upTo: limit)
    // Whatever lies before the last mark but came after it would wait for the next event.
    if reorder.count > 0, liveMarks.isEmpty { flushAll() }
  }
}

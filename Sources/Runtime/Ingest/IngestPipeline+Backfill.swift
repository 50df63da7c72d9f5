import Detection
import EventSources
import SecurityModel

extension IngestPipeline {
  /// Merges what is already there by event time: always reads on where time has advanced least.
  func backfill() throws(IngestError) {
    for reader in readers { reader.peek() }
    var recorded = readers.filter { !$0.stream.uri.hasPrefix("unix:") && $0.stream.uri != "-" }
    // Standard input of a finished run is merged like a file; there is nothing else to wait for.
    if options.mode == .once {
      recorded = readers.filter { !$0.stream.uri.hasPrefix("unix:") }
    }
    try merge(recorded)
  }

  /// Reads `group` to its present end in event-time order, releasing what nothing can precede.
  func merge(_ group: [StreamReader]) throws(IngestError) {
    isBackfilling = true
    defer { isBackfilling = false }
    var waiting = group.sorted {
      $0.frontier == $1.frontier ? $0.stream.uri < $1.stream.uri : $0.frontier < $1.frontier
    }
    var active: [StreamReader] = []
    let total = group.reduce(Int64(0)) { $0 + max(0, $1.stream.size) }
    while !(waiting.isEmpty && active.isEmpty), !stop.isSet {
      // Files that start later than everything being read can wait unopened.
      let low = active.map(\.frontier).min() ?? .distantFuture
      while let next = waiting.first, active.isEmpty || next.frontier <= low {
        active.append(waiting.removeFirst())
        if active.count > 1, next.frontier > low { break }
      }
      shared.chunkSize = max(16 << 10, min(options.chunkSize, (64 << 20) / max(1, active.count)))
      guard let reader = active.min(by: { $0.frontier < $1.frontier }) else { break }
      switch read(reader) {
      case .bytes: break
      case .wouldBlock:
        if options.mode == .once {
          // A pipe that is slow, not finished: wait for its writer.
          try handle(hub.poll(timeoutMilliseconds: 100))
        } else {
          active.removeAll { $0 === reader }
        }
      case .end: active.removeAll { $0 === reader }
      }
      let frontier = min(
        active.map(\.frontier).min() ?? .distantFuture, waiting.first?.frontier ?? .distantFuture)
      if frontier < .distantFuture, frontier > .distantPast {
        try releasePaced(upTo: frontier.advanced(by: -options.recordedBound))
      }
      report(total)
      try commit(force: false)
    }
    shared.chunkSize = options.chunkSize
    if options.pacer != nil { try releasePaced(upTo: .distantFuture) }
    if !stop.isSet { flushAll() }
    try commit(force: true)
  }

  /// Releases up to `limit`, slice by slice at the pace of a replay.
  private func releasePaced(upTo limit: Timestamp) throws(IngestError) {
    guard let pacer = options.pacer else {
      release(upTo: limit)
      return
    }
    while let oldest = reorder.oldest, oldest <= limit, !stop.isSet {
      let delay = pacer.delay(of: oldest)
      if delay > 0 {
        board.update { $0.phase = .live }
        try commit(force: false)
        postStatus(force: false)
        if stop.wait(milliseconds: Int(min(delay, 100))) { return }
        continue
      }
      release(upTo: min(limit, oldest.advanced(by: pacer.span(of: 50))))
      try commit(force: false)
    }
  }

  private func report(_ total: Int64) {
    let done = shared.bytes
    board.update { $0.phase = .backfill(done: done, total: max(total, done)) }
    postStatus(force: false)
  }
}

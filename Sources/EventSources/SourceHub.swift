public import SecurityModel

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// All sources of one run: finds their streams and says when there is something to read.
///
/// Used by one thread, the one that reads the streams; only `wake` may be called from others. It
/// never reads ahead of the pipeline, and while nothing happens it sleeps in the kernel.
///
/// A typical loop: `poll`, then read every stream that appeared or became readable until it gives
/// `.wouldBlock` or `.end`, then `poll` again.
public final class SourceHub {
  /// Whether to stop at the end of what is there.
  public enum Mode: Hashable, Sendable {
    /// Files are read to their end; what appears later is not looked for.
    case once
    /// Files are followed as they grow, are rotated, appear.
    case follow
  }

  private let specs: [SourceSpec]
  private let mode: Mode
  private let limits: SourceLimits
  let pool: DescriptorPool
  private let outbox = Outbox()
  private let watcher: ChangeWatcher?
  private let catalog: FileCatalog
  private let waker: Waker
  private var listeners: [SocketListener] = []
  /// Listeners that ran out of descriptors wait until then, in `System.milliseconds`.
  private var acceptAgain: Int64?
  private var nextListing: Int64?
  private var connections: [PipeStream] = []
  private var openedPipes: Set<String> = []
  private var isListed = false
  private var isClosed = false

  /// - Parameters:
  ///   - specs: What to read; the same file reached by two of them is read once.
  ///   - resume: Checkpoints of an earlier run; files found in them start where they stopped.
  public convenience init(
    specs: [SourceSpec], mode: Mode, resume: [SourceCheckpoint] = [],
    limits: SourceLimits = SourceLimits()
  ) throws(SourceError) {
    try self.init(
      specs: specs, mode: mode, resume: resume, limits: limits,
      watcher: mode == .follow ? ChangeWatcher() : nil)
  }

  init(
    specs: [SourceSpec], mode: Mode, resume: [SourceCheckpoint], limits: SourceLimits,
    watcher: ChangeWatcher?
  ) throws(SourceError) {
    self.specs = specs
    self.mode = mode
    self.limits = limits
    waker = try Waker()
    pool = DescriptorPool(limit: limits.openFiles)
    self.watcher = watcher
    catalog = FileCatalog(
      specs: specs, resume: resume, limits: limits, pool: pool, watcher: watcher, outbox: outbox)
  }

  deinit { close() }

  /// Waits for something to happen and says what.
  ///
  /// The first call lists all sources, ends with `.listed` and does not wait.
  /// - Parameter timeoutMilliseconds: How long to wait; 0 not at all, negative for ever.
  /// - Returns: What happened, oldest first; nothing after the timeout or `wake`.
  public func poll(timeoutMilliseconds: Int32) -> [SourceEvent] {
    guard !isClosed else { return [] }
    guard isListed else { return list() }
    let end =
      timeoutMilliseconds < 0 ? nil : System.milliseconds() &+ Int64(timeoutMilliseconds)
    while true {
      catalog.settle()
      connections.removeAll { $0.ending != nil }
      openPipes()
      let isOver = wait(until: outbox.events.isEmpty ? end : 0)
      catalog.settle()
      if isOver || !outbox.events.isEmpty || end.map({ System.milliseconds() >= $0 }) ?? false {
        defer { outbox.events = [] }
        return outbox.events
      }
    }
  }

  /// Makes a waiting `poll`, or else the next one, return at once. May be called from any thread,
  /// and from a signal handler.
  public func wake() { waker.wake() }

  /// What any thread may hold to wake the hub.
  public var alarm: Waker { waker }

  /// The checkpoint `stream` goes on from: where its pinned format, its header and its counters
  /// are. The stream is at the checkpoint's `restart` already. Nil for a stream that starts anew.
  ///
  /// A stream may also begin past 0 without one: what was added to a file after its stream was
  /// over, the rest of a file that was copied, replaced by a longer copy, or compressed. Its format
  /// and its header are then to be found with `head`.
  public func checkpoint(of stream: any ByteStream) -> SourceCheckpoint? {
    catalog.checkpoint(of: stream)
  }

  /// True when `poll` may still give a new stream, or wake one that is not a file. False when
  /// standard input is at its end, no socket is listened at, and no files are followed.
  public var expectsMore: Bool {
    guard !isClosed else { return false }
    return !isListed || !listeners.isEmpty || mode == .follow && followsFiles
      || connections.contains { $0.ending == nil }
  }

  private var followsFiles: Bool {
    specs.contains { spec in
      switch spec.kind {
      case .path(let path): !openedPipes.contains(path)
      case .glob: true
      case .standardInput, .socket: false
      }
    }
  }

  /// Ends all streams, stops listening, and removes socket files. Idempotent.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    catalog.close()
    for connection in connections { connection.close() }
    for listener in listeners { listener.close() }
    connections = []
    listeners = []
    watcher?.close()
  }

  // MARK: - Listing

  private func list() -> [SourceEvent] {
    isListed = true
    for spec in specs {
      switch spec.kind {
      case .standardInput:
        if openedPipes.insert("-").inserted { begin("-", descriptor: 0, owns: false) }
      case .socket(let path):
        listen(path)
      case .path, .glob:
        break
      }
    }
    catalog.list()
    openPipes()
    scheduleListing()
    outbox.events.append(.listed)
    defer { outbox.events = [] }
    return outbox.events
  }

  private func listen(_ path: String) {
    guard !listeners.contains(where: { $0.path == path }) else { return }
    do {
      listeners.append(try SocketListener(path: path))
    } catch {
      outbox.events.append(.failed(error))
    }
  }

  private func openPipes() {
    while let path = outbox.pipes.popLast() {
      guard openedPipes.insert(path).inserted else { continue }
      switch System.open(path) {
      case .failed(let code): outbox.events.append(.failed(.opening(path, code)))
      case .done(let descriptor): begin(path, descriptor: descriptor, owns: true)
      }
    }
  }

  private func begin(_ uri: String, descriptor: Int32, owns: Bool) {
    let stream = PipeStream(
      uri: uri, descriptor: descriptor, ownsDescriptor: owns, headBytes: limits.headBytes,
      limits: limits)
    connections.append(stream)
    outbox.events.append(.appeared(stream))
  }

  private func scheduleListing() {
    guard let watcher, !watcher.unwatched.isEmpty else { return }
    nextListing = System.milliseconds() &+ limits.rescanMilliseconds
  }

  // MARK: - Waiting

  /// Waits for the first thing to happen and takes it in; true if someone called `wake`.
  private func wait(until end: Int64?) -> Bool {
    let now = System.milliseconds()
    let isAccepting = acceptAgain.map { now >= $0 } ?? true
    if isAccepting { acceptAgain = nil }
    let waiting = connections.filter(\.isWaiting)
    var descriptors = [pollfd(fd: waker.reading, events: Int16(POLLIN), revents: 0)]
    // A negative descriptor is passed over, which keeps the places of the others.
    descriptors.append(
      pollfd(fd: watcher?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
    for listener in listeners {
      descriptors.append(
        pollfd(fd: isAccepting ? listener.descriptor : -1, events: Int16(POLLIN), revents: 0))
    }
    for connection in waiting {
      descriptors.append(
        pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0))
    }
    let deadline = [end, nextListing, acceptAgain].compactMap { $0 }.min()
    let time = deadline.map { Int32(clamping: max(0, $0 &- now)) } ?? -1
    let ready = System.wait(&descriptors, milliseconds: time)
    if let nextListing, System.milliseconds() >= nextListing {
      catalog.list()
      scheduleListing()
    }
    guard ready > 0 else { return false }
    if descriptors[1].revents != 0, let watcher {
      catalog.apply(watcher.changes())
      if nextListing == nil { scheduleListing() }
    }
    for (index, listener) in listeners.enumerated() where descriptors[2 + index].revents != 0 {
      accept(listener)
    }
    for (index, connection) in waiting.enumerated()
    where descriptors[2 + listeners.count + index].revents != 0 {
      connection.isWaiting = false
      outbox.events.append(.readable(connection))
    }
    return descriptors[0].revents != 0 && waker.drain()
  }

  private func accept(_ listener: SocketListener) {
    // Bounded, so that a flood of clients does not keep the hub from everything else.
    for _ in 0..<64 {
      let mine = Set(
        connections.filter { $0.ending == nil && $0.uri.hasPrefix(listener.uri + "#") }.map(\.uri))
      switch listener.accept(connected: mine, limits: limits) {
      case .none:
        return
      case .client(let stream, let peer):
        connections.append(stream)
        outbox.notice(stream.uri, peer)
        outbox.events.append(.appeared(stream))
      case .refused(let text):
        if let text { outbox.notice(listener.uri, text) }
      case .failed(let error):
        outbox.events.append(.failed(error))
        acceptAgain = System.milliseconds() &+ 1000
        return
      }
    }
  }
}

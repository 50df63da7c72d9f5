import SecurityModel

/// A plain file, read once or followed as it grows.
///
/// A followed file is checked against its fingerprint and the last bytes read whenever it has
/// changed, so a file that was truncated and has grown past the old position is noticed too. What
/// was written before a rotation is read to the end before the stream is over.
final class FileStream: TrackedStream {
  let uri: String
  let file: PooledFile
  private(set) var isLive = false
  private(set) var position: Int64 = 0
  private(set) var size: Int64
  private(set) var fingerprint: Fingerprint
  private(set) var seen: FileStatus?
  private(set) var ending: ReadResult.EndReason?
  var isWaiting = false

  private let pool: DescriptorPool
  private let outbox: Outbox
  private let follows: Bool
  /// The name that decides whether the file was rotated: someone else's file there ends this one.
  private let name: String
  private(set) var tail = Tail()

  /// - Parameters:
  ///   - name: The path whose next owner ends this stream; the file's own if nil.
  ///   - status: What `fstat` said when `fingerprint` was taken.
  init(
    file: PooledFile, name: String? = nil, status: FileStatus, fingerprint: Fingerprint,
    follows: Bool, pool: DescriptorPool, outbox: Outbox
  ) {
    self.file = file
    self.uri = file.path
    self.name = name ?? file.path
    self.size = status.size
    self.seen = status
    self.fingerprint = fingerprint
    self.follows = follows
    self.pool = pool
    self.outbox = outbox
  }

  deinit { pool.release(file) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> ReadResult {
    if let ending { return .end(ending) }
    isWaiting = false
    guard let descriptor = try descriptor() else { return lost() }
    if follows, let over = try verify(descriptor) { return over }
    let count = try read(descriptor, into: buffer)
    if count > 0 { return .bytes(count) }
    if buffer.isEmpty { return .bytes(0) }
    guard follows else { return finish(.finished) }
    guard let reason = departure(descriptor) else { return wait() }
    // It may have been written to between the read above and the rename.
    let rest = try read(descriptor, into: buffer)
    return rest > 0 ? .bytes(rest) : finish(reason)
  }

  func head(_ count: Int) throws(SourceError) -> [UInt8] {
    guard ending != .closed, count > 0, let descriptor = try descriptor() else { return [] }
    return try bytes(descriptor, at: 0, count: count)
  }

  func seek(to offset: Int64) throws(SourceError) {
    position = max(0, offset)
    size = max(size, position)
    tail = Tail()
    let count = Tail.count(before: position)
    guard count > 0, let descriptor = try descriptor() else { return }
    let before = try bytes(descriptor, at: position - Int64(count), count: count)
    if before.count == count { tail.replace(before) }
  }

  func close() { pool.release(file) }

  func changed() { seen = nil }

  func setBeingWritten(_ isWritten: Bool) {}

  func shut() {
    if ending == nil { ending = .closed }
    pool.release(file)
  }

  // MARK: - Reading

  private func descriptor() throws(SourceError) -> Int32? {
    do {
      return try pool.descriptor(of: file)
    } catch {
      throw failed(error)
    }
  }

  private func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    switch System.read(descriptor, into: buffer, at: position) {
    case .failed(let code):
      throw failed(.opening(file.path, code))
    case .done(let count):
      guard count > 0 else { return 0 }
      position += Int64(count)
      size = max(size, position)
      tail.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return count
    }
  }

  private func bytes(
    _ descriptor: Int32, at offset: Int64, count: Int
  ) throws(SourceError) -> [UInt8] {
    switch OpenedFile.bytes(descriptor, at: offset, count: count) {
    case .done(let bytes): return bytes
    case .failed(let code): throw failed(.opening(file.path, code))
    }
  }

  // MARK: - Is it still the same file?

  /// Looks at the file if it may have changed; gives the end of the stream if it was cut or
  /// rewritten.
  private func verify(_ descriptor: Int32) throws(SourceError) -> ReadResult? {
    guard case .done(let status) = FileStatus.of(descriptor) else { return nil }
    if let seen, seen.size == status.size, seen.modified == status.modified { return nil }
    size = status.size
    if status.size < position { return finish(.truncated) }
    let head = try bytes(descriptor, at: 0, count: Fingerprint.length)
    let isSame = head.withUnsafeBytes { fingerprint.matches($0) }
    if !isSame { return finish(.truncated) }
    if position == 0, fingerprint.count < Compression.magicLength {
      // Too early to know what it will be, or it has turned out to be compressed: then it begins
      // anew as a stream of the other kind.
      if Compression.of(head) != nil { return finish(.truncated) }
      if Compression.mayBegin(head) { return wait() }
    }
    if !tail.bytes.isEmpty {
      let count = tail.bytes.count
      let before = try bytes(descriptor, at: position - Int64(count), count: count)
      if before != tail.bytes { return finish(.truncated) }
    }
    if fingerprint.count < Fingerprint.length {
      fingerprint = head.withUnsafeBytes { Fingerprint($0) }
    }
    seen = status
    return nil
  }

  /// Why the stream is over once the file has been read to its end; nil if the file is still what
  /// its name stands for, or has been renamed and nothing has taken its place.
  private func departure(_ descriptor: Int32) -> ReadResult.EndReason? {
    switch FileStatus.of(name) {
    case .done(let status):
      return status.key == file.key ? nil : .rotated
    case .failed:
      guard case .done(let status) = FileStatus.of(descriptor) else { return .vanished }
      return status.links == 0 ? .vanished : nil
    }
  }

  /// The file is not to be found while its descriptor was closed.
  private func lost() -> ReadResult {
    if position < size {
      outbox.notice(uri, "gone with \(size - position) bytes unread")
    }
    if case .done = FileStatus.of(name) { return finish(.rotated) }
    return finish(.vanished)
  }

  private func wait() -> ReadResult {
    isLive = true
    isWaiting = true
    return .wouldBlock
  }

  private func finish(_ reason: ReadResult.EndReason) -> ReadResult {
    ending = reason
    pool.release(file)
    outbox.ended.append(file.key)
    return .end(reason)
  }

  private func failed(_ error: SourceError) -> SourceError {
    _ = finish(.closed)
    return error
  }
}

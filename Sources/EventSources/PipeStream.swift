/// What can be read only once: standard input, a named pipe, a client of a socket.
///
/// Nothing is read before the pipeline asks, so a producer that is faster than the pipeline waits
/// in the kernel. What turns out to be compressed is decompressed; positions count that.
final class PipeStream: ByteStream {
  let uri: String
  let isLive: Bool
  private(set) var position: Int64 = 0
  var size: Int64 { max(position, Int64(first.count)) }
  let identity = StreamIdentity()

  let descriptor: Int32
  /// True after `.wouldBlock`, until the next `SourceEvent.readable`.
  var isWaiting = false
  private(set) var ending: ReadResult.EndReason?

  /// The beginning, kept for `head`; longer than `position` when `head` had to read ahead.
  private var first: [UInt8] = []
  private let headBytes: Int
  private let limits: SourceLimits
  /// The first bytes as they came, until they tell whether they are compressed.
  private var held: [UInt8] = []
  private var isJudged = false
  private var reader: CompressedReader?
  private(set) var compression: String?
  private let ownsDescriptor: Bool
  private var isOpen = true

  /// - Parameter ownsDescriptor: False for standard input, which is left open.
  init(
    uri: String, descriptor: Int32, ownsDescriptor: Bool, headBytes: Int,
    limits: SourceLimits = SourceLimits()
  ) {
    self.uri = uri
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
    self.headBytes = headBytes
    self.limits = limits
    if case .done(let status) = FileStatus.of(descriptor), status.kind == .regular {
      isLive = false
    } else {
      isLive = true
    }
  }

  deinit { close() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> ReadResult {
    if buffer.isEmpty, ending == nil { return .bytes(0) }
    if position < Int64(first.count), ending != .closed {
      let ahead = first[Int(position)...].prefix(buffer.count)
      ahead.withUnsafeBytes { buffer.copyMemory(from: $0) }
      position += Int64(ahead.count)
      return .bytes(ahead.count)
    }
    if let ending { return .end(ending) }
    isWaiting = false
    let result = try receive(into: buffer)
    if case .bytes(let count) = result {
      let room = headBytes - first.count
      if room > 0, position == Int64(first.count) {
        first.append(contentsOf: UnsafeRawBufferPointer(buffer).prefix(min(count, room)))
      }
      position += Int64(count)
    } else if case .end(let reason) = result {
      end(reason)
    } else {
      isWaiting = true
    }
    return result
  }

  func head(_ count: Int) throws(SourceError) -> [UInt8] {
    let wanted = min(count, headBytes)
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, wanted - first.count), alignment: 16)
    defer { scratch.deallocate() }
    while first.count < wanted, position <= Int64(first.count), ending == nil {
      let room = UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(wanted - first.count))
      let result = try receive(into: room)
      if case .end(let reason) = result { end(reason) }
      guard case .bytes(let count) = result else { break }
      first.append(contentsOf: room.prefix(count))
    }
    return Array(first.prefix(max(0, count)))
  }

  /// Bytes that are gone can't be read again, so this does nothing.
  func seek(to offset: Int64) throws(SourceError) {}

  func close() {
    if ending == nil { ending = .closed }
    release()
  }

  private func end(_ reason: ReadResult.EndReason) {
    ending = reason
    release()
  }

  private func release() {
    guard isOpen else { return }
    isOpen = false
    if ownsDescriptor { System.close(descriptor) }
  }

  /// The next bytes of the content.
  private func receive(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> ReadResult {
    if !isJudged, let result = try judge() { return result }
    if reader != nil { return try decompress(into: buffer) }
    let count = takeHeld(into: buffer)
    guard count > 0 else { return try receiveRaw(into: buffer) }
    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
    guard held.isEmpty, !rest.isEmpty, case .bytes(let more) = try receiveRaw(into: rest) else {
      return .bytes(count)
    }
    return .bytes(count + more)
  }

  /// Reads until the first bytes tell whether they are compressed; nil once they do.
  private func judge() throws(SourceError) -> ReadResult? {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Compression.magicLength, alignment: 1)
    defer { room.deallocate() }
    while !isJudged {
      let wanted = UnsafeMutableRawBufferPointer(
        rebasing: room[..<(Compression.magicLength - held.count)])
      switch try receiveRaw(into: wanted) {
      case .bytes(let count): held += room[..<count]
      case .wouldBlock: return .wouldBlock
      // What is held is given first; reading again finds the end again.
      case .end(let reason):
        if held.isEmpty { return .end(reason) }
        isJudged = true
      }
      if held.count == Compression.magicLength || !Compression.mayBegin(held) { isJudged = true }
    }
    if let compression = Compression.of(held) {
      reader = try CompressedReader(compression, uri: uri, limits: limits)
      self.compression = compression.name
    }
    return nil
  }

  private func takeHeld(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(held.count, buffer.count)
    held.prefix(count).withUnsafeBytes { buffer.copyMemory(from: $0) }
    held.removeFirst(count)
    return count
  }

  private func decompress(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> ReadResult {
    guard var reader else { return .wouldBlock }
    // Held in one place only while it is used, or each call would copy its buffer.
    self.reader = nil
    defer { self.reader = reader }
    var reason = ReadResult.EndReason.finished
    do throws(SourceError) {
      let outcome = try reader.read(
        { (room, _) throws(SourceError) -> Int? in
          let count = self.takeHeld(into: room)
          if count > 0 { return count }
          switch try self.receiveRaw(into: room) {
          case .bytes(let count): return count
          case .wouldBlock: return nil
          case .end(let why):
            reason = why
            return 0
          }
        }, into: buffer)
      switch outcome {
      case .bytes(let count): return .bytes(count)
      case .wouldBlock: return .wouldBlock
      case .endOfFile(isComplete: true): return .end(reason)
      case .endOfFile(isComplete: false):
        throw reader.corrupt("the data ends in the middle of what is compressed")
      }
    } catch {
      end(.closed)
      throw error
    }
  }

  private func receiveRaw(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> ReadResult {
    // Asked first instead of making it non-blocking: that would change it for every process that
    // shares it, the shell's terminal among them.
    guard System.isReadable(descriptor) else { return .wouldBlock }
    switch System.read(descriptor, into: buffer) {
    case .done(0): return .end(.finished)
    case .done(let count): return .bytes(count)
    case .failed(System.wouldBlock): return .wouldBlock
    case .failed(System.connectionReset): return .end(.closed)
    case .failed(let code):
      end(.closed)
      throw .opening(uri, code)
    }
  }
}

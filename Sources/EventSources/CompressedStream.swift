import SecurityModel

/// A gzip or zstd file, with any number of members; positions count decompressed bytes.
///
/// To resume, it is decompressed from its start and what comes before the position is thrown away.
/// The memory is that of one window and one input buffer, and `close` frees both.
final class CompressedStream: TrackedStream {
  let uri: String
  let file: PooledFile
  var isLive: Bool { false }
  private(set) var position: Int64 = 0
  var size: Int64 { position }
  let fingerprint: Fingerprint
  private(set) var seen: FileStatus?
  private(set) var ending: ReadResult.EndReason?
  var isWaiting = false
  var tail: Tail { Tail() }

  private let method: Compression
  var compression: String? { method.name }
  private let pool: DescriptorPool
  private let outbox: Outbox
  private let limits: SourceLimits
  private var isBeingWritten = false
  private var reader: CompressedReader?

  /// - Parameter fingerprint: Of the decompressed content.
  init(
    _ compression: Compression, file: PooledFile, status: FileStatus, fingerprint: Fingerprint,
    limits: SourceLimits,
    pool: DescriptorPool, outbox: Outbox
  ) {
    method = compression
    self.file = file
    self.uri = file.path
    self.seen = status
    self.fingerprint = fingerprint
    self.limits = limits
    self.pool = pool
    self.outbox = outbox
  }

  deinit { pool.release(file) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> ReadResult {
    if let ending { return .end(ending) }
    if buffer.isEmpty { return .bytes(0) }
    isWaiting = false
    do throws(SourceError) {
      return try decompress(into: buffer)
    } catch {
      _ = finish(.closed)
      throw error
    }
  }

  private func decompress(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> ReadResult {
    guard let descriptor = try pool.descriptor(of: file) else { return finish(.vanished) }
    if seen == nil, case .done(let status) = FileStatus.of(descriptor) { seen = status }
    var reader: CompressedReader
    if let current = self.reader {
      reader = current
    } else {
      reader = try CompressedReader(method, uri: uri, limits: limits)
    }
    // Held in one place only while it is used, or each call would copy its buffer.
    self.reader = nil
    defer { if ending == nil { self.reader = reader } }
    let input = CompressedReader.file(descriptor, uri)
    var outcome = try reader.skip(to: position, input)
    if case .bytes = outcome { outcome = try reader.read(input, into: buffer) }
    switch outcome {
    case .bytes(let count):
      position += Int64(count)
      return .bytes(count)
    case .wouldBlock:
      isWaiting = true
      return .wouldBlock
    case .endOfFile where isBeingWritten:
      isWaiting = true
      return .wouldBlock
    case .endOfFile(isComplete: true):
      return finish(.finished)
    case .endOfFile(isComplete: false):
      throw reader.corrupt("the file ends in the middle of the compressed data")
    }
  }

  func head(_ count: Int) throws(SourceError) -> [UInt8] {
    guard ending != .closed, count > 0, let descriptor = try pool.descriptor(of: file) else {
      return []
    }
    // A reader of its own, so that the place of the other one is kept.
    var reader = try CompressedReader(method, uri: uri, limits: limits)
    return try reader.beginning(count, of: CompressedReader.file(descriptor, uri))
  }

  func seek(to offset: Int64) throws(SourceError) {
    position = max(0, offset)
    if let reader, reader.produced > position { self.reader = nil }
  }

  func close() {
    reader = nil
    pool.release(file)
  }

  func changed() { seen = nil }

  func setBeingWritten(_ isWritten: Bool) { isBeingWritten = isWritten }

  func shut() {
    if ending == nil { ending = .closed }
    close()
  }

  private func finish(_ reason: ReadResult.EndReason) -> ReadResult {
    ending = reason
    close()
    outbox.ended.append(file.key)
    return .end(reason)
  }
}

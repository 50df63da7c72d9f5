import LogFormats
import SecurityModel

/// A stretch of one source's bytes, alive as long as an event made from it waits to be applied.
final class RecordBuffer {
  let bytes: UnsafeMutableRawBufferPointer
  /// Bytes filled so far.
  @exclusivity(unchecked) var count = 0
  /// Bytes framed so far.
  @exclusivity(unchecked) var parsed = 0
  /// Offset in the source of the first byte.
  let offset: Int64
  /// 1-based line number of the first byte.
  let line: Int64
  /// Offset of the header record in force at the first byte; -1 = none.
  let header: Int64
  /// Decodes the records; kept here so that evidence is read with the header it was written under.
  let decoder: any RecordDecoder
  /// Events from this buffer that are not applied yet.
  @exclusivity(unchecked) var outstanding = 0
  /// True when nothing more will be put in.
  @exclusivity(unchecked) var isSealed = false

  private let pool: BufferPool

  init(
    capacity: Int, offset: Int64, line: Int64, header: Int64, decoder: any RecordDecoder,
    pool: BufferPool
  ) {
    self.pool = pool
    bytes = pool.take(capacity)
    self.offset = offset
    self.line = line
    self.header = header
    self.decoder = decoder
  }

  deinit { pool.giveBack(bytes) }

  /// What is filled so far.
  var filled: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[0..<count]) }
  /// Room for more.
  var room: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
  }
}

/// Memory of buffers that are done with, for the next ones: fresh memory costs a page fault each
/// four kilobytes.
final class BufferPool {
  private static let most = 8
  private var free: [UnsafeMutableRawBufferPointer] = []

  init() {}

  deinit { for bytes in free { bytes.deallocate() } }

  /// Memory of at least `capacity` bytes.
  func take(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
    if let i = free.lastIndex(where: { $0.count >= capacity && $0.count <= 2 * capacity }) {
      return free.remove(at: i)
    }
    return .allocate(byteCount: capacity, alignment: 16)
  }

  /// Takes memory back.
  func giveBack(_ bytes: UnsafeMutableRawBufferPointer) {
    if free.count < Self.most { free.append(bytes) } else { bytes.deallocate() }
  }
}

import LogFormats
import SecurityModel

/// A stretch of one source's bytes, alive as long as an event made from it waits to be applied.
final class RecordBuffer {
  let bytes: UnsafeMutableRawBufferPointer
  /// Bytes filled so far.
  var count = 0
  /// Bytes framed so far.
  var parsed = 0
  /// Offset in the source of the first byte.
  let offset: Int64
  /// 1-based line number of the first byte.
  let line: Int64
  /// Offset of the header record in force at the first byte; -1 = none.
  let header: Int64
  /// Decodes the records; kept here so that evidence is read with the header it was written under.
  let decoder: any RecordDecoder
  /// Events from this buffer that are not applied yet.
  var outstanding = 0
  /// True when nothing more will be put in.
  var isSealed = false

  init(capacity: Int, offset: Int64, line: Int64, header: Int64, decoder: any RecordDecoder) {
    bytes = .allocate(byteCount: capacity, alignment: 16)
    self.offset = offset
    self.line = line
    self.header = header
    self.decoder = decoder
  }

  deinit { bytes.deallocate() }

  /// What is filled so far.
  var filled: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[0..<count]) }
  /// Room for more.
  var room: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
  }
}

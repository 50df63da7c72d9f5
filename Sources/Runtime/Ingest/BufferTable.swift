import LogFormats
import SecurityModel

/// Numbers the buffers that events refer to; numbers of released buffers are used again.
final class BufferTable {
  @exclusivity(unchecked) private var buffers: [RecordBuffer?] = []
  @exclusivity(unchecked) private var free: [UInt32] = []

  /// Gives a buffer its number.
  func add(_ buffer: RecordBuffer) -> UInt32 {
    if let number = free.popLast() {
      buffers[Int(number)] = buffer
      return number
    }
    buffers.append(buffer)
    return UInt32(buffers.count - 1)
  }

  subscript(number: UInt32) -> RecordBuffer? {
    Int(number) < buffers.count ? buffers[Int(number)] : nil
  }

  /// Notes that an event of the buffer was applied; lets it go after the last.
  @inline(__always)
  func applied(_ number: UInt32) {
    guard let buffer = buffers[Int(number)] else { return }
    buffer.outstanding -= 1
    if buffer.outstanding == 0, buffer.isSealed { release(number) }
  }

  /// Lets a buffer go.
  func release(_ number: UInt32) {
    guard Int(number) < buffers.count, buffers[Int(number)] != nil else { return }
    buffers[Int(number)] = nil
    free.append(number)
  }

  /// Gives the undecoded record behind an event, while it is there, and its decoder to `body`.
  func withRaw(
    _ event: APIEvent, _ body: (UnsafeRawBufferPointer, any RecordDecoder) -> Void
  ) {
    guard let buffer = self[event.raw.buffer] else { return }
    let start = Int(event.raw.offset)
    let end = start + Int(event.raw.length)
    guard end <= buffer.count, end > start else { return }
    body(UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<end]), buffer.decoder)
  }

  /// The full record behind an event.
  func normalized(_ event: APIEvent) -> NormalizedEvent? {
    guard let buffer = self[event.raw.buffer] else { return nil }
    let start = Int(event.raw.offset)
    let end = start + Int(event.raw.length)
    guard end <= buffer.count, end > start else { return nil }
    let record = UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<end])
    guard var full = try? buffer.decoder.normalize(record) else { return nil }
    if event.flags.contains(.attributed),
      let i = full.members.firstIndex(where: { $0.name == "credential" })
    {
      // The record names only the user; say whose behaviour it was counted as.
      full.members.insert(.init("attributed", .bool(true)), at: i + 1)
    }
    return full
  }
}

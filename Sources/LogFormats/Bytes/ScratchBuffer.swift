/// Memory that a reader uses over and over, so that decoding a record allocates nothing.
///
/// Not for two readers at once: whoever fills it uses the result before calling anything else
/// that fills the same buffer.
final class ScratchBuffer {
  let bytes: UnsafeMutableRawBufferPointer

  init(capacity: Int) {
    bytes = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { bytes.deallocate() }

  /// The first `length` bytes.
  @inline(__always)
  func filled(_ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(bytes).cut(0, length)
  }
}

import Foundation

/// Buffered lines on standard output; stops quietly when the reader has gone.
final class LineOutput {
  private var buffer: [UInt8] = []
  /// True when nobody reads any more.
  private(set) var isBroken = false

  /// Adds a line.
  func line(_ text: String) {
    buffer += text.utf8
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { flush() }
  }

  /// Writes what is buffered.
  func flush() {
    var start = 0
    while start < buffer.count, !isBroken {
      let n = buffer.withUnsafeBytes {
        write(1, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if n > 0 {
        start += n
      } else if errno != EINTR {
        isBroken = true
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

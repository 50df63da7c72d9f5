import Foundation
import SecurityModel

/// Buffered lines on standard output or in a file; stops quietly when the reader has gone.
final class LineOutput {
  private let descriptor: Int32
  /// Number of the system's error that stopped the output; nil while it works.
  private(set) var failure: Int32?

  /// - Parameter descriptor: where to write; standard output unless told otherwise.
  init(descriptor: Int32 = 1) { self.descriptor = descriptor }

  private var buffer: [UInt8] = []
  /// True when nobody reads any more.
  private(set) var isBroken = false

  /// Adds a line.
  func line(_ text: String) {
    buffer += text.utf8
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { flush() }
  }

  /// Adds a line of JSON.
  func line(_ value: JSONValue) {
    value.write(into: &buffer)
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { flush() }
  }

  /// Adds bytes as they are.
  func append(_ bytes: [UInt8]) {
    buffer += bytes
    if buffer.count > 1 << 16 { flush() }
  }

  /// Writes what is buffered and throws when something could not be written.
  ///
  /// A reader that has gone is no failure: it has seen all that it wanted.
  func finish() throws {
    flush()
    guard let failure, failure != EPIPE else { return }
    throw Failure(
      .io, "can't write the output: \(String(cString: strerror(failure))); make room and try again")
  }

  /// Writes what is buffered.
  func flush() {
    var start = 0
    while start < buffer.count, !isBroken {
      let n = buffer.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if n > 0 {
        start += n
      } else if n == 0 || errno != EINTR {
        failure = n == 0 ? EIO : errno
        isBroken = true
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

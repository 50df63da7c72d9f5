/// Interrupts a hub that waits; may be held and used by any thread.
public final class Waker: Sendable {
  let reading: Int32
  private let writing: Int32

  init() throws(SourceError) {
    switch System.pipe() {
    case .failed(let code):
      throw SourceError(
        uri: "", kind: .unavailable, reason: "can't make a pipe: \(System.message(code))")
    case .done(let ends):
      (reading, writing) = ends
    }
  }

  deinit {
    System.close(reading)
    System.close(writing)
  }

  /// Makes the hub's waiting `poll`, or else its next one, return at once.
  public func wake() { System.writeByte(writing) }

  /// Empties the pipe; true if there was something in it.
  func drain() -> Bool {
    var found = false
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      while case .done(let count) = System.read(reading, into: buffer), count > 0 {
        found = true
      }
    }
    return found
  }
}

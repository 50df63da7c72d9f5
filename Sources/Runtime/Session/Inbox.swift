import Dashboard
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Messages on their way to the dashboard's thread, with a pipe that wakes it.
///
/// A snapshot that has not been read yet is folded into the newer one, so a slow terminal never
/// makes memory grow.
final class Inbox: Sendable {
  private struct Content {
    var messages: [Message] = []
    var snapshot: Snapshot?
    var isSignalled = false
  }

  private let content = Mutex(Content())
  /// Readable while messages wait.
  let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    readEnd = ends[0]
    writeEnd = ends[1]
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Adds a message and wakes the dashboard.
  func post(_ message: Message) {
    let mustSignal = content.withLock { content in
      if case .snapshot(let newer) = message {
        if content.snapshot != nil {
          content.snapshot?.merge(newer)
        } else {
          content.snapshot = newer
        }
      } else {
        content.messages.append(message)
      }
      defer { content.isSignalled = true }
      return !content.isSignalled
    }
    if mustSignal {
      var byte: UInt8 = 1
      _ = write(writeEnd, &byte, 1)
    }
  }

  /// Takes everything that waits.
  func take() -> [Message] {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &bytes, bytes.count) > 0 {}
    return content.withLock { content in
      content.isSignalled = false
      var all = content.messages
      content.messages.removeAll()
      if let snapshot = content.snapshot {
        all.append(.snapshot(snapshot))
        content.snapshot = nil
      }
      return all
    }
  }
}

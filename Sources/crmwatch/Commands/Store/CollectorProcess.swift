import Foundation
import SecurityModel

/// The process that collects into a store, as its lock file and the system tell.
struct CollectorProcess {
  let pid: Int32
  let since: Timestamp

  /// Nil when nobody collects into the store.
  init?(store path: String) {
    let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // The lock, not the text, says whether somebody collects.
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return nil
    }
    guard let (pid, since) = Self.record(descriptor) else { return nil }
    self.pid = pid
    self.since = since
  }

  /// Whether the process that says it collects into the store is alive.
  ///
  /// Unlike `init` it never takes the lock, not even for a moment: asked again and again, it must
  /// not be in the way of a collector that starts.
  static func isPresent(store path: String) -> Bool {
    let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let (pid, _) = record(descriptor), pid > 0 else { return false }
    return kill(pid, 0) == 0 || errno == EPERM
  }

  private static func record(_ descriptor: Int32) -> (pid: Int32, since: Timestamp)? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let length = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard length > 0 else { return nil }
    let parts = String(decoding: bytes[..<length], as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard parts.count == 2, let pid = Int32(parts[0]), let since = Int64(parts[1]) else {
      return nil
    }
    return (pid, Timestamp(milliseconds: since))
  }

  /// Milliseconds since it took the store.
  func uptime(now: Timestamp) -> Int64 { max(0, now.since(since)) }

  /// Memory it has in use; 0 where the system doesn't tell.
  var residentBytes: Int64 {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8) else {
      return 0
    }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int64(fields[1]) else { return 0 }
    return pages &* Int64(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Bytes of a store with its write-ahead log.
  static func size(ofStore path: String) -> Int64 {
    [path, path + "-wal"].reduce(0) { total, name in
      var status = stat()
      return stat(name, &status) == 0 ? total &+ Int64(status.st_size) : total
    }
  }
}

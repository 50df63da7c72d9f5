import Glibc
import SecurityModel

/// The right to be the one collector of a store, held through a lock file beside it.
///
/// The operating system drops the lock when the process ends, however it ends, so a killed
/// collector never leaves a store locked. Who holds it is written into the file, for the message
/// that a second collector gets; without the lock that text means nothing and is overwritten.
final class CollectorLease: Sendable {
  private let descriptor: Int32

  /// Takes the lease of the store at `path`.
  /// - Throws: `.busy` with the holder; `.notPermitted` or `.io` when there can be no lock file.
  init(store path: String, now: Timestamp) throws(StoreError) {
    let file = path + ".lock"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreFiles.error(errno, path: file, doing: "lock file") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.holder(descriptor)
      close(descriptor)
      if code == EWOULDBLOCK {
        throw .busy(path: path, holderPID: holder?.pid, since: holder?.since)
      }
      throw StoreFiles.error(code, path: file, doing: "lock")
    }
    self.descriptor = descriptor
    let record = Array("\(getpid()) \(now.milliseconds)\n".utf8)
    // The record only serves a message: the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = record.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> (pid: Int32, since: Timestamp)? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let length = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard length > 0 else { return nil }
    let parts = String(decoding: bytes[..<length], as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard parts.count == 2, let pid = Int32(parts[0]), let since = Int64(parts[1]) else {
      return nil
    }
    return (pid, Timestamp(milliseconds: since))
  }
}

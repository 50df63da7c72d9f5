#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Writes files that only their owner may read, and never over an existing one.
enum PrivateFile {
  /// Writes `text` to a new file; false when that isn't possible.
  static func write(_ text: String, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let n = bytes.withUnsafeMutableBytes { raw in
        #if canImport(Darwin)
          Darwin.write(descriptor, raw.baseAddress.map { $0 + start }, raw.count - start)
        #else
          Glibc.write(descriptor, raw.baseAddress.map { $0 + start }, raw.count - start)
        #endif
      }
      if n <= 0 { return false }
      start += n
    }
    return true
  }
}

/// A file that is known, with its stream or what became of that.
final class FileEntry {
  let key: FileKey
  /// Where it was last seen.
  var path: String
  var stream: (any TrackedStream)?
  /// Where an earlier stream of this file stopped.
  var ended: ReadPlace?
  /// True between a write and the writer's closing it, as far as that is told.
  var isBeingWritten = false
  /// Read to its end, and no longer where it was.
  var isGone = false

  init(key: FileKey, path: String) {
    self.key = key
    self.path = path
  }
}

/// Makes the stream that suits a file.
struct StreamFactory {
  let follows: Bool
  let limits: SourceLimits
  let pool: DescriptorPool
  let outbox: Outbox

  /// - Parameter name: The path whose next owner ends the stream; that of the file if nil.
  func stream(
    of opened: OpenedFile, _ entry: FileEntry, name: String? = nil
  ) -> any TrackedStream {
    let file = PooledFile(key: entry.key, path: entry.path)
    pool.adopt(opened.descriptor, for: file)
    if let compression = opened.compression {
      let stream = CompressedStream(
        compression, file: file, status: opened.status, fingerprint: opened.fingerprint,
        limits: limits,
        pool: pool, outbox: outbox)
      stream.setBeingWritten(entry.isBeingWritten)
      return stream
    }
    return FileStream(
      file: file, name: name, status: opened.status, fingerprint: opened.fingerprint,
      follows: follows, pool: pool, outbox: outbox)
  }
}

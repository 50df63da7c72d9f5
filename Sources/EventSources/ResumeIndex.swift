import SecurityModel

/// Finds the checkpoint that belongs to a file. Each checkpoint is used once.
struct ResumeIndex {
  private var checkpoints: [SourceCheckpoint?]
  private var byKey: [FileKey: [Int]] = [:]
  private var byURI: [String: [Int]] = [:]
  /// Those with a fingerprint of full length, by it.
  private var byFingerprint: [UInt64: [Int]] = [:]

  init(_ all: [SourceCheckpoint]) {
    // Of two for the same file, the one that got further is tried first.
    let sorted = all.filter { $0.uri.hasPrefix("/") }.sorted {
      ($0.read, $0.restart, $1.uri) > ($1.read, $1.restart, $0.uri)
    }
    checkpoints = sorted
    for (index, checkpoint) in sorted.enumerated() {
      if checkpoint.inode != 0 {
        let key = FileKey(device: checkpoint.device, inode: checkpoint.inode)
        byKey[key, default: []].append(index)
      }
      byURI[checkpoint.uri, default: []].append(index)
      if checkpoint.fingerprintLength == Fingerprint.length {
        byFingerprint[checkpoint.fingerprint, default: []].append(index)
      }
    }
  }

  /// The checkpoint of the file at `path`: the one of the same inode, else the one of the same path
  /// (a file copied back, or on another disk), and for a compressed file the one of the file it was
  /// made of. All must have the fingerprint.
  ///
  /// - Parameters:
  ///   - content: The beginning of the content, decompressed, at least as long as a fingerprint if
  ///     the file is.
  ///   - size: Of the content; nil for compressed files.
  mutating func take(
    key: FileKey, path: String, content: [UInt8], size: Int64?
  ) -> SourceCheckpoint? {
    var candidates = (byKey[key] ?? []).map { ($0, true) } + (byURI[path] ?? []).map { ($0, false) }
    if size == nil {
      let print = content.withUnsafeBytes { Fingerprint($0) }
      let original = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
      candidates += (byURI[original] ?? []).map { ($0, false) }
      if print.count == Fingerprint.length {
        candidates += (byFingerprint[print.hash] ?? []).map { ($0, false) }
      }
    }
    for (index, isSameFile) in candidates {
      guard let checkpoint = checkpoints[index] else { continue }
      let print = Fingerprint(hash: checkpoint.fingerprint, count: checkpoint.fingerprintLength)
      guard print.count > 0 || isSameFile, content.withUnsafeBytes({ print.matches($0) }) else {
        continue
      }
      // A file that is now shorter has been cut and written anew with the same beginning.
      if let size, size < checkpoint.restart { continue }
      // Another file that merely begins alike must at least be named after the one it continues.
      if !isSameFile, !path.hasPrefix(checkpoint.uri) { continue }
      checkpoints[index] = nil
      return checkpoint
    }
    return nil
  }

  /// Files that were being read under a name that now belongs to another file or to none, and that
  /// are still in the same directory under a new name: `(current path, name it had)`.
  func renamed(where isCovered: (String) -> Bool) -> [(path: String, name: String)] {
    var result: [(path: String, name: String)] = []
    for case .some(let checkpoint) in checkpoints
    where checkpoint.inode != 0 && isCovered(checkpoint.uri) {
      let key = FileKey(device: checkpoint.device, inode: checkpoint.inode)
      if case .done(let status) = FileStatus.of(checkpoint.uri), status.key == key { continue }
      let directory = DirectoryScanner.parent(of: checkpoint.uri)
      guard let path = DirectoryScanner.name(of: key, in: directory),
        case .done(let status) = FileStatus.of(path), status.kind == .regular
      else { continue }
      result.append((path, checkpoint.uri))
    }
    return result.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

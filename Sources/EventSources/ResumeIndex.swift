import SecurityModel

/// Finds the checkpoint that belongs to a file. Each checkpoint is used once.
struct ResumeIndex {
  private var checkpoints: [SourceCheckpoint?]
  private var byKey: [FileKey: [Int]] = [:]
  private var byURI: [String: [Int]] = [:]

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
    }
  }

  /// The checkpoint of the file at `path`: the one of the same inode, else the one of the same path
  /// (a file copied back, or on another disk), else the one of the file that this is a copy of,
  /// perhaps compressed, to judge by its name. All must have the fingerprint.
  mutating func take(key: FileKey, path: String, _ opened: OpenedFile) -> SourceCheckpoint? {
    for index in byKey[key] ?? [] {
      if let found = take(index, atLeast: 0, opened) { return found }
    }
    for index in byURI[path] ?? [] {
      if let found = take(index, atLeast: 1, opened) { return found }
    }
    for base in RotatedName.bases(of: path) {
      for index in byURI[base] ?? [] {
        if let found = take(index, atLeast: RotatedName.trustedLength, opened) {
          return found
        }
      }
    }
    return nil
  }

  private mutating func take(
    _ index: Int, atLeast length: Int, _ opened: OpenedFile
  ) -> SourceCheckpoint? {
    guard let checkpoint = checkpoints[index] else { return nil }
    let print = Fingerprint(hash: checkpoint.fingerprint, count: checkpoint.fingerprintLength)
    guard print.count >= length, opened.begins(like: print) else { return nil }
    if !opened.isCompressed {
      // A file that is now shorter has been cut and written anew with the same beginning.
      if opened.status.size < checkpoint.restart { return nil }
      // One that is not may have been as well; then it has something else where reading stopped.
      guard Self.hasTail(of: checkpoint, opened) else { return nil }
    }
    checkpoints[index] = nil
    return checkpoint
  }

  /// Whether the bytes before the place that was read to are those that were read there. What has
  /// been cut off since, as an editor cuts a last line end, leaves that open.
  private static func hasTail(of checkpoint: SourceCheckpoint, _ opened: OpenedFile) -> Bool {
    let end = checkpoint.tailEnd
    guard end > 0, checkpoint.tail != 0, opened.status.size >= end else { return true }
    let count = Tail.count(before: end)
    var tail = Tail()
    tail.replace(opened.bytes(at: end - Int64(count), count: count))
    return tail.hash(before: end) == checkpoint.tail
  }

  /// Files that were being read under a name that now belongs to another file or to none, and that
  /// are still in the same directory under a new name: `(current path, name it had)`.
  func renamed(where isCovered: (String) -> Bool) -> [(path: String, name: String)] {
    var result: [(path: String, name: String)] = []
    // Each directory is listed once, however many of its files are gone.
    var listings: [String: [UInt64: String]] = [:]
    for case .some(let checkpoint) in checkpoints
    where checkpoint.inode != 0 && isCovered(checkpoint.uri) {
      let key = FileKey(device: checkpoint.device, inode: checkpoint.inode)
      if case .done(let status) = FileStatus.of(checkpoint.uri), status.key == key { continue }
      let directory = DirectoryScanner.parent(of: checkpoint.uri)
      let names = listings[directory] ?? DirectoryScanner.inodes(in: directory)
      listings[directory] = names
      guard let name = names[key.inode] else { continue }
      let path = DirectoryScanner.joined(directory, name)
      guard case .done(let status) = FileStatus.of(path), status.key == key,
        status.kind == .regular
      else { continue }
      result.append((path, checkpoint.uri))
    }
    return result.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

/// Keeps at most so many files open; the least recently read one makes room.
///
/// Tens of thousands of hourly files are merged by event time, so far more streams are being read
/// in turn than a process may have descriptors.
final class DescriptorPool {
  private let limit: Int
  private var open: [PooledFile] = []
  private var clock: UInt64 = 0

  init(limit: Int) {
    // Some descriptors are needed for sockets, the store and the terminal.
    self.limit = max(1, min(limit, System.descriptorLimit() / 2))
  }

  /// The open descriptor of `file`, opened again if need be; nil if the file can't be found under
  /// any name in its directory.
  func descriptor(of file: PooledFile) throws(SourceError) -> Int32? {
    clock &+= 1
    file.lastUse = clock
    if file.descriptor >= 0 { return file.descriptor }
    guard let descriptor = try file.reopened() else { return nil }
    adopt(descriptor, for: file)
    return descriptor
  }

  /// Takes over a descriptor that has just been opened for `file`.
  func adopt(_ descriptor: Int32, for file: PooledFile) {
    if open.count >= limit { makeRoom() }
    clock &+= 1
    file.lastUse = clock
    file.descriptor = descriptor
    file.slot = open.count
    open.append(file)
  }

  func release(_ file: PooledFile) {
    guard file.descriptor >= 0 else { return }
    System.close(file.descriptor)
    file.descriptor = -1
    let last = open.count - 1
    open.swapAt(file.slot, last)
    open[file.slot].slot = file.slot
    open.removeLast()
  }

  var openCount: Int { open.count }

  private func makeRoom() {
    var oldest: PooledFile?
    for file in open where !file.isPinned {
      if oldest.map({ file.lastUse < $0.lastUse }) ?? true { oldest = file }
    }
    // With nothing but pinned files the limit is exceeded: closing one would lose its rest.
    if let oldest { release(oldest) }
  }
}

/// A file that may be open, and how to find it again when it is not.
final class PooledFile {
  let key: FileKey
  /// Where it was last seen; follows renames.
  var path: String
  /// True when it can't be opened again by name, so that closing it would lose what is unread.
  var isPinned = false
  fileprivate(set) var descriptor: Int32 = -1
  fileprivate var lastUse: UInt64 = 0
  fileprivate var slot = 0

  init(key: FileKey, path: String) {
    self.key = key
    self.path = path
  }

  /// Opens the file at its path, or under another name in the same directory if it was renamed.
  fileprivate func reopened() throws(SourceError) -> Int32? {
    if let descriptor = try opened(path) { return descriptor }
    let directory = DirectoryScanner.parent(of: path)
    guard let name = DirectoryScanner.name(of: key, in: directory) else { return nil }
    guard let descriptor = try opened(name) else { return nil }
    path = name
    return descriptor
  }

  private func opened(_ path: String) throws(SourceError) -> Int32? {
    switch System.open(path) {
    case .failed(System.noSuchFile), .failed(System.notADirectory):
      return nil
    case .failed(let code):
      throw .opening(path, code)
    case .done(let descriptor):
      if case .done(let status) = FileStatus.of(descriptor), status.key == key {
        return descriptor
      }
      System.close(descriptor)
      return nil
    }
  }
}

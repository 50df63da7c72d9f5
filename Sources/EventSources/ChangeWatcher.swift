import CSystem

/// Watches directories for changes, and knows which ones have to be listed now and then instead.
final class ChangeWatcher {
  /// One change of one name.
  struct Change {
    /// The file or directory that changed.
    var path: String
    /// Created, or moved here.
    var appeared = false
    /// The name that what is at `path` had first, if it was renamed since the last look.
    var formerPath: String?
    var isDirectory = false
    /// True after a writer closed it, false after a write, nil for anything else.
    var written: Bool?
  }

  /// What has happened since the last look.
  struct Changes {
    var changes: [Change] = []
    /// Something can't be told from single changes: list everything.
    var needsListing = false
    /// Changes were lost.
    var areIncomplete = false
    /// First halves of renames, by their cookies, and first names by present ones.
    fileprivate var moved: [UInt32: String] = [:]
    fileprivate var origins: [String: String] = [:]
  }

  /// To wait for with `poll`; -1 where there is nothing to wait for.
  let descriptor: Int32
  /// Directories that are listed now and then.
  private(set) var unwatched: Set<String> = []
  /// Said once, when the system has no room for another watch.
  private(set) var shortage: String?

  private enum Target: Hashable {
    case directory(String)
    case file(String)

    var path: String {
      switch self {
      case .directory(let path), .file(let path): path
      }
    }
  }

  private let isEnabled: Bool
  private var watches: [Target: Int32] = [:]
  private var targets: [Int32: [Target]] = [:]
  private var buffer = [UInt64](repeating: 0, count: 8 << 10)

  /// - Parameter isEnabled: False lists everything now and then, as on systems without inotify.
  init(isEnabled: Bool = true) {
    self.isEnabled = isEnabled
    descriptor = isEnabled ? csys_watch_open() : -1
  }

  deinit { close() }

  func close() {
    if descriptor >= 0, !isClosed { System.close(descriptor) }
    isClosed = true
  }
  private var isClosed = false

  /// Watches `directory`, or the nearest one above it while it does not exist.
  func watch(directory: String) {
    var path = directory
    while !isHandled(path), path != "/" { path = DirectoryScanner.parent(of: path) }
    // It may have come into being before the watch on what is above it did.
    if path != directory, case .done = FileStatus.of(directory) { _ = isHandled(directory) }
  }

  /// Sees to it that changes in `path` are noticed; false if it does not exist.
  private func isHandled(_ path: String) -> Bool {
    if watches[.directory(path)] != nil || unwatched.contains(path) { return true }
    let notifies = isEnabled ? csys_notifies(path) : 0
    var watch: Int32 = -1
    if notifies > 0 { watch = csys_watch_directory(descriptor, path) }
    if watch >= 0 {
      add(.directory(path), watch)
      return true
    }
    if notifies != 0 {
      let code = System.lastError
      if code == System.noSuchFile || code == System.notADirectory { return false }
      // Granting access changes an attribute, which the directory above tells.
      if code == System.accessDenied { return true }
      if code == System.tooManyWatches, shortage == nil {
        shortage =
          "no more inotify watches; some directories are listed every few seconds "
          + "instead (raise fs.inotify.max_user_watches)"
      }
    } else if case .failed = FileStatus.of(path) {
      return false
    }
    unwatched.insert(path)
    return true
  }

  /// Watches one file, for a symbolic link whose target is somewhere else.
  func watch(file path: String) {
    if isEnabled, csys_notifies(path) == 1 {
      let watch = csys_watch_file(descriptor, path)
      if watch >= 0 {
        // The link may stand for another file than before.
        if watches[.file(path)] != watch {
          forget(.file(path))
          add(.file(path), watch)
        }
        return
      }
      if System.lastError == System.noSuchFile { return }
    }
    unwatched.insert(DirectoryScanner.parent(of: path))
  }

  /// Takes what has happened, without waiting.
  func changes() -> Changes {
    var result = Changes()
    guard descriptor >= 0 else { return result }
    while true {
      let outcome = buffer.withUnsafeMutableBytes { System.read(descriptor, into: $0) }
      guard case .done(let count) = outcome, count > 0 else { return result }
      var offset = 0
      var change = csys_change()
      while buffer.withUnsafeBytes({
        csys_watch_next($0.baseAddress, count, &offset, &change) != 0
      }) {
        take(change, into: &result)
      }
    }
  }

  private func take(_ change: csys_change, into result: inout Changes) {
    func has(_ flag: Int) -> Bool { Int(change.what) & flag != 0 }
    if has(CSYS_OVERFLOW) { result.areIncomplete = true }
    guard let known = targets[change.watch] else { return }
    let written: Bool? = has(CSYS_WRITTEN) ? true : has(CSYS_MODIFIED) ? false : nil
    for target in known {
      switch target {
      case .file(let path):
        result.changes.append(Change(path: path, written: written))
        if has(CSYS_SELF_GONE) || has(CSYS_IGNORED) { forget(.file(path)) }
      case .directory(let path):
        if change.name_length == 0 {
          // The directory itself: gone, moved, or its permissions changed.
          if has(CSYS_SELF_GONE) || has(CSYS_IGNORED) { forgetAll(below: path) }
          if has(CSYS_SELF_GONE) || has(CSYS_IGNORED) || has(CSYS_ATTRIBUTES) {
            result.needsListing = true
          }
          continue
        }
        guard let name = name(of: change) else { continue }
        let full = DirectoryScanner.joined(path, name)
        let isDirectory = has(CSYS_DIRECTORY)
        if isDirectory, has(CSYS_GONE) || has(CSYS_ATTRIBUTES) {
          forgetAll(below: full)
          result.needsListing = true
        }
        var latest = Change(
          path: full, appeared: has(CSYS_APPEARED), isDirectory: isDirectory, written: written)
        if change.cookie != 0 {
          latest.formerPath = result.rename(change.cookie, full, isFirst: has(CSYS_GONE))
        }
        result.add(latest)
      }
    }
  }

  private func name(of change: csys_change) -> String? {
    let start = Int(change.name_offset)
    let end = start + Int(change.name_length)
    return buffer.withUnsafeBytes { bytes in
      guard end <= bytes.count else { return nil }
      return String(validating: bytes[start..<end], as: UTF8.self)
    }
  }

  // MARK: - Books

  private func add(_ target: Target, _ watch: Int32) {
    watches[target] = watch
    targets[watch, default: []].append(target)
  }

  private func forget(_ target: Target) {
    guard let watch = watches.removeValue(forKey: target) else { return }
    targets[watch]?.removeAll { $0 == target }
    if targets[watch]?.isEmpty == true {
      targets[watch] = nil
      // Fails if the system has removed it already, which is as good.
      _ = csys_watch_remove(descriptor, watch)
    }
  }

  private func forgetAll(below path: String) {
    for target in watches.keys
    where target.path == path || target.path.hasPrefix(path + "/") {
      forget(target)
    }
    unwatched = unwatched.filter { $0 != path && !$0.hasPrefix(path + "/") }
  }
}

extension ChangeWatcher.Changes {
  /// Joins the halves of a rename, and renames of renames; gives the first name at the second half.
  fileprivate mutating func rename(_ cookie: UInt32, _ path: String, isFirst: Bool) -> String? {
    if isFirst {
      moved[cookie] = origins.removeValue(forKey: path) ?? path
      return nil
    }
    origins[path] = moved.removeValue(forKey: cookie)
    return origins[path]
  }

  /// Adds a change; the many writes to one file in a row count as one.
  fileprivate mutating func add(_ change: ChangeWatcher.Change) {
    if let last = changes.last, last.path == change.path, last.isDirectory == change.isDirectory,
      change.formerPath == nil
    {
      changes[changes.count - 1].appeared = last.appeared || change.appeared
      changes[changes.count - 1].written = change.written ?? last.written
    } else {
      changes.append(change)
    }
  }
}

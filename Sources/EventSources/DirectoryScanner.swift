#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lists directories.
enum DirectoryScanner {
  /// Endings of names that are not finished logs: downloads that are renamed when complete, and
  /// what editors leave.
  static let ignoredEndings = [".tmp", ".partial", ".part", ".swp", "~"]

  /// True for a name that is passed over below a directory: hidden, or with one of the endings.
  static func isIgnored(_ name: some StringProtocol) -> Bool {
    name.utf8.first == UInt8(ascii: ".") || ignoredEndings.contains { name.hasSuffix($0) }
  }

  /// The directory part of an absolute path.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "/" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func joined(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory + "/" + name
  }

  /// The names in `directory` in byte order, without `.` and `..`.
  ///
  /// - Parameter unreadable: Called with how many names were no UTF-8, if any: they can't be told
  ///   to anyone.
  static func names(
    in directory: String, unreadable: (Int) -> Void = { _ in }
  ) -> System.Outcome<[String]> {
    guard let handle = opendir(directory) else { return .failed(errno) }
    defer { closedir(handle) }
    var names: [String] = []
    var skipped = 0
    while let entry = readdir(handle) {
      if let name = name(of: entry) {
        if name != ".", name != ".." { names.append(name) }
      } else {
        skipped += 1
      }
    }
    if skipped > 0 { unreadable(skipped) }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return .done(names)
  }

  /// The path in `directory` that stands for the file `key`, if there is one.
  static func name(of key: FileKey, in directory: String) -> String? {
    guard let handle = opendir(directory) else { return nil }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      guard UInt64(truncatingIfNeeded: entry.pointee.d_ino) == key.inode,
        let name = name(of: entry)
      else { continue }
      let path = joined(directory, name)
      if case .done(let status) = FileStatus.ofLink(path), status.key == key { return path }
    }
    return nil
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
        String(validatingCString: $0)
      }
    }
  }
}

/// Walks what the SOURCEs mean and gives the files and directories found.
struct SourceWalk {
  /// Files found, in the order of the SOURCEs and of their names.
  private(set) var files: [String] = []
  /// Directories that new files can appear in, those missing included.
  private(set) var directories: [String] = []
  /// What could not be listed.
  private(set) var errors: [SourceError] = []
  private(set) var notices: [(uri: String, text: String)] = []

  private let limits: SourceLimits
  private let enters: (String) -> Void
  /// Directories already walked, by what they are: a loop of symbolic links ends here.
  private var walked: Set<FileKey> = []

  /// - Parameter enters: Called with each directory before it is listed, so that it can be watched
  ///   from before that moment and nothing is missed in between.
  init(limits: SourceLimits, enters: @escaping (String) -> Void) {
    self.limits = limits
    self.enters = enters
  }

  /// Adds what `spec` means now.
  mutating func add(_ spec: SourceSpec) {
    switch spec.kind {
    case .standardInput, .socket:
      break
    case .path(let path):
      enter(DirectoryScanner.parent(of: path), isListed: false)
      if case .done(let status) = FileStatus.of(path), status.kind == .directory {
        walked = []
        walk(path, spec: spec, depth: 0)
      } else {
        files.append(path)
      }
    case .glob(let pattern):
      walked = []
      walk(pattern.base, spec: spec, depth: 0)
    }
  }

  /// Adds what is below `directory`, which has just appeared.
  mutating func add(_ directory: String, of spec: SourceSpec) {
    walk(directory, spec: spec, depth: 0)
  }

  private mutating func enter(_ directory: String, isListed: Bool) {
    directories.append(directory)
    enters(directory)
  }

  private mutating func walk(_ directory: String, spec: SourceSpec, depth: Int) {
    guard depth <= limits.depth else {
      errors.append(
        SourceError(
          uri: directory, kind: .unavailable,
          reason: "more than \(limits.depth) levels of directories; name a deeper one as SOURCE"))
      return
    }
    enter(directory, isListed: true)
    guard case .done(let status) = FileStatus.of(directory), status.kind == .directory else {
      return
    }
    guard walked.insert(status.key).inserted else { return }
    var skipped = 0
    switch DirectoryScanner.names(in: directory, unreadable: { skipped = $0 }) {
    case .failed(let code):
      errors.append(.opening(directory, code))
    case .done(let names):
      if skipped > 0 {
        notices.append((directory, "\(skipped) names that are not UTF-8 are ignored"))
      }
      for name in names {
        let path = DirectoryScanner.joined(directory, name)
        guard case .done(let status) = FileStatus.of(path) else {
          // A dangling link, or gone already; an unreadable one is reported when it is opened.
          if spec.covers(path) { files.append(path) }
          continue
        }
        switch status.kind {
        case .directory where spec.descends(into: path):
          walk(path, spec: spec, depth: depth + 1)
        case .regular where spec.covers(path):
          files.append(path)
        default:
          break
        }
      }
    }
  }
}

extension SourceSpec {
  /// True when the file `path` belongs to this source.
  func covers(_ path: String) -> Bool {
    switch kind {
    case .standardInput, .socket:
      return false
    case .path(let own):
      if own == path { return true }
      guard let below = Self.below(own, path) else { return false }
      return below.split(separator: "/").allSatisfy { !DirectoryScanner.isIgnored($0) }
    case .glob(let pattern):
      guard pattern.matches(path) else { return false }
      return !DirectoryScanner.ignoredEndings.contains {
        path.hasSuffix($0) && !pattern.names(ending: $0)
      }
    }
  }

  /// True when files of this source can be below the directory `path`.
  func descends(into path: String) -> Bool {
    switch kind {
    case .standardInput, .socket:
      return false
    case .path(let own):
      if own == path { return true }
      guard let below = Self.below(own, path) else { return false }
      return below.split(separator: "/").allSatisfy { $0.utf8.first != UInt8(ascii: ".") }
    case .glob(let pattern):
      return pattern.reaches(path)
    }
  }

  /// True when what this source means is below `directory`, or is that itself.
  func begins(below directory: String) -> Bool {
    switch kind {
    case .standardInput, .socket: false
    case .path(let own): own == directory || Self.below(directory, own) != nil
    case .glob(let pattern):
      pattern.base == directory || Self.below(directory, pattern.base) != nil
    }
  }

  private static func below(_ directory: String, _ path: String) -> Substring? {
    let prefix = directory == "/" ? "/" : directory + "/"
    return path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : nil
  }
}

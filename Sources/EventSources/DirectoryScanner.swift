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

  /// The names in `directory` by inode.
  static func inodes(in directory: String) -> [UInt64: String] {
    guard let handle = opendir(directory) else { return [:] }
    defer { closedir(handle) }
    var result: [UInt64: String] = [:]
    while let entry = readdir(handle) {
      guard let name = name(of: entry) else { continue }
      result[UInt64(truncatingIfNeeded: entry.pointee.d_ino)] = name
    }
    return result
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
        String(validatingCString: $0)
      }
    }
  }
}

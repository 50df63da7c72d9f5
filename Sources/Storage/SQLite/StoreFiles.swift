import Glibc

/// The files of a store: made private, and looked at before SQLite touches them.
enum StoreFiles {
  /// What lies at a store's path.
  enum Kind: Equatable {
    case missing
    /// Made, but nothing was written yet: a collector died while creating it.
    case empty
    /// A SQLite database with our mark and this format.
    case store(version: Int)
    /// Anything else.
    case other(String)
  }

  /// Looks at the file's header without opening it as a database.
  static func inspect(_ path: String) throws(StoreError) -> Kind {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return .missing }
      throw error(errno, path: path, doing: "open")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(errno, path: path, doing: "examine") }
    guard status.st_mode & S_IFMT == S_IFREG else { return .other("not a regular file") }
    guard status.st_size > 0 else { return .empty }
    var header = [UInt8](repeating: 0, count: 100)
    let length = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard length == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      return .other("not a database")
    }
    let application = number(header, at: 68)
    guard application == UInt32(bitPattern: Schema.applicationID) else {
      return .other("a database of another program")
    }
    return .store(version: Int(number(header, at: 60)))
  }

  /// The path without symbolic links, so that all names of a store share one lease.
  static func resolve(_ path: String) -> String {
    if let whole = realName(path) { return whole }
    guard let slash = path.lastIndex(of: "/") else {
      return realName(".").map { $0 + "/" + path } ?? path
    }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    guard let real = realName(folder) else { return path }
    return (real == "/" ? "" : real) + path[slash...]
  }

  private static func realName(_ path: String) -> String? {
    guard let name = realpath(path, nil) else { return nil }
    defer { free(name) }
    return String(cString: name)
  }

  /// Makes an empty file that only its owner may read, whatever the umask says. SQLite gives the
  /// same mode to the files it puts beside it.
  static func createPrivate(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw error(errno, path: path, doing: "create") }
    let result = fchmod(descriptor, 0o600)
    let code = errno
    close(descriptor)
    if result != 0 { throw error(code, path: path, doing: "set the mode of") }
  }

  /// Makes the folder of `path`, and those above it that are missing, open to the owner only.
  static func createFolder(of path: String) throws(StoreError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    if access(folder, F_OK) == 0 { return }
    try createFolder(of: folder)
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      // There is nothing above it that a folder can be made in, as in /proc.
      if errno == ENOENT || errno == ENOTDIR { throw .noFolder(path: folder) }
      throw error(errno, path: folder, doing: "create")
    }
  }

  /// Removes a file that was made in vain.
  static func remove(_ path: String) { unlink(path) }

  /// The error of a failed system call.
  static func error(_ code: Int32, path: String, doing what: String) -> StoreError {
    let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    switch code {
    case ENOENT, ENOTDIR: return .notFound(path: path)
    case EEXIST: return .exists(path: path)
    case EACCES, EPERM, EROFS:
      return .notPermitted(path: path, detail: "can't \(what) it: \(reason)")
    case ENOSPC, EDQUOT: return .full(path: path)
    default: return .io(path: path, detail: "can't \(what) it: \(reason)")
    }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

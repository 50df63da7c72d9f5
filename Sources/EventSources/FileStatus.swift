#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Device and inode: what a file is, whatever its name.
struct FileKey: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64
}

/// What `stat` says about a file, as far as this module cares.
struct FileStatus: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case regular
    case directory
    case link
    case pipe
    case socket
    case other
  }

  var key: FileKey
  var kind: Kind
  var size: Int64
  /// Last change of the content, in nanoseconds since 1970.
  var modified: Int64
  var links: UInt64

  /// The status of `path`, following symbolic links, or an error number.
  static func of(_ path: String) -> System.Outcome<FileStatus> {
    var raw = stat()
    return stat(path, &raw) == 0 ? .done(FileStatus(raw)) : .failed(errno)
  }

  /// The status of `path` itself, which may be a symbolic link.
  static func ofLink(_ path: String) -> System.Outcome<FileStatus> {
    var raw = stat()
    return lstat(path, &raw) == 0 ? .done(FileStatus(raw)) : .failed(errno)
  }

  /// The status of an open file.
  static func of(_ descriptor: Int32) -> System.Outcome<FileStatus> {
    var raw = stat()
    return fstat(descriptor, &raw) == 0 ? .done(FileStatus(raw)) : .failed(errno)
  }

  private init(_ raw: stat) {
    key = FileKey(
      device: UInt64(truncatingIfNeeded: raw.st_dev), inode: UInt64(truncatingIfNeeded: raw.st_ino))
    switch raw.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .link
    case S_IFIFO, S_IFCHR: kind = .pipe
    case S_IFSOCK: kind = .socket
    default: kind = .other
    }
    size = Int64(raw.st_size)
    #if canImport(Darwin)
      let time = raw.st_mtimespec
    #else
      let time = raw.st_mtim
    #endif
    modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    links = UInt64(truncatingIfNeeded: raw.st_nlink)
  }
}

extension FileStatus {
  /// True when the content may differ from when this was taken.
  func isChanged(to other: FileStatus) -> Bool {
    size != other.size || modified != other.modified
  }
}

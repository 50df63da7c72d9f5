import CSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A Unix stream socket that programs write log records to.
///
/// Only the user who runs this process can connect (mode 0600 from the moment the file exists). A
/// socket file left behind by a process that died is replaced; one that is listened at is not.
final class SocketListener {
  let path: String
  let descriptor: Int32
  var uri: String { "unix:" + path }
  private let key: FileKey
  private var isOpen = true
  private var isRefusing = false

  /// Longest path a socket can have, in bytes.
  static var longestPath: Int { csys_socket_path_limit() }

  /// Starts listening at `path`.
  init(path: String) throws(SourceError) {
    self.path = path
    let lock = try Self.lock(path)
    defer { if lock >= 0 { System.close(lock) } }
    try Self.removeStale(path)
    let descriptor = csys_unix_socket()
    guard descriptor >= 0 else { throw Self.error(path, System.lastError) }
    guard csys_bind_private(descriptor, path) == 0, listen(descriptor, 128) == 0,
      case .done(let status) = FileStatus.ofLink(path)
    else {
      let code = System.lastError
      System.close(descriptor)
      throw Self.error(path, code)
    }
    self.descriptor = descriptor
    key = status.key
  }

  deinit { close() }

  /// Stops listening and removes the socket file, unless it is another's by now.
  func close() {
    guard isOpen else { return }
    isOpen = false
    if case .done(let status) = FileStatus.ofLink(path), status.key == key { System.unlink(path) }
    System.close(descriptor)
  }

  /// What came of accepting.
  enum Acceptance {
    case client(PipeStream, peer: String)
    /// Too many are connected; the text is nil if that has been said already.
    case refused(String?)
    case none
    case failed(SourceError)
  }

  /// Takes one client that wants to connect.
  /// - Parameter connected: The streams of those that are connected now. A new one gets the lowest
  ///   number that is free, so that a million short visits don't make a million sources.
  func accept(connected: Set<String>, limits: SourceLimits) -> Acceptance {
    let client = csys_accept(descriptor)
    guard client >= 0 else {
      switch System.lastError {
      case System.wouldBlock, ECONNABORTED, EINTR: return .none
      case let code: return .failed(Self.error(path, code))
      }
    }
    guard connected.count < limits.clients else {
      System.close(client)
      defer { isRefusing = true }
      return .refused(
        isRefusing ? nil : "\(limits.clients) clients are connected, more are refused")
    }
    isRefusing = false
    var number = 1
    while connected.contains("\(uri)#\(number)") { number += 1 }
    let stream = PipeStream(
      uri: "\(uri)#\(number)", descriptor: client, ownsDescriptor: true,
      headBytes: limits.headBytes,
      limits: limits)
    var pid: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
    let peer =
      csys_peer(client, &pid, &user, &group) == 0
      ? "connected by pid \(pid), uid \(user), gid \(group)" : "connected by an unknown process"
    return .client(stream, peer: peer)
  }

  // MARK: - Starting

  /// Locks the directory, so that of two processes that find the same stale socket only one
  /// replaces it. -1 where that is not possible: then the check alone has to do.
  private static func lock(_ path: String) throws(SourceError) -> Int32 {
    let directory = DirectoryScanner.parent(of: path)
    switch System.open(directory) {
    case .failed(System.noSuchFile):
      throw SourceError(
        uri: "unix:" + path, kind: .notFound,
        reason: "no such directory: \(directory); make it first")
    case .failed:
      return -1
    case .done(let descriptor):
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        System.close(descriptor)
        throw SourceError(
          uri: "unix:" + path, kind: .unavailable,
          reason: "another process holds a lock on \(directory); try again")
      }
      return descriptor
    }
  }

  private static func removeStale(_ path: String) throws(SourceError) {
    guard case .done(let status) = FileStatus.ofLink(path) else { return }
    guard status.kind == .socket else {
      throw SourceError(
        uri: "unix:" + path, kind: .unavailable,
        reason: "\(path) exists and is no socket; choose another path or remove it")
    }
    let probe = csys_unix_socket()
    guard probe >= 0 else { throw error(path, System.lastError) }
    defer { System.close(probe) }
    let isStale = csys_connect(probe, path) != 0 && System.lastError == System.connectionRefused
    guard isStale else {
      throw SourceError(
        uri: "unix:" + path, kind: .unavailable,
        reason: "another process listens at \(path); stop it or choose another path")
    }
    System.unlink(path)
  }

  private static func error(_ path: String, _ code: Int32) -> SourceError {
    let uri = "unix:" + path
    switch code {
    case System.accessDenied, System.notPermitted:
      return SourceError(
        uri: uri, kind: .notPermitted,
        reason: "not allowed to make \(path); choose a directory this user can write to")
    case System.noSuchFile:
      return SourceError(
        uri: uri, kind: .notFound, reason: "no such directory for \(path); make it first")
    default:
      return SourceError(
        uri: uri, kind: .unavailable, reason: "can't listen at \(path): \(System.message(code))")
    }
  }
}

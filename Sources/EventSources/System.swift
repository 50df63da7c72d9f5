#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system calls this module makes, with interrupted calls repeated and errors as numbers.
enum System {
  /// Result of a call that may fail: its value, or `errno`.
  enum Outcome<Value> {
    case done(Value)
    case failed(Int32)
  }

  /// The error number of the call just made.
  static var lastError: Int32 { errno }

  static let noSuchFile = ENOENT
  static let wouldBlock = EAGAIN
  static let connectionRefused = ECONNREFUSED
  static let connectionReset = ECONNRESET
  static let addressInUse = EADDRINUSE
  static let tooManyWatches = ENOSPC
  static let notADirectory = ENOTDIR
  static let notPermitted = EPERM
  static let accessDenied = EACCES
  static let tooManyFiles = EMFILE
  static let tooManyFilesInSystem = ENFILE

  /// Descriptors that are no longer needed; closing never repeats (the descriptor is gone anyway).
  static func close(_ descriptor: Int32) {
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Glibc.close(descriptor)
    #endif
  }

  /// Opens for reading. Never blocks (a named pipe without a writer would) and never makes a
  /// terminal ours.
  static func open(_ path: String) -> Outcome<Int32> {
    while true {
      #if canImport(Darwin)
        let result = Darwin.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      #elseif canImport(Musl)
        let result = Musl.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      #else
        let result = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      #endif
      if result >= 0 { return .done(result) }
      if errno != EINTR { return .failed(errno) }
    }
  }

  /// Reads at `offset`, leaving the descriptor's own position alone.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) -> Outcome<Int> {
    while true {
      let result = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if result >= 0 { return .done(result) }
      if errno != EINTR { return .failed(errno) }
    }
  }

  /// Reads what comes next.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) -> Outcome<Int> {
    while true {
      #if canImport(Darwin)
        let result = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let result = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if result >= 0 { return .done(result) }
      if errno != EINTR { return .failed(errno) }
    }
  }

  /// Writes one byte; a full pipe is fine, because the reader then has something to wake it.
  static func writeByte(_ descriptor: Int32) {
    var byte: UInt8 = 1
    #if canImport(Darwin)
      while Darwin.write(descriptor, &byte, 1) < 0, errno == EINTR {}
    #elseif canImport(Musl)
      while Musl.write(descriptor, &byte, 1) < 0, errno == EINTR {}
    #else
      while Glibc.write(descriptor, &byte, 1) < 0, errno == EINTR {}
    #endif
  }

  /// A non-blocking pipe, closed on exec: `(read end, write end)`.
  static func pipe() -> Outcome<(Int32, Int32)> {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let result = Darwin.pipe(&ends)
    #elseif canImport(Musl)
      let result = Musl.pipe(&ends)
    #else
      let result = Glibc.pipe(&ends)
    #endif
    if result != 0 { return .failed(errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return .done((ends[0], ends[1]))
  }

  /// Waits for the descriptors; gives back how many are ready. An interrupted wait counts as none.
  static func wait(_ descriptors: inout [pollfd], milliseconds: Int32) -> Int32 {
    let count = nfds_t(descriptors.count)
    #if canImport(Darwin)
      return max(0, Darwin.poll(&descriptors, count, milliseconds))
    #elseif canImport(Musl)
      return max(0, Musl.poll(&descriptors, count, milliseconds))
    #else
      return max(0, Glibc.poll(&descriptors, count, milliseconds))
    #endif
  }

  /// True when a read of `descriptor` would not block.
  static func isReadable(_ descriptor: Int32) -> Bool {
    var one = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    return wait(&one, milliseconds: 0) > 0
  }

  /// Milliseconds of a clock that never goes back; only differences mean anything.
  static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) &* 1000 &+ Int64(now.tv_nsec) / 1_000_000
  }

  /// The system's words for an error number, in lower case as they stand inside a sentence.
  static func message(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    guard let first = text.first else { return "error \(code)" }
    // "Is a directory" becomes "is a directory", but "RPC failed" keeps its capitals.
    let second = text.dropFirst().first
    return second?.isUppercase == true ? text : first.lowercased() + text.dropFirst()
  }

  /// The directory that relative paths start at; `/` if it is gone.
  static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// Most descriptors this process may have open.
  static func descriptorLimit() -> Int {
    let limit = sysconf(Int32(_SC_OPEN_MAX))
    return limit > 0 ? limit : 256
  }

  /// Removes a name.
  @discardableResult
  static func unlink(_ path: String) -> Bool {
    #if canImport(Darwin)
      return Darwin.unlink(path) == 0
    #elseif canImport(Musl)
      return Musl.unlink(path) == 0
    #else
      return Glibc.unlink(path) == 0
    #endif
  }
}

import Foundation

/// Where a command's results go: standard output, or a file that appears only when complete.
final class OutputFile {
  let lines: LineOutput
  private let path: String?
  private let temporary: String
  private let descriptor: Int32

  /// - Parameter path: the file, readable by its owner only; nil or `-` = standard output.
  /// - Throws: `Failure` when the file can't be made.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      self.path = nil
      temporary = ""
      descriptor = 1
      lines = LineOutput()
      return
    }
    self.path = path
    temporary = path + ".part-\(getpid())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate,
        "can't create \(path): \(String(cString: strerror(errno))); check folder and permissions")
    }
    lines = LineOutput(descriptor: descriptor)
  }

  /// Writes the rest and puts the file in its place.
  func finish() throws {
    defer { if path != nil { close(descriptor) } }
    do { try lines.finish() } catch {
      if path != nil { unlink(temporary) }
      throw error
    }
    guard let path else { return }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Failure(.io, "can't write \(path): \(reason)")
    }
  }
}

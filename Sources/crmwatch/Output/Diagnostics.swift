import Foundation
import TerminalKit

/// Lines on standard error and in the log file, as `--quiet`, `--verbose` and `--log-file` say.
struct Diagnostics {
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let log: FileHandle?

  /// - Throws: `Failure` when the log file can't be made.
  init(_ options: GlobalOptions) throws {
    isQuiet = options.quiet
    isVerbose = options.verbose
    guard let path = options.logFile else {
      log = nil
      return
    }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, "--log-file: can't write \(path): \(String(cString: strerror(errno)))")
    }
    log = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Something the user should know.
  func say(_ text: String) { emit(text, isShown: !isQuiet) }

  /// Something worth knowing when one looks for a reason.
  func detail(_ text: String) { emit(text, isShown: isVerbose) }

  /// An error that doesn't end the command; `--quiet` doesn't silence it.
  func complain(_ text: String) { emit(text, isShown: true) }

  private func emit(_ text: String, isShown: Bool) {
    let line = Data((SafeText(untrusted: text).plain + "\n").utf8)
    if isShown { FileHandle.standardError.write(line) }
    try? log?.write(contentsOf: line)
  }
}

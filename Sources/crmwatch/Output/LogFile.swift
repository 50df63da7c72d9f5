import Foundation
import Synchronization
import TerminalKit

/// The file of `--log-file`: what a command says, shown or not, and the error that it ends with.
enum LogFile {
  private static let file = Mutex<FileHandle?>(nil)

  /// Opens the file to append to it.
  /// - Returns: what stands against it; nil = it is open.
  static func open(_ path: String) -> String? {
    let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    file.withLock { $0 = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
    return nil
  }

  /// Whether there is a log file.
  static var isOpen: Bool { file.withLock { $0 != nil } }

  /// Appends a line, if there is a log file.
  static func write(_ text: String) {
    file.withLock {
      try? $0?.write(contentsOf: Data((SafeText(untrusted: text).plain + "\n").utf8))
    }
  }
}

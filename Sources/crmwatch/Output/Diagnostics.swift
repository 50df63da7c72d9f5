import Foundation
import TerminalKit

/// Lines on standard error and in the log file, as `--quiet`, `--verbose` and `--log-file` say.
struct Diagnostics: Sendable {
  private let isQuiet: Bool
  private let isVerbose: Bool

  init(_ options: GlobalOptions) {
    isQuiet = options.quiet
    isVerbose = options.verbose
  }

  /// Whether details go anywhere.
  var wantsDetail: Bool { isVerbose || LogFile.isOpen }

  /// Something the user should know.
  func say(_ text: String) { emit(text, isShown: !isQuiet) }

  /// Something worth knowing when one looks for a reason.
  func detail(_ text: String) { emit(text, isShown: isVerbose) }

  /// An error that doesn't end the command; `--quiet` doesn't silence it.
  func complain(_ text: String) { emit(text, isShown: true) }

  private func emit(_ text: String, isShown: Bool) {
    if isShown {
      FileHandle.standardError.write(Data((SafeText(untrusted: text).plain + "\n").utf8))
    }
    LogFile.write(text)
  }
}

import Foundation

/// What standard input and output are.
enum Terminal {
  /// True when a person looks at standard output and can type.
  static var isInteractive: Bool { isatty(1) == 1 && (isatty(0) == 1 || isatty(2) == 1) }

  /// Refuses to open the dashboard where nobody could see it.
  static func require(for command: String, otherwise alternative: String) throws {
    guard isInteractive else {
      throw Failure(
        .unavailable, "`\(command)` needs a terminal; without one use `\(alternative)`")
    }
  }
}

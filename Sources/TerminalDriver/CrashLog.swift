import CTerminal

/// Sends Swift's crash reports to a file instead of to the screen.
///
/// On a terminal, the backtracer of Swift 6 waits for keys and keeps the terminal raw meanwhile. It
/// reads its settings from the environment before `main`, so the program has to be started again.
public enum CrashLog {
  /// Starts this program again with a crash log, once, if it runs on a terminal.
  ///
  /// Call it first thing in `main`, before threads or files are open. It does not return when it has
  /// worked; it returns at once when `SWIFT_BACKTRACE` is set already, or when it can not work.
  /// - Parameter path: the file that a crash report is written to. Its folder must exist.
  public static func restart(writingTo path: String) {
    // The setting is a list with commas; a path with one would be read as another setting.
    guard ct_is_terminal(), !path.isEmpty, !path.contains(",") else { return }
    let value = "enable=yes,interactive=no,color=no,output-to=\(path)"
    value.withCString { ct_restart_with_backtrace($0, CommandLine.unsafeArgv) }
  }
}

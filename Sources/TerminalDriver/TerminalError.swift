/// Why the terminal could not be taken.
public enum TerminalError: Error, Sendable, Hashable {
  /// Neither standard input and output nor `/dev/tty` is a terminal.
  case noTerminal
  /// `TERM` is not set, or terminfo does not know it.
  case unknownType(String)
  /// The terminal can not move its cursor.
  case tooSimple(String)
  /// ncurses could not start.
  case failed

  /// What is wrong and what to do about it.
  public var message: String {
    switch self {
    case .noTerminal:
      "there is no terminal to draw on; use a subcommand that prints, or run it in a terminal"
    case .unknownType(let term):
      term.isEmpty
        ? "TERM is not set; try TERM=xterm-256color"
        : "the terminal type \"\(term)\" is unknown here; try TERM=xterm-256color"
    case .tooSimple(let term):
      "the terminal \"\(term)\" can not move its cursor; use a subcommand that prints"
    case .failed:
      "the terminal could not be set up"
    }
  }
}

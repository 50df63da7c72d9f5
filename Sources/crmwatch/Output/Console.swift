import Foundation
import SecurityModel

/// What standard output can show: colours, width, and whether people look at it.
struct Console {
  /// False when the output goes to a file or another program: plain, one record a line.
  let isTerminal: Bool
  let usesColor: Bool
  /// Columns of the terminal.
  let width: Int

  /// Emphasis of a piece of text.
  enum Emphasis: String {
    case strong = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "1;31"
  }

  /// What `--color` may be.
  static let colorChoices = ["auto", "always", "never", "16", "256", "direct"]

  /// - Parameter choice: the value of `--color`.
  /// - Throws: `Failure` when the choice isn't known.
  init(color choice: String) throws {
    let terminal = isatty(1) == 1
    isTerminal = terminal
    switch choice {
    case "never": usesColor = false
    case "always", "16", "256", "direct": usesColor = true
    case "auto":
      usesColor =
        terminal && Paths.environment("NO_COLOR") == nil && Paths.environment("TERM") != "dumb"
    default:
      throw Failure(
        .usage, "--color: unknown choice `\(choice)`; known: auto, always, never, 16, 256, direct")
    }
    var size = winsize()
    let known = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = known ? max(20, Int(size.ws_col)) : 80
  }

  /// The text with the emphasis where colours are used.
  func styled(_ text: String, _ emphasis: Emphasis) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The emphasis of a severity.
  static func emphasis(_ severity: Severity) -> Emphasis {
    switch severity {
    case .critical: .magenta
    case .high: .red
    case .medium: .yellow
    case .low: .blue
    case .info: .dim
    }
  }

  /// A heading.
  func heading(_ text: String) -> String { styled(text, .strong) }

  /// Lines of at most the terminal's width (at most 100 columns), broken at blanks; the text is
  /// neutralised. Output that is not to a terminal is not broken.
  func wrapped(_ text: String, indent: Int = 0) -> [String] {
    let blank = String(repeating: " ", count: indent)
    let safe = Safe.text(text)
    guard isTerminal else { return [blank + safe] }
    let room = max(20, min(width, 100) - indent)
    var lines: [String] = []
    var line = ""
    for word in safe.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(blank + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(blank + line)
    return lines
  }
}

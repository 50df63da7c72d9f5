/// What a terminal can do, worked out from its environment without asking it anything.
///
/// Questions to the terminal are not sent: answers that come late over ssh or through a multiplexer
/// end up as typed keys.
public struct TerminalProfile: Sendable, Hashable {
  /// What the user wants to see.
  public enum ColorChoice: String, Sendable, CaseIterable {
    /// As the environment says.
    case auto
    /// No colours at all.
    case none
    /// The terminal's own 16 colours.
    case ansi = "16"
    /// The 256-colour palette.
    case palette = "256"
    /// 24-bit colour.
    case direct = "truecolor"
  }

  /// What stands between us and the user's terminal.
  public enum Multiplexer: Sendable, Hashable {
    case none
    case tmux
    case screen
  }

  /// How many colours to use.
  public var colorDepth: ColorDepth
  /// Which characters to use.
  public var charset: Charset
  /// Whether mouse, paste, focus and clipboard work in xterm's way.
  public var hasXtermModes: Bool
  /// Whether frames may be wrapped in mode 2026 against tearing.
  public var isSynchronized: Bool
  /// What stands between us and the user's terminal.
  public var multiplexer: Multiplexer

  /// - Parameters:
  ///   - environment: `TERM`, `COLORTERM`, `NO_COLOR`, `TMUX` and `STY` are looked at.
  ///   - isUTF8: whether the locale's codeset is UTF-8.
  ///   - terminfoColors: what terminfo says about `TERM`; 0 or less for none.
  ///   - color: what the user has asked for.
  ///   - charset: what the user has asked for; nil to decide by locale and terminal.
  ///   - ambiguousIsWide: whether the terminal is set up to draw ambiguous characters wide.
  public init(
    environment: [String: String], isUTF8: Bool, terminfoColors: Int, color: ColorChoice = .auto,
    charset: Charset.Repertoire? = nil, ambiguousIsWide: Bool = false
  ) {
    let term = (environment["TERM"] ?? "").lowercased()
    let isSimple = TerminalProfile.simple.contains { term.hasPrefix($0) }
    hasXtermModes =
      !isSimple
      && (TerminalProfile.xtermLike.contains { term.hasPrefix($0) } || terminfoColors >= 256)
    isSynchronized = hasXtermModes
    if environment["TMUX"]?.isEmpty == false {
      multiplexer = .tmux
    } else if environment["STY"]?.isEmpty == false || term.hasPrefix("screen") {
      multiplexer = .screen
    } else {
      multiplexer = .none
    }
    let repertoire: Charset.Repertoire
    if !isUTF8 {
      repertoire = .ascii
    } else if let charset {
      repertoire = charset
    } else {
      repertoire = term == "linux" ? .console : (isSimple || term.isEmpty ? .ascii : .unicode)
    }
    self.charset = Charset(repertoire, ambiguousIsWide: ambiguousIsWide)
    colorDepth = TerminalProfile.depth(
      environment, color: color, terminfoColors: terminfoColors,
      canBeDirect: hasXtermModes && multiplexer != .screen)
  }

  private static let simple = ["vt", "linux", "dumb", "ansi", "cons", "sun", "wyse", "wy", "tvi"]
  private static let xtermLike = [
    "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "contour",
    "ghostty", "konsole", "gnome", "vte", "st-", "iterm", "mintty", "putty", "rio",
  ]

  private static func depth(
    _ environment: [String: String], color: ColorChoice, terminfoColors: Int, canBeDirect: Bool
  ) -> ColorDepth {
    switch color {
    case .none: return .mono
    case .ansi: return terminfoColors >= 16 ? .ansi16 : (terminfoColors >= 8 ? .ansi8 : .mono)
    case .palette: return terminfoColors >= 256 ? .palette256 : byTerminfo(terminfoColors)
    case .direct: return canBeDirect ? .direct : byTerminfo(terminfoColors)
    case .auto: break
    }
    // https://no-color.org: any value but an empty one.
    if environment["NO_COLOR"]?.isEmpty == false { return .mono }
    let colorTerm = environment["COLORTERM"]
    if canBeDirect, colorTerm == "truecolor" || colorTerm == "24bit" { return .direct }
    return byTerminfo(terminfoColors)
  }

  private static func byTerminfo(_ colors: Int) -> ColorDepth {
    if colors >= 256 { return .palette256 }
    if colors >= 16 { return .ansi16 }
    return colors >= 8 ? .ansi8 : .mono
  }
}

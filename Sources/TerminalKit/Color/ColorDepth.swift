/// How many colours the terminal can show.
public enum ColorDepth: UInt8, Sendable, Comparable, CaseIterable {
  /// Attributes only: `NO_COLOR`, `TERM=vt100`.
  case mono
  /// The eight ANSI colours.
  case ansi8
  /// The eight ANSI colours and their bright forms.
  case ansi16
  /// The xterm palette of 256 colours.
  case palette256
  /// 24-bit colour.
  case direct

  public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}

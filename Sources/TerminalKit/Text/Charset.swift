/// Which characters the terminal and its font can show.
public struct Charset: Sendable, Hashable {
  /// From rich to poor.
  public enum Repertoire: UInt8, Sendable, CaseIterable, Comparable {
    /// 7-bit ASCII only, for `LANG=C` and serial lines.
    case ascii
    /// Code page 437: square lines, half blocks and shades, as on the Linux console.
    case console
    /// Rounded lines and eighth blocks, but no braille in the font.
    case block
    /// Everything, charts in braille.
    case unicode

    public static func < (left: Repertoire, right: Repertoire) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// The characters that may be used.
  public var repertoire: Repertoire
  /// Whether the terminal draws East Asian Ambiguous characters two cells wide.
  ///
  /// Lines and blocks are ambiguous, braille is not: with this set, charts stay in braille and lines
  /// become ASCII, so that nothing can shift.
  public var ambiguousIsWide: Bool

  /// - Parameters:
  ///   - repertoire: the characters that may be used.
  ///   - ambiguousIsWide: see the property.
  public init(_ repertoire: Repertoire, ambiguousIsWide: Bool = false) {
    self.repertoire = repertoire
    self.ambiguousIsWide = ambiguousIsWide
  }

  /// Everything, charts in braille.
  public static let unicode = Charset(.unicode)
  /// Charts in eighth blocks.
  public static let block = Charset(.block)
  /// The Linux console.
  public static let console = Charset(.console)
  /// 7-bit ASCII.
  public static let ascii = Charset(.ascii)

  /// Whether box-drawing characters may be used.
  public var hasLines: Bool { repertoire > .ascii && !ambiguousIsWide }
  /// Whether ▁▂▃▄▅▆▇█ may be used.
  public var hasEighths: Bool { repertoire >= .block && !ambiguousIsWide }
  /// Whether ▄█░▒▓ may be used.
  public var hasShades: Bool { repertoire > .ascii && !ambiguousIsWide }
  /// Whether braille may be used.
  public var hasBraille: Bool { repertoire == .unicode }
}

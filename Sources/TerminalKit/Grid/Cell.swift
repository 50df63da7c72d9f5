/// One cell of the screen: what it shows and how. 16 bytes, compared as two words.
public struct Cell: Sendable, Hashable {
  /// The character, a blank, or the right half of the wide character to the left.
  public var glyph: Glyph
  /// Colours and attributes.
  public var style: Style

  /// - Parameters:
  ///   - glyph: what is shown.
  ///   - style: colours and attributes.
  public init(glyph: Glyph, style: Style) {
    self.glyph = glyph
    self.style = style
  }

  /// A blank in the terminal's own colours.
  public static let blank = Cell(glyph: .space, style: .plain)
}

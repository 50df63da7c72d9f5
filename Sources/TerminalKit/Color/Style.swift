/// Colours and attributes of a cell, packed into one word so that comparing is cheap.
public struct Style: Sendable, Hashable {
  /// foreground | background << 26 | attributes << 52
  let bits: UInt64

  private static let colorMask: UInt64 = 0x3FF_FFFF

  /// - Parameters:
  ///   - foreground: colour of the character.
  ///   - background: colour behind it.
  ///   - attributes: bold and the like.
  public init(
    foreground: Color = .terminalDefault, background: Color = .terminalDefault,
    attributes: Attributes = []
  ) {
    bits =
      UInt64(foreground.bits) | UInt64(background.bits) << 26 | UInt64(attributes.rawValue) << 52
  }

  /// The terminal's own colours, no attributes.
  public static let plain = Style()

  /// Colour of the character.
  public var foreground: Color {
    Color(bits: UInt32(truncatingIfNeeded: bits & Style.colorMask))
  }
  /// Colour behind the character.
  public var background: Color {
    Color(bits: UInt32(truncatingIfNeeded: bits >> 26 & Style.colorMask))
  }
  /// Bold and the like.
  public var attributes: Attributes {
    Attributes(rawValue: UInt8(truncatingIfNeeded: bits >> 52))
  }

  /// The same style with these attributes added.
  public func adding(_ attributes: Attributes) -> Style {
    Style(
      foreground: foreground, background: background,
      attributes: self.attributes.union(attributes))
  }

  /// The same style over another background.
  public func on(_ background: Color) -> Style {
    Style(foreground: foreground, background: background, attributes: attributes)
  }
}

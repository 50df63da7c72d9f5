/// A colour as the driver is asked for it.
public struct Color: Sendable, Hashable {
  /// kind << 24 | value; kind 0 = default, 1 = palette index, 2 = 0xRRGGBB
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits & 0x3FF_FFFF }

  /// The terminal's own foreground or background.
  public static let terminalDefault = Color(bits: 0)

  /// One of the terminal's own 16 colours, 0 to 15.
  public static func ansi(_ index: UInt8) -> Color {
    Color(bits: 1 << 24 | UInt32(index & 0x0F))
  }

  /// A colour by its parts, 0 to 255 each.
  public static func rgb(_ value: RGB) -> Color {
    Color(bits: 2 << 24 | value.packed)
  }

  /// The red, green and blue parts, if the colour has been given so.
  public var rgb: RGB? {
    bits >> 24 == 2 ? RGB(packed: bits & 0xFF_FFFF) : nil
  }

  /// The terminal palette index, if the colour has been given so.
  public var ansiIndex: UInt8? {
    bits >> 24 == 1 ? UInt8(truncatingIfNeeded: bits & 0x0F) : nil
  }

  /// Whether this is the terminal's own colour.
  public var isDefault: Bool { bits == 0 }
}

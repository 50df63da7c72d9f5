/// A colour in the sRGB space, 8 bits a channel.
public struct RGB: Sendable, Hashable {
  /// Red, 0 to 255.
  public var red: UInt8
  /// Green, 0 to 255.
  public var green: UInt8
  /// Blue, 0 to 255.
  public var blue: UInt8

  /// - Parameters: the three channels, 0 to 255 each.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour 0xRRGGBB; higher bits are ignored.
  public init(packed: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
      UInt8(truncatingIfNeeded: packed))
  }

  /// Six hexadecimal digits, optionally after a `#`; nil for anything else.
  public init?(hex: some StringProtocol) {
    var digits = Array(hex.utf8)
    if digits.first == 0x23 { digits.removeFirst() }
    guard digits.count == 6 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      let nibble: UInt8
      switch digit {
      case 0x30...0x39: nibble = digit - 0x30
      case 0x41...0x46: nibble = digit - 0x41 + 10
      case 0x61...0x66: nibble = digit - 0x61 + 10
      default: return nil
      }
      value = value << 4 | UInt32(nibble)
    }
    self.init(packed: value)
  }

  /// The colour as 0xRRGGBB.
  public var packed: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// The colour as `#rrggbb`.
  public var hex: String {
    let digits = String(packed, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The colour `fraction` of the way to `other`; 0 is this colour, 1 the other one.
  public func mixed(with other: RGB, _ fraction: Double) -> RGB {
    let part = min(1, max(0, fraction))
    func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * part).rounded())
    }
    return RGB(channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
  }
}

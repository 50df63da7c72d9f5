/// Contrast and distance of colours, as people see them.
public enum Contrast {
  /// The WCAG 2.2 contrast ratio, 1 (none) to 21 (black on white).
  public static func ratio(_ first: RGB, _ second: RGB) -> Double {
    let a = luminance(first)
    let b = luminance(second)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// WCAG relative luminance, 0 (black) to 1 (white).
  public static func luminance(_ color: RGB) -> Double {
    0.2126 * linear[Int(color.red)] + 0.7152 * linear[Int(color.green)]
      + 0.0722 * linear[Int(color.blue)]
  }

  /// The colour moved towards white or black just far enough to reach `ratio` over `background`.
  ///
  /// A colour that has the contrast already is returned as it is. When neither white nor black
  /// reaches the ratio, the better one of them is returned.
  public static func ensure(_ color: RGB, over background: RGB, ratio wanted: Double) -> RGB {
    if ratio(color, background) >= wanted { return color }
    let white = RGB(255, 255, 255)
    let black = RGB(0, 0, 0)
    let target = ratio(white, background) >= ratio(black, background) ? white : black
    if ratio(target, background) <= wanted { return target }
    var low = 0.0
    var high = 1.0
    for _ in 0..<10 {
      let middle = (low + high) / 2
      if ratio(color.mixed(with: target, middle), background) >= wanted {
        high = middle
      } else {
        low = middle
      }
    }
    return color.mixed(with: target, high)
  }

  /// The distance of two colours in CIE L*a*b* (CIE 1976, D65); about 2 is just noticeable.
  public static func distance(_ first: RGB, _ second: RGB) -> Double {
    let a = lab(first)
    let b = lab(second)
    let lightness = a.0 - b.0
    let redGreen = a.1 - b.1
    let yellowBlue = a.2 - b.2
    return (lightness * lightness + redGreen * redGreen + yellowBlue * yellowBlue).squareRoot()
  }

  /// How a person without green cones sees the colour (Machado et al. 2009, severity 1.0).
  public static func deuteranopia(_ color: RGB) -> RGB {
    let red = linear[Int(color.red)]
    let green = linear[Int(color.green)]
    let blue = linear[Int(color.blue)]
    return RGB(
      encode(0.367322 * red + 0.860646 * green - 0.227968 * blue),
      encode(0.280085 * red + 0.672501 * green + 0.047413 * blue),
      encode(-0.011820 * red + 0.042940 * green + 0.968881 * blue))
  }

  /// Hue in degrees 0 ..< 360 and saturation 0 ... 1 of the HSL model; the hue of a grey is 0.
  public static func hueAndSaturation(_ color: RGB) -> (hue: Double, saturation: Double) {
    let red = Double(color.red) / 255
    let green = Double(color.green) / 255
    let blue = Double(color.blue) / 255
    let top = max(red, green, blue)
    let bottom = min(red, green, blue)
    let spread = top - bottom
    guard spread > 0 else { return (0, 0) }
    let lightness = (top + bottom) / 2
    let saturation = spread / (1 - abs(2 * lightness - 1))
    var hue: Double
    if top == red {
      hue = (green - blue) / spread
    } else if top == green {
      hue = (blue - red) / spread + 2
    } else {
      hue = (red - green) / spread + 4
    }
    hue *= 60
    return (hue < 0 ? hue + 360 : hue, min(1, saturation))
  }

  /// sRGB to linear light for each of the 256 channel values.
  private static let linear: [Double] = (0..<256).map { value in
    let part = Double(value) / 255
    return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055, 2.4)
  }

  private static func encode(_ light: Double) -> UInt8 {
    let clamped = min(1, max(0, light))
    // The table is ascending: the nearest entry is the channel value.
    var low = 0
    var high = 255
    while low < high {
      let middle = (low + high) / 2
      if linear[middle] < clamped { low = middle + 1 } else { high = middle }
    }
    if low > 0, clamped - linear[low - 1] < linear[low] - clamped { low -= 1 }
    return UInt8(low)
  }

  private static func lab(_ color: RGB) -> (Double, Double, Double) {
    let red = linear[Int(color.red)]
    let green = linear[Int(color.green)]
    let blue = linear[Int(color.blue)]
    let x = labCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = labCurve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = labCurve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))
  }

  private static func labCurve(_ value: Double) -> Double {
    value > 216.0 / 24389 ? power(value, 1.0 / 3) : (24389.0 / 27 * value + 16) / 116
  }

  /// `base` to the power of `exponent` for bases in 0 < base <= 1.2, without a maths library.
  ///
  /// Newton's method on roots of two: the exponent is taken as a binary fraction of 40 digits.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    guard base > 0 else { return 0 }
    let whole = exponent.rounded(.down)
    var result = 1.0
    for _ in 0..<Int(whole) { result *= base }
    var fraction = exponent - whole
    var root = base
    for _ in 0..<40 {
      root = root.squareRoot()
      fraction *= 2
      if fraction >= 1 {
        result *= root
        fraction -= 1
      }
    }
    return result
  }
}

/// The fixed part of the xterm palette: a cube of 216 colours and 24 greys, indices 16 to 255.
///
/// The first 16 are left alone, for every user sets them to something else.
public enum XtermPalette {
  /// The colour of an index; the first 16 as xterm has them by default.
  public static func color(_ index: UInt8) -> RGB { colors[Int(index)] }

  /// The index of the colour nearest to `color`, 16 to 255.
  public static func index(nearest color: RGB) -> UInt8 {
    var best = 16
    var least = Int.max
    for index in 16..<256 {
      let distance = redmean(color, colors[index])
      if distance < least {
        least = distance
        best = index
      }
    }
    return UInt8(best)
  }

  /// The palette's colour nearest to `color`.
  static func nearest(_ color: RGB) -> RGB { colors[Int(index(nearest: color))] }

  /// The palette's colour nearest to `color` among those that are good enough, if there is any.
  static func nearest(_ color: RGB, where isGood: (RGB) -> Bool) -> RGB? {
    var best: RGB?
    var least = Int.max
    for candidate in colors[16...] {
      let distance = redmean(color, candidate)
      if distance < least, isGood(candidate) {
        least = distance
        best = candidate
      }
    }
    return best
  }

  /// The grey some steps lighter (or darker, below zero) than a colour.
  static func neighbouringGrey(_ color: RGB, steps: Int) -> RGB {
    let lightness = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    let grey = min(23, max(0, (lightness - 8 + 5) / 10 + steps))
    return colors[232 + grey]
  }

  private static let colors: [RGB] = {
    let ansi: [UInt32] = [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
      0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
    var colors = ansi.map(RGB.init(packed:))
    for red in steps {
      for green in steps {
        for blue in steps { colors.append(RGB(red, green, blue)) }
      }
    }
    for grey in 0..<24 {
      let value = UInt8(8 + 10 * grey)
      colors.append(RGB(value, value, value))
    }
    return colors
  }()

  /// A cheap distance that follows the eye well (T. Riemersma, "Colour metric").
  private static func redmean(_ first: RGB, _ second: RGB) -> Int {
    let mean = (Int(first.red) + Int(second.red)) / 2
    let red = Int(first.red) - Int(second.red)
    let green = Int(first.green) - Int(second.green)
    let blue = Int(first.blue) - Int(second.blue)
    return (((512 + mean) * red * red) >> 8) + 4 * green * green
      + (((767 - mean) * blue * blue) >> 8)
  }
}

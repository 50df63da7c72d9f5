extension CellGrid {
  /// The frame as text, one line a row, blanks at the end of rows kept.
  public func snapshot() -> String {
    var text = ""
    for y in 0..<height {
      if y > 0 { text += "\n" }
      text += row(y)
    }
    return text
  }

  /// One row as text; `width` cells wide.
  public func row(_ y: Int) -> String {
    var text = ""
    for x in 0..<width { self[x, y].glyph.write(to: &text) }
    return text
  }

  /// The styles of the frame: one letter a cell, then a legend of the letters in order of first use.
  ///
  /// More than 62 styles share the letter `?`.
  public func styleSnapshot() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    var order: [Style] = []
    var text = ""
    for y in 0..<height {
      for x in 0..<width {
        let style = self[x, y].style
        let index = order.firstIndex(of: style) ?? order.count
        if index == order.count { order.append(style) }
        text.append(index < letters.count ? letters[index] : "?")
      }
      text += "\n"
    }
    for (letter, style) in zip(letters, order) { text += "\(letter) = \(style)\n" }
    return text
  }
}

extension Style: CustomStringConvertible {
  /// Readable form for golden files: `#d0d0d0 on default bold`.
  public var description: String {
    var text = "\(foreground) on \(background)"
    let names: [(Attributes, String)] = [
      (.bold, " bold"), (.dim, " dim"), (.italic, " italic"), (.underline, " underline"),
      (.reverse, " reverse"), (.strikethrough, " strikethrough"),
    ]
    for (attribute, name) in names where attributes.contains(attribute) { text += name }
    return text
  }
}

extension Color: CustomStringConvertible {
  /// Readable form for golden files: `#rrggbb`, `ansi3`, or `default`.
  public var description: String {
    if let rgb { return rgb.hex }
    if let ansiIndex { return "ansi\(ansiIndex)" }
    return "default"
  }
}

import CTerminal
import TerminalKit

/// Turns styles into colour pairs and attributes, once for each style that occurs.
struct CellStyles {
  /// What ncurses needs to know.
  struct Resolved {
    var pair: Int32
    var attributes: UInt8
  }

  private let depth: ColorDepth
  private var known: [Style: Resolved] = [:]
  private var last: (style: Style, resolved: Resolved)?

  /// Forgetting everything now and then keeps ncurses from reusing pairs that we still refer to.
  private static let limit = 2000

  init(depth: ColorDepth) { self.depth = depth }

  /// The pair and attributes of a style.
  mutating func resolve(_ style: Style) -> Resolved {
    if let last, last.style == style { return last.resolved }
    let resolved: Resolved
    if let found = known[style] {
      resolved = found
    } else {
      if known.count >= CellStyles.limit { known.removeAll(keepingCapacity: true) }
      resolved = make(style)
      known[style] = resolved
    }
    last = (style, resolved)
    return resolved
  }

  private func make(_ style: Style) -> Resolved {
    var attributes = style.attributes
    let foreground = number(style.foreground)
    let background = number(style.background)
    if depth == .ansi8, let index = style.foreground.ansiIndex, index >= 8 {
      attributes.insert(.bold)
    }
    let supported: Attributes = [.bold, .dim, .italic, .underline, .reverse]
    let pair = depth == .mono ? 0 : ct_pair(foreground, background)
    return Resolved(pair: pair, attributes: attributes.intersection(supported).rawValue)
  }

  /// The number ncurses knows a colour by; -1 for the terminal's own.
  private func number(_ color: Color) -> Int32 {
    if let index = color.ansiIndex {
      switch depth {
      case .mono: return -1
      case .ansi8: return Int32(index & 7)
      case .ansi16, .palette256: return Int32(index)
      case .direct: return direct(XtermPalette.color(index))
      }
    }
    guard let rgb = color.rgb else { return -1 }
    switch depth {
    case .mono, .ansi8, .ansi16: return -1
    case .palette256: return Int32(XtermPalette.index(nearest: rgb))
    case .direct: return direct(rgb)
    }
  }

  /// Numbers below 8 mean the ANSI colours to some descriptions; the nearest blue is no worse.
  private func direct(_ color: RGB) -> Int32 { max(8, Int32(color.packed)) }
}

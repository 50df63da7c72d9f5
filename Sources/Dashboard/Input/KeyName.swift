import TerminalKit

/// Keys as they are written in hints, help and documentation.
enum KeyName {
  static func text(_ key: Key) -> String {
    switch key {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "C-" + String(character)
    case .alt("\r"), .alt("\n"): "M-Enter"
    case .alt(let character): "M-" + String(character)
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .shiftUp: "S-Up"
    case .shiftDown: "S-Down"
    case .shiftLeft: "S-Left"
    case .shiftRight: "S-Right"
    case .controlLeft: "C-Left"
    case .controlRight: "C-Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .insert: "Ins"
    case .delete: "Del"
    case .backspace: "Backspace"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .function(let number): "F\(number)"
    case .mouse: "Mouse"
    case .paste: "Paste"
    case .focusIn, .focusOut, .resize, .hangup: "-"
    }
  }
}

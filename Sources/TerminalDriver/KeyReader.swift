import CTerminal
import TerminalKit

/// Puts keys together from what ncurses reads: pastes, mouse reports, Alt, and stray sequences.
struct KeyReader {
  /// The most characters of one paste that are kept; the rest is dropped.
  static let longestPaste = 65_536
  /// The most keys taken in one go, so that a flood of input can not starve the screen.
  static let mostKeys = 512

  private var paste: String?
  private var pasteLength = 0

  /// Whether the end of a paste has not come yet.
  var isPasting: Bool { paste != nil }

  /// Reads what is there.
  mutating func read(into keys: inout [Key]) {
    var budget = KeyReader.mostKeys
    while budget > 0 || isPasting {
      let key = ct_read_key()
      switch Int(key.kind) {
      case CT_READ_CHARACTER: take(character: key.character, into: &keys)
      case CT_READ_KEY: take(code: Int(key.code), into: &keys)
      default: return
      }
      budget -= 1
    }
  }

  /// Delivers a paste whose end got lost.
  mutating func finishPaste(into keys: inout [Key]) {
    if let paste { keys.append(.paste(paste)) }
    paste = nil
    pasteLength = 0
  }

  private mutating func take(character: UInt32, into keys: inout [Key]) {
    guard paste == nil else {
      append(toPaste: character)
      return
    }
    if character == 0x1B {
      takeEscape(into: &keys)
    } else if let key = KeyReader.plainKey(character) {
      keys.append(key)
    }
  }

  private mutating func append(toPaste character: UInt32) {
    guard pasteLength < KeyReader.longestPaste, let scalar = Unicode.Scalar(character) else {
      return
    }
    paste?.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
    pasteLength += 1
  }

  /// A key that comes as a single character.
  static func plainKey(_ character: UInt32) -> Key? {
    switch character {
    case 0x0D, 0x0A: return .enter
    case 0x09: return .tab
    case 0x08, 0x7F: return .backspace
    case 0x00: return .control("@")
    case 0x01...0x1A:
      return Unicode.Scalar(character + 0x60).map { .control(Character($0)) }
    case 0x1C...0x1F:
      return Unicode.Scalar(character + 0x40).map { .control(Character($0)) }
    case 0x80...0x9F: return nil
    default: return Unicode.Scalar(character).map { .character(Character($0)) }
    }
  }

  /// ESC alone, Alt with a character, or a sequence that nobody has a name for.
  private mutating func takeEscape(into keys: inout [Key]) {
    let next = ct_read_key()
    switch Int(next.kind) {
    case CT_READ_CHARACTER:
      switch next.character {
      case 0x5B, 0x4F: skipSequence(introducer: next.character, into: &keys)
      case 0x5D, 0x50, 0x58, 0x5E, 0x5F: skipString()
      case 0x1B: keys += [.escape, .escape]
      case 0x7F, 0x08: keys.append(.alt("\u{7F}"))
      case 0x0D, 0x0A: keys.append(.alt("\r"))
      case 0x00..<0x20:
        // Nobody presses Alt with these: Esc came first, and both arrived together.
        keys.append(.escape)
        if let key = KeyReader.plainKey(next.character) { keys.append(key) }
      default:
        guard let scalar = Unicode.Scalar(next.character) else { return }
        keys.append(.alt(Character(scalar)))
      }
    case CT_READ_KEY:
      keys.append(.escape)
      take(code: Int(next.code), into: &keys)
    default:
      keys.append(.escape)
    }
  }

  /// Swallows an unknown key's sequence, whose digits would otherwise be taken for commands.
  private func skipSequence(introducer: UInt32, into keys: inout [Key]) {
    var first = true
    for _ in 0..<32 {
      let next = ct_read_following(0)
      guard next >= 0 else {
        if first, let scalar = Unicode.Scalar(introducer) { keys.append(.alt(Character(scalar))) }
        return
      }
      first = false
      if next >= 0x40, next <= 0x7E { return }
    }
  }

  /// Swallows a reply of the terminal up to its end (BEL or ESC \).
  private func skipString() {
    var last: Int32 = 0
    for _ in 0..<4096 {
      let next = ct_read_following(20)
      if next < 0 || next == 0x07 || (last == 0x1B && next == 0x5C) { return }
      last = next
    }
  }

  private mutating func take(code: Int, into keys: inout [Key]) {
    if code == CT_KEY_PASTE_END {
      finishPaste(into: &keys)
    } else if paste != nil {
      // A key within a paste is not pressed by anybody.
      return
    } else if code == CT_KEY_PASTE_BEGIN {
      paste = ""
    } else if code == CT_KEY_MOUSE {
      if let event = readMouse() { keys.append(.mouse(event)) }
    } else if code > CT_KEY_FUNCTION, code <= CT_KEY_FUNCTION + 63 {
      keys.append(.function(code - CT_KEY_FUNCTION))
    } else if let key = KeyReader.named[code] {
      keys.append(key)
    }
  }

  private func readMouse() -> MouseEvent? {
    var report = ""
    for _ in 0..<MouseReport.longest {
      let next = ct_read_following(50)
      guard next > 0x20, next < 0x7F, let scalar = Unicode.Scalar(UInt32(next)) else { return nil }
      report.unicodeScalars.append(scalar)
      if scalar == "M" || scalar == "m" { return MouseReport.parse(report) }
    }
    return nil
  }

  private static let named: [Int: Key] = [
    CT_KEY_UP: .up, CT_KEY_DOWN: .down, CT_KEY_LEFT: .left, CT_KEY_RIGHT: .right,
    CT_KEY_SHIFT_UP: .shiftUp, CT_KEY_SHIFT_DOWN: .shiftDown, CT_KEY_SHIFT_LEFT: .shiftLeft,
    CT_KEY_SHIFT_RIGHT: .shiftRight, CT_KEY_CONTROL_LEFT: .controlLeft,
    CT_KEY_CONTROL_RIGHT: .controlRight, CT_KEY_HOME: .home, CT_KEY_END: .end,
    CT_KEY_PAGE_UP: .pageUp, CT_KEY_PAGE_DOWN: .pageDown, CT_KEY_INSERT: .insert,
    CT_KEY_DELETE: .delete, CT_KEY_BACKSPACE: .backspace, CT_KEY_ENTER: .enter,
    CT_KEY_BACK_TAB: .backTab, CT_KEY_FOCUS_IN: .focusIn, CT_KEY_FOCUS_OUT: .focusOut,
  ]
}

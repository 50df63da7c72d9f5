/// The characters that values are drawn with, by what the terminal can show.
enum ChartPen: Sendable, Hashable {
  case braille
  case eighths
  case halves
  case ascii

  init(_ charset: Charset) {
    if charset.hasBraille {
      self = .braille
    } else if charset.hasEighths {
      self = .eighths
    } else if charset.hasShades {
      self = .halves
    } else {
      self = .ascii
    }
  }

  /// Values side by side in one cell.
  var columnsPerCell: Int { self == .braille ? 2 : 1 }

  /// Steps one above the other in one cell.
  var stepsPerCell: Int {
    switch self {
    case .braille: 4
    case .eighths: 8
    case .halves, .ascii: 2
    }
  }

  /// The dots of one half of a braille cell between two heights, `from` ..< `to` of 0 to 4.
  static func dots(_ range: Range<Int>, isRight: Bool) -> UInt32 {
    let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]
    let column = isRight ? right : left
    var bits: UInt32 = 0
    for step in range.clamped(to: 0..<4) { bits |= column[step] }
    return bits
  }

  /// The character filled from the foot by `level` steps of `stepsPerCell`; nil for nothing.
  func filled(_ level: Int, isZero: Bool) -> Unicode.Scalar? {
    guard level > 0 else { return nil }
    switch self {
    case .braille: return nil
    case .eighths: return Unicode.Scalar(0x2580 + UInt32(min(8, level)))
    case .halves: return isZero ? "_" : (level == 1 ? "▄" : "█")
    case .ascii: return isZero ? "_" : (level == 1 ? "=" : "#")
    }
  }

  /// The character of a single point.
  var point: Unicode.Scalar { self == .ascii ? "*" : "■" }
  /// The shade behind the values where they would be normal.
  func shade(_ charset: Charset) -> Unicode.Scalar {
    charset.hasShades ? "░" : (charset.hasBraille ? "⠢" : ":")
  }
}

/// The characters of `\p{…}` and of POSIX classes.
enum UnicodeClasses {
  private struct Run {
    var low: UInt32
    var high: UInt32
    var name: String
  }

  /// Two-letter general categories of all assigned characters as runs; made once, on first use.
  private static let runs: [Run] = {
    var result: [Run] = []
    // Beyond these planes nothing but private use is assigned.
    for range: ClosedRange<UInt32> in [0...0x33FFF, 0xE0000...0xE01FF, 0xF0000...0x10FFFF] {
      if range.lowerBound == 0xF0000 {
        result.append(Run(low: 0xF0000, high: 0x10FFFF, name: "Co"))
        continue
      }
      for value in range {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let name = abbreviation(scalar.properties.generalCategory)
        if let last = result.last, last.name == name, last.high + 1 == value {
          result[result.count - 1].high = value
        } else {
          result.append(Run(low: value, high: value, name: name))
        }
      }
    }
    return result
  }()

  private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

  /// Scripts by their main blocks.
  private static let scripts: [String: [ClosedRange<UInt32>]] = [
    "Latin": [
      65...90, 97...122, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8,
      0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA722...0xA787, 0xFB00...0xFB06, 0xFF21...0xFF3A,
      0xFF41...0xFF5A,
    ],
    "Greek": [0x370...0x373, 0x375...0x37D, 0x37F...0x3E1, 0x3F0...0x3FF, 0x1F00...0x1FFF],
    "Cyrillic": [0x400...0x52F, 0x1C80...0x1C8A, 0x2DE0...0x2DFF, 0xA640...0xA69F],
    "Armenian": [0x531...0x58F],
    "Hebrew": [0x591...0x5F4, 0xFB1D...0xFB4F],
    "Arabic": [0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC],
    "Devanagari": [0x900...0x97F, 0xA8E0...0xA8FF],
    "Thai": [0xE01...0xE3A, 0xE40...0xE5B],
    "Georgian": [0x10A0...0x10FF, 0x1C90...0x1CBF, 0x2D00...0x2D2D],
    "Hangul": [0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7FB],
    "Hiragana": [0x3041...0x3096, 0x309D...0x309F],
    "Katakana": [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D],
    "Han": [
      0x2E80...0x2FD5, 0x3005...0x3007, 0x3021...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xF900...0xFAD9, 0x20000...0x323AF,
    ],
  ]

  /// The characters of a property: a general category (`L`, `Lu`, `L&`, …), `Any` or a script.
  static func property(_ name: String) -> ScalarSet? {
    if name == "Any" { return ScalarSet([0...0x10FFFF]) }
    if let script = scripts[name] { return ScalarSet(script) }
    let wanted: [String]
    switch name {
    case "L&", "LC": wanted = ["Lu", "Ll", "Lt"]
    case "Cn", "C", "Cs": return unassigned(name)
    default:
      guard (1...2).contains(name.utf8.count) else { return nil }
      wanted = Set(runs.map(\.name)).filter { $0 == name || $0.hasPrefix(name) && name.count == 1 }
        .sorted()
    }
    guard !wanted.isEmpty else { return nil }
    return ScalarSet(
      spans: runs.filter { wanted.contains($0.name) }.map { .init(low: $0.low, high: $0.high) })
  }

  private static func unassigned(_ name: String) -> ScalarSet {
    if name == "Cs" { return ScalarSet([0xD800...0xDFFF]) }
    let assigned = ScalarSet(
      spans: runs.filter { $0.name != "Cn" }.map { .init(low: $0.low, high: $0.high) })
    var result = assigned.inverted
    if name == "C" {
      result.formUnion(
        ScalarSet(
          spans: runs.filter { ["Cc", "Cf", "Co"].contains($0.name) }
            .map { .init(low: $0.low, high: $0.high) }))
    }
    return result
  }

  /// The ASCII characters of a POSIX class such as `alpha`.
  static func posix(_ name: String) -> ScalarSet? {
    switch name {
    case "alnum": ScalarSet([48...57, 65...90, 97...122])
    case "alpha": ScalarSet([65...90, 97...122])
    case "ascii": ScalarSet([0...127])
    case "blank": ScalarSet([9...9, 32...32])
    case "cntrl": ScalarSet([0...31, 127...127])
    case "digit": .digits
    case "graph": ScalarSet([33...126])
    case "lower": ScalarSet([97...122])
    case "print": ScalarSet([32...126])
    case "punct": ScalarSet([33...47, 58...64, 91...96, 123...126])
    case "space": .space
    case "upper": ScalarSet([65...90])
    case "word": .word
    case "xdigit": ScalarSet([48...57, 65...70, 97...102])
    default: nil
    }
  }
}

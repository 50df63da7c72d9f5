extension RegexParser {
  /// One escape outside a class, the backslash first.
  mutating func escape() throws(RegexError) -> RegexNode {
    let start = i
    guard let character = peek(1) else {
      throw RegexError("the pattern ends in a backslash; write \\\\ for the character", at: i)
    }
    switch character {
    case "b", "B", "A", "z", "Z":
      i += 2
      switch character {
      case "b": return .assertion(.wordBoundary)
      case "B": return .assertion(.notWordBoundary)
      case "A": return .assertion(.textStart)
      case "z": return .assertion(.textEnd)
      default: return .assertion(.textEndOrFinalNewline)
      }
    case "R":
      i += 2
      return .choice([
        .sequence([node(ScalarSet(13)), node(ScalarSet(10))]), node(.verticalSpace),
      ])
    case "N" where peek(2) != Unicode.Scalar("{").value:
      i += 2
      return node(ScalarSet.newline.inverted, fold: false)
    case "G", "K", "X", "C":
      throw RegexError("\\G, \\K, \\X and \\C aren't supported; leave it out", at: start)
    case "k":
      i += 2
      let ends: [(StaticString, Unicode.Scalar)] = [("{", "}"), ("<", ">"), ("'", "'")]
      for (opening, closing) in ends where accept(opening) {
        return try reference(named: try groupName(until: closing, from: start), at: start)
      }
      throw RegexError("write \\k<name> to refer to a group", at: start)
    case "g":
      i += 2
      let isBraced = accept("{")
      if isBraced, let letter = next, !(48...57).contains(letter) {
        return try reference(named: try groupName(until: "}", from: start), at: start)
      }
      guard let number = digits(radix: 10, most: 4), number > 0, !isBraced || accept("}") else {
        throw RegexError("write \\g{1} or \\g{name} to refer to a group", at: start)
      }
      return reference(Int(number), at: start)
    case 49...57:
      i += 1
      // Three octal digits are a character code.
      if let code = digits(radix: 8, most: 3), i == start + 4 {
        return node(ScalarSet(try scalar(code, from: start)))
      }
      i = start + 1
      guard let number = digits(radix: 10, most: 3) else { break }
      return reference(Int(number), at: start)
    default: break
    }
    if let set = try classEscape() { return node(set) }
    return node(ScalarSet(try characterEscape()))
  }

  /// `\d`, `\p{L}` and their like, in and outside classes; nil, with nothing read, for others.
  mutating func classEscape() throws(RegexError) -> ScalarSet? {
    let start = i
    guard let character = peek(1) else { return nil }
    let set: ScalarSet
    switch character {
    case "d": set = .digits
    case "D": set = ScalarSet.digits.inverted
    case "w": set = .word
    case "W": set = ScalarSet.word.inverted
    case "s": set = .space
    case "S": set = ScalarSet.space.inverted
    case "h": set = .horizontalSpace
    case "H": set = ScalarSet.horizontalSpace.inverted
    case "v": set = .verticalSpace
    case "V": set = ScalarSet.verticalSpace.inverted
    case "p", "P":
      i += 2
      return try property(negated: character == Unicode.Scalar("P").value, from: start)
    default: return nil
    }
    i += 2
    return set
  }

  private mutating func property(negated: Bool, from start: Int) throws(RegexError) -> ScalarSet {
    var name = ""
    var negated = negated
    if accept("{") {
      if accept("^") { negated.toggle() }
      while let character = next, !at("}"), let scalar = Unicode.Scalar(character) {
        name.unicodeScalars.append(scalar)
        i += 1
      }
      guard accept("}") else { throw RegexError("write \\p{L}, with a closing brace", at: start) }
    } else if let character = next, let scalar = Unicode.Scalar(character) {
      name.unicodeScalars.append(scalar)
      i += 1
    }
    guard let set = UnicodeClasses.property(name) else {
      throw RegexError(
        "the property '\(name)' isn't known; use a general category such as L, Lu, Nd, P or a "
          + "script such as Latin, Cyrillic, Han", at: start)
    }
    return negated ? set.inverted : set
  }

  /// The character that an escape such as `\n`, `\x41`, `\u0041` or `\.` stands for.
  mutating func characterEscape() throws(RegexError) -> UInt32 {
    let start = i
    i += 1
    guard let character = next else {
      throw RegexError("the pattern ends in a backslash; write \\\\ for the character", at: start)
    }
    i += 1
    switch character {
    case "n": return 10
    case "r": return 13
    case "t": return 9
    case "f": return 12
    case "a": return 7
    case "e": return 27
    case "0":
      i -= 1
      return digits(radix: 8, most: 3) ?? 0
    case "o":
      if accept("{"), let value = digits(radix: 8, most: 8), accept("}") {
        return try scalar(value, from: start)
      }
    case "x":
      if accept("{") {
        if let value = digits(radix: 16, most: 8), accept("}") {
          return try scalar(value, from: start)
        }
      } else {
        return digits(radix: 16, most: 2) ?? 0
      }
    case "u", "U", "N":
      let width = character == Unicode.Scalar("U").value ? 8 : 4
      if accept("{") {
        _ = accept("U+")
        if let value = digits(radix: 16, most: 8), accept("}") {
          return try scalar(value, from: start)
        }
      } else if let value = digits(radix: 16, most: width), i == start + 2 + width {
        return try scalar(value, from: start)
      }
    case "c":
      if let control = next, (33...126).contains(control) {
        i += 1
        return ((97...122).contains(control) ? control - 32 : control) ^ 64
      }
    default:
      guard ScalarSet.word.contains(character), character != 95 else { return character }
      throw RegexError(
        "this escape isn't known; leave the backslash out to mean the letter", at: start)
    }
    throw RegexError("this character code isn't complete; write \\x41 or \\x{2028}", at: start)
  }

  private func scalar(_ value: UInt32, from start: Int) throws(RegexError) -> UInt32 {
    guard Unicode.Scalar(value) != nil else {
      throw RegexError("this isn't the code of a character; the highest is 10FFFF", at: start)
    }
    return value
  }

  /// Up to `most` digits; nil when there are none.
  mutating func digits(radix: UInt32, most: Int) -> UInt32? {
    var value: UInt32?
    let start = i
    while let character = next, i - start < most {
      let digit: UInt32
      switch character {
      case 48...57: digit = character - 48
      case 65...70: digit = character - 55
      case 97...102: digit = character - 87
      default: return value
      }
      guard digit < radix else { return value }
      value = (value ?? 0) &* radix &+ digit
      i += 1
    }
    return value
  }

  /// `[…]`, the bracket first; folded already where case doesn't matter.
  mutating func characterClass() throws(RegexError) -> ScalarSet {
    let start = i
    i += 1
    let negated = accept("^")
    var set = ScalarSet()
    var isFirst = true
    while true {
      guard let character = next else {
        throw RegexError(
          "this class isn't closed; add ']' or write \\[ for the character", at: start)
      }
      if at("]"), !isFirst {
        i += 1
        break
      }
      isFirst = false
      if at("["), let posix = try posixClass() {
        set.formUnion(posix)
        continue
      }
      if accept("\\Q") || accept("\\E") { continue }
      if at("\\"), let escaped = try classEscape() {
        set.formUnion(escaped)
        continue
      }
      let low = try classCharacter(character)
      guard at("-"), let after = peek(1), after != Unicode.Scalar("]").value else {
        set.insert(low...low)
        continue
      }
      let dash = i
      i += 1
      if at("\\"), let escaped = try classEscape() {
        // `[a-\d]`: the hyphen stands for itself.
        set.insert(low...low)
        set.insert(45...45)
        set.formUnion(escaped)
        continue
      }
      let high = try classCharacter(after)
      guard low <= high else {
        throw RegexError("this range runs backwards; swap its ends or write \\-", at: dash)
      }
      set.insert(low...high)
    }
    set.normalize()
    if options.contains(.caseInsensitive) { set = CaseFolding.closure(of: set) }
    return negated ? set.inverted : set
  }

  private mutating func classCharacter(_ character: UInt32) throws(RegexError) -> UInt32 {
    guard at("\\") else {
      i += 1
      return character
    }
    if peek(1) == Unicode.Scalar("b").value {
      i += 2
      return 8
    }
    if let digit = peek(1), (48...55).contains(digit) {
      i += 1
      return digits(radix: 8, most: 3) ?? 0
    }
    return try characterEscape()
  }

  /// `[:name:]` or `[:^name:]` inside a class; nil, with nothing read, when it's only a bracket.
  private mutating func posixClass() throws(RegexError) -> ScalarSet? {
    let start = i
    guard accept("[:") else { return nil }
    let negated = accept("^")
    var name = ""
    while let character = next, (97...122).contains(character),
      let scalar = Unicode.Scalar(character)
    {
      name.unicodeScalars.append(scalar)
      i += 1
    }
    guard accept(":]") else {
      i = start
      return nil
    }
    guard let set = UnicodeClasses.posix(name) else {
      throw RegexError("the class [:\(name):] isn't known; use alnum, alpha, digit, …", at: start)
    }
    return negated ? set.inverted : set
  }
}

import SecurityModel

/// One pass over the tokens of a query text.
///
/// A small stack holds the clause of each open query or parenthesis; deeper nesting than
/// `maximumDepth` is skipped over, not followed.
struct QueryAnalysis {
  static let maximumDepth = 12

  private enum Clause: UInt8 {
    case none, select, from, other, filter, find, returning, typeof
  }

  private struct Level {
    var clause = Clause.none
    /// A query starts here (`SELECT` was seen), as against a mere parenthesis.
    var isQuery = false
    /// The next word names an object.
    var expectsObject = false
  }

  private var scanner: QueryScanner
  private let symbols: SymbolTable?
  private let collectsFields: Bool
  private(set) var reading = QueryReading()
  private(set) var fields: [String] = []

  private var levels: InlineArray<12, Level> = InlineArray(repeating: Level())
  private var depth = 0
  /// Open parentheses beyond `maximumDepth`: their words count for the level outside.
  private var unfollowed = 0
  /// Commas and names of the outermost select list.
  private var fieldCount = 0
  private var fieldHasName = false
  private var isSelective = false
  private var isWide = false
  private var isCount = false
  /// The last name in a filter, to be compared.
  private var comparesId = false
  private var mainObject = Symbol.none
  private var shape: UInt64 = 0
  private var lastWasLiteral = false
  private var heldComma = false

  init(_ text: UnsafeRawBufferPointer, symbols: SymbolTable?, collectsFields: Bool = false) {
    scanner = QueryScanner(text)
    self.symbols = symbols
    self.collectsFields = collectsFields
  }

  /// Reads the whole text.
  mutating func run() {
    var token = scanner.next()
    while token.kind != .end {
      let following = scanner.next()
      note(token)
      switch token.kind {
      case .word: word(token, following)
      case .sign: sign(token, following)
      case .literal, .end: break
      }
      token = following
    }
    if fieldHasName { fieldCount += 1 }
    if fieldCount > QueryReader.wideFieldCount { isWide = true }
    if isWide { reading.flags.insert(.queryWide) }
    if isSelective { reading.flags.insert(.querySelective) }
    if isCount, fieldCount == 1 { reading.flags.insert(.queryCount) }
    if !mainObject.isNone { reading.addFirst(mainObject) }
    reading.shape = shape == 0 ? 1 : shape
  }

  // MARK: Shape

  /// Adds the token to the shape: words in lower case, every literal as `?`, lists of literals as
  /// one.
  private mutating func note(_ token: QueryToken) {
    if token.kind == .literal {
      heldComma = false
      if !lastWasLiteral { shape = StableHash.combine(shape, 0x3F) }
      lastWasLiteral = true
      return
    }
    if token.kind == .sign, lastWasLiteral, scanner.text[token.start] == 0x2C {
      heldComma = true
      return
    }
    if heldComma {
      shape = StableHash.combine(shape, 0x2C)
      heldComma = false
    }
    lastWasLiteral = false
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for i in token.start..<token.end {
      hash = (hash ^ UInt64(Self.lower(scanner.text[i]))) &* 0x0000_0100_0000_01B3
    }
    shape = StableHash.combine(shape, hash)
  }

  // MARK: Words

  private mutating func word(_ token: QueryToken, _ following: QueryToken) {
    if levels[depth].expectsObject {
      levels[depth].expectsObject = false
      object(token)
      return
    }
    switch levels[depth].clause {
    case .none:
      if isWord(token, "select") {
        levels[depth].clause = .select
        levels[depth].isQuery = true
      } else if depth == 0, isWord(token, "find") {
        levels[0].clause = .find
        reading.operation = .search
      } else if depth > 0, inFilter {
        comparison(token, following)
      }
    case .select: selected(token, following)
    case .typeof:
      if isWord(token, "when") {
        levels[depth].expectsObject = true
      } else if isWord(token, "end") {
        levels[depth].clause = .select
      }
    case .from, .other:
      clause(token, following)
    case .filter:
      if !clause(token, following) { comparison(token, following) }
    case .find:
      if isWord(token, "returning") {
        levels[0].clause = .returning
        levels[0].expectsObject = true
      }
    case .returning: clause(token, following)
    }
  }

  private mutating func selected(_ token: QueryToken, _ following: QueryToken) {
    if isWord(token, "from") {
      levels[depth].clause = .from
      levels[depth].expectsObject = true
      return
    }
    if isWord(token, "typeof") { levels[depth].clause = .typeof }
    let called = following.kind == .sign && scanner.text[following.start] == 0x28
    if called, isWord(token, "fields") { isWide = true }
    guard depth == 0 else { return }
    if called, isWord(token, "count") { isCount = true }
    if collectsFields, !fieldHasName, fields.count < 200, levels[0].clause == .select {
      let function = called ? "()" : ""
      fields.append(
        String(decoding: scanner.text[token.start..<token.end], as: UTF8.self) + function)
    }
    fieldHasName = true
  }

  /// Handles the keywords behind `FROM`; false when the word is none.
  @discardableResult
  private mutating func clause(_ token: QueryToken, _ following: QueryToken) -> Bool {
    if isWord(token, "where") {
      levels[depth].clause = .filter
    } else if isWord(token, "limit") {
      if depth == 0 { limit(following) }
      levels[depth].clause = levels[depth].clause == .returning ? .returning : .other
    } else if isWord(token, "offset") || isWord(token, "using") || isWord(token, "with")
      || isWord(token, "having") || isWord(token, "for") || isWord(token, "update")
      || isWord(token, "all") || isTwoWords(token, following, "group", "by")
      || isTwoWords(token, following, "order", "by")
    {
      if levels[depth].clause != .returning { levels[depth].clause = .other }
    } else {
      return false
    }
    return true
  }

  private mutating func limit(_ following: QueryToken) {
    guard following.kind == .literal else { return }
    var value = 0
    for i in following.start..<following.end {
      let digit = Int(scanner.text[i]) - 0x30
      guard digit >= 0, digit <= 9, value < 1_000_000 else { return }
      value = value * 10 + digit
    }
    if value == 200 || value == 2_000 { reading.flags.insert(.queryPageLimit) }
  }

  /// True inside parentheses of the outermost filter.
  private var inFilter: Bool {
    var level = depth
    while level > 0 {
      if levels[level].isQuery { return false }
      level -= 1
    }
    return levels[0].clause == .filter
  }

  /// A word in the outermost filter: a name, or an operator in letters.
  private mutating func comparison(_ token: QueryToken, _ following: QueryToken) {
    if isWord(token, "and") || isWord(token, "or") || isWord(token, "not") { return }
    if isWord(token, "like") || isWord(token, "in") || isWord(token, "includes")
      || isWord(token, "excludes")
    {
      isSelective = true
      return
    }
    comparesId = isWord(token, "id")
  }

  // MARK: Signs

  private mutating func sign(_ token: QueryToken, _ following: QueryToken) {
    switch scanner.text[token.start] {
    case 0x28:
      if depth < Self.maximumDepth - 1 {
        depth += 1
        levels[depth] = Level()
      } else {
        unfollowed += 1
      }
    case 0x29:
      if unfollowed > 0 {
        unfollowed -= 1
      } else if depth > 0 {
        depth -= 1
        if levels[depth].clause == .returning { levels[depth].expectsObject = false }
      }
    case 0x2C:
      let clause = levels[depth].clause
      if clause == .from || clause == .returning { levels[depth].expectsObject = true }
      if depth == 0, clause == .select {
        fieldCount += 1
        fieldHasName = false
      }
    case 0x2A:
      if depth == 0, levels[0].clause == .select {
        isWide = true
        fieldHasName = true
        if collectsFields { fields.append("*") }
      }
    case 0x3D, 0x3C, 0x3E, 0x21:
      guard levels[depth].clause == .filter && depth == 0 || inFilter else { return }
      // `Id > x` and `Id != null` walk through everything.
      let c = scanner.text[token.start]
      if comparesId, c == 0x3E || c == 0x21 || isPartOfInequality(token) { return }
      isSelective = true
    default: break
    }
  }

  /// True for the `=` of `>=` and `!=`, and the `<` of `<>`.
  private func isPartOfInequality(_ token: QueryToken) -> Bool {
    let text = scanner.text
    if token.start > 0, text[token.start - 1] == 0x3E || text[token.start - 1] == 0x21 {
      return true
    }
    return text[token.start] == 0x3C && token.end < text.count && text[token.end] == 0x3E
  }

  // MARK: Objects

  private mutating func object(_ token: QueryToken) {
    guard let symbols else { return }
    var start = token.start
    // `Account.Contacts` and `a.Contacts` name a relationship by their last part.
    for i in token.start..<token.end where scanner.text[i] == 0x2E && i + 1 < token.end {
      start = i + 1
    }
    let name = UnsafeRawBufferPointer(rebasing: scanner.text[start..<token.end])
    let symbol = symbols.intern(UnsafeRawBufferPointer(rebasing: name.prefix(80)))
    if depth == 0, levels[0].clause == .from, mainObject.isNone {
      mainObject = symbol
    } else {
      reading.add(symbol)
    }
  }

  private static func lower(_ c: UInt8) -> UInt8 { c >= 0x41 && c <= 0x5A ? c | 0x20 : c }

  private func isTwoWords(
    _ a: QueryToken, _ b: QueryToken, _ first: StaticString, _ second: StaticString
  ) -> Bool {
    isWord(a, first) && b.kind == .word && isWord(b, second)
  }

  /// True when the token is `word`, given in lower case.
  private func isWord(_ token: QueryToken, _ word: StaticString) -> Bool {
    guard token.end - token.start == word.utf8CodeUnitCount else { return false }
    for i in 0..<word.utf8CodeUnitCount
    where Self.lower(scanner.text[token.start + i]) != word.utf8Start[i] {
      return false
    }
    return true
  }
}

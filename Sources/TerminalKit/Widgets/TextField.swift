/// One line of input with the keys of Emacs and a memory of what was typed before.
///
/// What is typed or pasted is filtered: control characters, escape sequences and invisible
/// characters never become part of the text.
public struct TextField: Sendable, Hashable {
  /// What a key did.
  public enum Outcome: Sendable, Hashable {
    /// Nothing: the key means something else.
    case ignored
    /// The cursor moved, or the text is as it was.
    case moved
    /// The text is another one.
    case changed
    /// Enter: take the text.
    case submitted
    /// Escape or C-g: leave.
    case cancelled
  }

  /// The characters typed so far.
  public private(set) var characters: [Character]
  /// Where the next character goes, 0 ... `characters.count`.
  public private(set) var cursor: Int
  /// Earlier inputs, oldest first.
  public private(set) var history: [String]

  private var historyIndex: Int?
  private var draft: [Character] = []
  private var killed: [Character] = []
  private let limit: Int

  /// The most earlier inputs that are remembered.
  public static let historyLimit = 100

  /// Makes a field with the cursor at the end.
  /// - Parameters:
  ///   - text: what stands there at first.
  ///   - history: earlier inputs, oldest first.
  ///   - limit: the most characters; more is not taken.
  public init(text: String = "", history: [String] = [], limit: Int = 1000) {
    self.limit = max(1, limit)
    characters = Array(TextField.filtered(text).prefix(self.limit))
    cursor = characters.count
    self.history = Array(history.suffix(TextField.historyLimit))
  }

  /// The text typed so far.
  public var text: String { String(characters) }

  /// Puts another text in place, the cursor at its end.
  public mutating func replace(with text: String) {
    characters = Array(TextField.filtered(text).prefix(limit))
    cursor = characters.count
  }

  /// Remembers an input, unless it is empty or the last one again.
  public mutating func remember(_ text: String) {
    historyIndex = nil
    guard !text.isEmpty, history.last != text else { return }
    history.append(text)
    if history.count > TextField.historyLimit { history.removeFirst() }
  }

  /// Whether a key with Alt edits the text; others mean nothing here.
  public static func takes(_ key: Key) -> Bool {
    [.alt("b"), .alt("f"), .alt("d"), .alt("\u{7F}")].contains(key)
  }

  /// Takes a key.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(let character): return insert(String(character))
    case .paste(let text): return insert(text)
    case .enter: return .submitted
    case .escape, .control("g"): return .cancelled
    case .backspace, .control("h"): return remove(max(0, cursor - 1)..<cursor)
    case .delete, .control("d"): return remove(cursor..<min(characters.count, cursor + 1))
    case .control("k"): return kill(cursor..<characters.count)
    case .control("u"): return kill(0..<cursor)
    case .control("w"), .alt("\u{7F}"): return kill(wordStart..<cursor)
    case .alt("d"): return kill(cursor..<wordEnd)
    case .control("y"): return insert(String(killed))
    case .control("t"): return transpose()
    case .up, .control("p"): return recall(older: true)
    case .down, .control("n"): return recall(older: false)
    default: return move(key)
    }
  }

  private mutating func move(_ key: Key) -> Outcome {
    switch key {
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .alt("b"), .controlLeft: cursor = wordStart
    case .alt("f"), .controlRight: cursor = wordEnd
    default: return .ignored
    }
    return .moved
  }

  private var wordStart: Int {
    var index = cursor
    while index > 0, !TextField.isWord(characters[index - 1]) { index -= 1 }
    while index > 0, TextField.isWord(characters[index - 1]) { index -= 1 }
    return index
  }

  private var wordEnd: Int {
    var index = cursor
    while index < characters.count, !TextField.isWord(characters[index]) { index += 1 }
    while index < characters.count, TextField.isWord(characters[index]) { index += 1 }
    return index
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private mutating func insert(_ text: String) -> Outcome {
    let added = Array(TextField.filtered(text).prefix(limit - characters.count))
    guard !added.isEmpty else { return .moved }
    // A lone mark joins the character before it, so the whole is split into characters again.
    let before = Array(String(characters[..<cursor]) + String(added))
    characters = Array(String(before) + String(characters[cursor...]))
    cursor = min(before.count, characters.count)
    historyIndex = nil
    return .changed
  }

  private mutating func remove(_ range: Range<Int>) -> Outcome {
    guard !range.isEmpty else { return .moved }
    characters.removeSubrange(range)
    cursor = range.lowerBound
    historyIndex = nil
    return .changed
  }

  private mutating func kill(_ range: Range<Int>) -> Outcome {
    guard !range.isEmpty else { return .moved }
    killed = Array(characters[range])
    return remove(range)
  }

  private mutating func transpose() -> Outcome {
    guard characters.count > 1, cursor > 0 else { return .moved }
    let right = min(cursor, characters.count - 1)
    characters.swapAt(right - 1, right)
    cursor = right + 1
    return .changed
  }

  private mutating func recall(older: Bool) -> Outcome {
    guard !history.isEmpty else { return .moved }
    switch (historyIndex, older) {
    case (nil, true):
      draft = characters
      historyIndex = history.count - 1
    case (nil, false):
      return .moved
    case (.some(let index), true):
      guard index > 0 else { return .moved }
      historyIndex = index - 1
    case (.some(let index), false):
      historyIndex = index + 1 < history.count ? index + 1 : nil
    }
    characters = historyIndex.map { Array(TextField.filtered(history[$0])) } ?? draft
    cursor = characters.count
    return .changed
  }

  /// Keeps what can be seen. Line breaks and tabs become blanks.
  private static func filtered(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch CharacterClass(scalar.value) {
      case .plain, .mark: kept.append(scalar)
      case .tab: kept.append(" ")
      case .control where scalar == "\n" || scalar == "\r": kept.append(" ")
      default: break
      }
    }
    return String(kept)
  }
}

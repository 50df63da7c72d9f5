/// A piece of text to look for, in which `*` stands for anything; upper and lower case are alike.
struct WildcardPattern: Sendable, Hashable {
  /// Lower-case pieces between the stars.
  private let pieces: [[UInt8]]
  private let isAnchored: Bool

  /// - Parameter anchored: whether the whole text has to match, and not only a part of it.
  init(_ text: String, anchored: Bool = false) {
    isAnchored = anchored
    pieces = Self.fold(text).split(separator: 0x2A, omittingEmptySubsequences: false)
      .map { Array($0) }
  }

  /// Whether nothing is looked for.
  var isEmpty: Bool { pieces.allSatisfy(\.isEmpty) }

  /// Whether the text, folded before, holds the pattern.
  func matches(_ folded: [UInt8]) -> Bool {
    folded.withUnsafeBufferPointer { matches($0) }
  }

  /// Whether the text holds the pattern.
  func matches(_ text: String) -> Bool { matches(Self.fold(text)) }

  private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = 0
    for (number, piece) in pieces.enumerated() where !piece.isEmpty {
      if isAnchored, number == 0 {
        guard text.starts(with: piece) else { return false }
        start = piece.count
        if pieces.count == 1 { return text.count == piece.count }
      } else if isAnchored, number == pieces.count - 1 {
        return text.count - start >= piece.count && text.suffix(piece.count).elementsEqual(piece)
      } else {
        guard let end = Self.find(piece, in: text, from: start) else { return false }
        start = end
      }
    }
    return true
  }

  /// The index after the first occurrence.
  private static func find(
    _ piece: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard text.count - start >= piece.count else { return nil }
    let first = piece[0]
    var index = start
    let last = text.count - piece.count
    while index <= last {
      if text[index] == first {
        var length = 1
        while length < piece.count, text[index + length] == piece[length] { length += 1 }
        if length == piece.count { return index + length }
      }
      index += 1
    }
    return nil
  }

  /// UTF-8 with ASCII letters in lower case: enough for names, and the same on every machine.
  static func fold(_ text: String) -> [UInt8] {
    text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }
}

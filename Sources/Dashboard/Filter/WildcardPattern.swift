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

  /// Whether the text holds the pattern.
  func matches(_ text: String) -> Bool {
    let direct = text.utf8.withContiguousStorageIfAvailable { matches($0) }
    return direct ?? Array(text.utf8).withUnsafeBufferPointer { matches($0) }
  }

  private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = 0
    for (number, piece) in pieces.enumerated() where !piece.isEmpty {
      if isAnchored, number == 0 {
        guard Self.occurs(piece, in: text, at: 0) else { return false }
        start = piece.count
        if pieces.count == 1 { return text.count == piece.count }
      } else if isAnchored, number == pieces.count - 1 {
        let place = text.count - piece.count
        return place >= start && Self.occurs(piece, in: text, at: place)
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
    var index = start
    while index + piece.count <= text.count {
      if occurs(piece, in: text, at: index) { return index + piece.count }
      index += 1
    }
    return nil
  }

  private static func occurs(
    _ piece: [UInt8], in text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> Bool {
    guard start >= 0, start + piece.count <= text.count else { return false }
    for index in piece.indices where fold(text[start + index]) != piece[index] { return false }
    return true
  }

  private static func fold(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// UTF-8 with ASCII letters in lower case: enough for names, and the same on every machine.
  static func fold(_ text: String) -> [UInt8] {
    text.utf8.map { fold($0) }
  }
}

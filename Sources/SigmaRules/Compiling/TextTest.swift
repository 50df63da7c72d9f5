/// A pattern made ready for matching.
struct TextTest: Hashable, Sendable {
  enum Shape: Hashable, Sendable {
    /// The whole value.
    case exact
    case prefix
    case suffix
    case contains
    /// Anything else.
    case glob
  }

  /// Literals between `*`; `?` and dashes are inside a segment.
  typealias Segment = [TextPattern.Element]

  let shape: Shape
  /// True: letters match in their own case only.
  let isCased: Bool
  /// The literal of every shape but `glob`, folded unless `isCased`.
  let literal: [UInt8]
  let segments: [Segment]
  let isOpenAtStart: Bool
  let isOpenAtEnd: Bool

  init(_ pattern: TextPattern, isCased: Bool) {
    self.isCased = isCased
    let pattern = isCased ? pattern : pattern.mapLiterals { CaseFold.folded($0) }
    let elements = pattern.elements
    isOpenAtStart = elements.first == .many
    isOpenAtEnd = elements.last == .many
    segments = elements.split(separator: .many).map(Array.init)
    guard segments.count <= 1 else {
      shape = .glob
      literal = []
      return
    }
    switch segments.first {
    case nil:
      // Nothing but `*`, or the empty text.
      shape = isOpenAtStart ? .contains : .exact
      literal = []
    case .some(let segment):
      if segment.count == 1, case .literal(let bytes) = segment[0] {
        shape =
          isOpenAtStart ? (isOpenAtEnd ? .contains : .suffix) : isOpenAtEnd ? .prefix : .exact
        literal = bytes
      } else {
        shape = .glob
        literal = []
      }
    }
  }

  /// The longest literal that every matching value has, folded; nil when there is none.
  var requiredLiteral: [UInt8]? {
    var best: [UInt8] = literal
    for case .literal(let bytes) in segments.joined() where bytes.count > best.count {
      best = bytes
    }
    if best.isEmpty { return nil }
    return isCased ? CaseFold.folded(best) : best
  }

  /// Whether a value matches.
  /// - Parameter value: the value; folded unless `isCased`.
  func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    switch shape {
    case .exact: return value.count == literal.count && ByteSearch.isAt(literal, value, 0)
    case .prefix: return ByteSearch.isAt(literal, value, 0)
    case .suffix: return ByteSearch.isAt(literal, value, value.count - literal.count)
    case .contains: return ByteSearch.contains(literal, value)
    case .glob: return matchesGlob(value)
    }
  }

  private func matchesGlob(_ value: UnsafeRawBufferPointer) -> Bool {
    var from = 0
    for (number, segment) in segments.enumerated() {
      let isFirst = number == 0 && !isOpenAtStart
      let isLast = number == segments.count - 1 && !isOpenAtEnd
      var start = from
      var end = end(of: segment, value, start)
      if !isFirst {
        // The earliest place leaves the most room for what follows.
        while end == nil || (isLast && end != value.count), start < value.count {
          start += 1
          if Self.isInside(value, start), segment[0] == .one { continue }
          end = self.end(of: segment, value, start)
        }
      }
      guard let end, !isLast || end == value.count else { return false }
      from = end
    }
    return true
  }

  /// True when `i` is in the middle of a character.
  private static func isInside(_ value: UnsafeRawBufferPointer, _ i: Int) -> Bool {
    i < value.count && value[i] & 0xC0 == 0x80
  }

  /// Where a segment that begins at `start` ends; nil when it isn't there.
  private func end(
    of segment: Segment, _ value: UnsafeRawBufferPointer, _ start: Int
  ) -> Int? {
    var i = start
    for element in segment {
      switch element {
      case .literal(let bytes):
        guard ByteSearch.isAt(bytes, value, i) else { return nil }
        i += bytes.count
      case .one:
        guard i < value.count else { return nil }
        i += UTF8Scalar.decode(value, at: i).length
      case .dash:
        guard i < value.count else { return nil }
        let length = TextPattern.dashLength(value, i)
        if length == 0 { return nil }
        i += length
      case .many: return nil
      }
    }
    return i
  }
}

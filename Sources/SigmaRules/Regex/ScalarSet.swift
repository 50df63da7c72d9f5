/// A set of characters as sorted ranges that neither touch nor overlap.
///
/// Characters are Unicode scalars; a byte that isn't part of valid UTF-8 counts as one character
/// of its own, `ScalarSet.invalid`, which no literal but every negated set contains.
struct ScalarSet: Hashable, Sendable {
  /// The character that stands for a byte outside valid UTF-8.
  static let invalid: UInt32 = 0x11_0000

  struct Span: Hashable, Sendable {
    var low: UInt32
    var high: UInt32
  }

  private(set) var spans: [Span] = []

  init() {}

  init(_ scalar: UInt32) { spans = [Span(low: scalar, high: scalar)] }

  init(_ ranges: [ClosedRange<UInt32>]) {
    spans = ranges.map { Span(low: $0.lowerBound, high: $0.upperBound) }
    normalize()
  }

  init(spans: [Span]) {
    self.spans = spans
    normalize()
  }

  static let all = ScalarSet([0...invalid])
  static let newline = ScalarSet(10)
  static let digits = ScalarSet([48...57])
  static let word = ScalarSet([48...57, 65...90, 95...95, 97...122])
  /// Space, tab, line feed, vertical tab, form feed, carriage return: PCRE's `\s`.
  static let space = ScalarSet([9...13, 32...32])
  static let horizontalSpace = ScalarSet([
    9...9, 32...32, 0xA0...0xA0, 0x1680...0x1680, 0x180E...0x180E, 0x2000...0x200A,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
  ])
  static let verticalSpace = ScalarSet([10...13, 0x85...0x85, 0x2028...0x2029])

  var isEmpty: Bool { spans.isEmpty }

  /// The only member, if there is just one.
  var single: UInt32? {
    guard spans.count == 1, spans[0].low == spans[0].high else { return nil }
    return spans[0].low
  }

  /// The lowercase letter, if the set is that ASCII letter in both cases.
  var caselessLetter: UInt32? {
    guard spans.count == 2, spans[0].low == spans[0].high, spans[1].low == spans[1].high,
      (65...90).contains(spans[0].low), spans[1].low == spans[0].low + 32
    else { return nil }
    return spans[1].low
  }

  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].high < scalar { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].low <= scalar
  }

  mutating func formUnion(_ other: ScalarSet) {
    spans += other.spans
    normalize()
  }

  mutating func insert(_ range: ClosedRange<UInt32>) {
    spans.append(Span(low: range.lowerBound, high: range.upperBound))
  }

  /// Everything else, the invalid byte included.
  var inverted: ScalarSet {
    var result = ScalarSet()
    var next: UInt32 = 0
    for span in spans {
      if span.low > next { result.spans.append(Span(low: next, high: span.low - 1)) }
      next = span.high + 1
    }
    if next <= Self.invalid { result.spans.append(Span(low: next, high: Self.invalid)) }
    return result
  }

  /// Sorts and joins, after `insert`.
  mutating func normalize() {
    guard spans.count > 1 else { return }
    spans.sort { ($0.low, $0.high) < ($1.low, $1.high) }
    var joined: [Span] = []
    joined.reserveCapacity(spans.count)
    for span in spans {
      if let last = joined.last, span.low <= last.high &+ 1 {
        joined[joined.count - 1].high = max(last.high, span.high)
      } else {
        joined.append(span)
      }
    }
    spans = joined
  }
}

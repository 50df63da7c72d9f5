/// Follows brackets, strings, names, colons and commas of one JSON value as its bytes arrive.
///
/// Looser than a parser where that doesn't move the end of the value: scalars are any words, a
/// comma may stand before a closing bracket. What is in the strings is the decoder's business.
struct JSONStructure {
  /// Deepest nesting followed.
  static let maximumDepth = 64
  private static let longestScalar = 4_096

  enum Outcome {
    /// The value ends before that offset.
    case complete(Int)
    /// Going on needs the bytes from that offset.
    case open(Int)
    /// It can't be JSON, as seen at that offset.
    case wrong(Int)
    /// It is an envelope; its records start at that offset.
    case envelope(Int)
  }

  private enum Expected {
    case value
    /// A value, or the end of the array.
    case element
    /// A name, or the end of the object.
    case name
    case colon
    /// A comma or a closing bracket.
    case separator
  }

  private var expected = Expected.value
  private var depth = 0
  /// A bit for each open bracket, the innermost lowest: 1 = object.
  private var objects: UInt64 = 0
  private var isInString = false
  private var isName = false
  /// Range of the last name, from the start of the record.
  private var nameStart = 0
  private var nameEnd = 0
  /// Depth at which an array of records would make this an envelope.
  private var envelopeDepth = 1
  private var isAtFirstElement = false
  /// Names read in the value itself, not deeper.
  private var members = 0
  private var hasEmptyArray = false

  /// An envelope without records, such as `{"results":[]}`.
  var isEmptyEnvelope: Bool { hasEmptyArray && members <= 6 }

  /// Reads on.
  /// - Parameter record: Offset of the value's first byte, to look for an envelope; nil = don't.
  mutating func advance(
    _ base: UnsafeRawPointer, from: Int, to end: Int, record: Int?
  ) -> Outcome {
    var i = from
    while i < end {
      if isInString {
        i = Self.stringStop(base, i, end)
        guard i < end else { return .open(end) }
        if base.load(fromByteOffset: i, as: UInt8.self) == 0x5C {
          guard i &+ 1 < end else { return .open(i) }
          i &+= 2
          continue
        }
        isInString = false
        if isName {
          nameEnd = i &- (record ?? 0)
          expected = .colon
        } else {
          expected = .separator
          if depth == 0 { return .complete(i &+ 1) }
        }
        i &+= 1
        continue
      }
      let c = base.load(fromByteOffset: i, as: UInt8.self)
      switch c {
      case 0x20, 0x0A, 0x0D, 0x09: i &+= 1
      case 0x22:
        switch expected {
        case .name:
          isName = true
          if depth == 1 { members &+= 1 }
          nameStart = i &+ 1 &- (record ?? 0)
        case .value, .element: isName = false
        case .colon, .separator: return .wrong(i)
        }
        isAtFirstElement = false
        isInString = true
        i &+= 1
      case 0x2C:
        guard expected == .separator, depth > 0 else { return .wrong(i) }
        expected = objects & 1 == 1 ? .name : .element
        i &+= 1
      case 0x3A:
        guard expected == .colon else { return .wrong(i) }
        expected = .value
        i &+= 1
      case 0x7B, 0x5B:
        guard expected == .value || expected == .element, depth < Self.maximumDepth else {
          return .wrong(i)
        }
        if isAtFirstElement { return .envelope(i) }
        open(isObject: c == 0x7B, base, record)
        i &+= 1
      case 0x7D, 0x5D:
        guard depth > 0, (objects & 1 == 1) == (c == 0x7D),
          expected != .colon, expected != .value
        else { return .wrong(i) }
        if isAtFirstElement { hasEmptyArray = true }
        isAtFirstElement = false
        objects >>= 1
        depth &-= 1
        if depth < envelopeDepth { envelopeDepth = max(1, depth) }
        i &+= 1
        if depth == 0 { return .complete(i) }
        expected = .separator
      default:
        guard expected == .value || expected == .element else { return .wrong(i) }
        var k = i
        while k < end, Self.isScalar(base.load(fromByteOffset: k, as: UInt8.self)) { k &+= 1 }
        if k == i { return .wrong(i) }
        guard k < end else { return k &- i > Self.longestScalar ? .wrong(i) : .open(i) }
        isAtFirstElement = false
        expected = .separator
        if depth == 0 { return .complete(k) }
        i = k
      }
    }
    return .open(end)
  }

  private mutating func open(isObject: Bool, _ base: UnsafeRawPointer, _ record: Int?) {
    if let record, depth > 0, depth == envelopeDepth, objects & 1 == 1 {
      let name = UnsafeRawBufferPointer(
        start: base + record + nameStart, count: max(0, nameEnd &- nameStart))
      if isObject {
        if JSONEnvelope.isOuter(name) { envelopeDepth &+= 1 }
      } else {
        isAtFirstElement = JSONEnvelope.holdsRecords(name)
      }
    }
    objects = objects << 1 | (isObject ? 1 : 0)
    depth &+= 1
    expected = isObject ? .name : .element
  }

  /// Words, numbers and whatever else is no structure.
  @inline(__always)
  private static func isScalar(_ c: UInt8) -> Bool {
    switch c {
    case 0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D, 0x22: false
    default: c > 0x20
    }
  }

  /// Offset of the next quote or backslash, or `end`.
  @inline(__always)
  private static func stringStop(_ base: UnsafeRawPointer, _ from: Int, _ end: Int) -> Int {
    var i = from
    while i &+ 8 <= end {
      let word = ByteScan.word(base, i)
      let stop =
        ByteScan.firstMatch(word, 0x2222_2222_2222_2222)
        | ByteScan.firstMatch(word, 0x5C5C_5C5C_5C5C_5C5C)
      if stop != 0 { return i &+ stop.trailingZeroBitCount >> 3 }
      i &+= 8
    }
    while i < end {
      let c = base.load(fromByteOffset: i, as: UInt8.self)
      if c == 0x22 || c == 0x5C { return i }
      i &+= 1
    }
    return end
  }
}

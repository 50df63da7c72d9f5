/// Small reading helpers on raw bytes; all of them clamp, none of them traps.
extension UnsafeRawBufferPointer {
  /// The bytes from `start` up to `end`, clamped to what is there.
  @inline(__always)
  func cut(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    let from = Swift.max(0, Swift.min(start, count))
    let to = Swift.max(from, Swift.min(end, count))
    return UnsafeRawBufferPointer(rebasing: self[from..<to])
  }

  /// The bytes from `start` on.
  @inline(__always)
  func cut(from start: Int) -> UnsafeRawBufferPointer { cut(start, count) }

  /// True when these bytes are `word` (given in lower case), ASCII case ignored.
  @inline(__always)
  func isWord(_ word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount && matches(word, at: 0)
  }

  /// True when these bytes begin with `word` (given in lower case), ASCII case ignored.
  @inline(__always)
  func startsWith(_ word: StaticString) -> Bool {
    count >= word.utf8CodeUnitCount && matches(word, at: 0)
  }

  /// True when these bytes end with `word` (given in lower case), ASCII case ignored.
  @inline(__always)
  func endsWith(_ word: StaticString) -> Bool {
    count >= word.utf8CodeUnitCount && matches(word, at: count &- word.utf8CodeUnitCount)
  }

  /// True when `word` (given in lower case) occurs in these bytes, ASCII case ignored.
  func contains(word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard length > 0, count >= length else { return false }
    var i = 0
    while i &+ length <= count {
      if matches(word, at: i) { return true }
      i &+= 1
    }
    return false
  }

  @usableFromInline
  func matches(_ word: StaticString, at offset: Int) -> Bool {
    let letters = word.utf8Start
    for i in 0..<word.utf8CodeUnitCount where self[offset &+ i].asciiLowered != letters[i] {
      return false
    }
    return true
  }

  /// Index of the first `byte` at or behind `start`, or nil.
  @inline(__always)
  func index(of byte: UInt8, from start: Int = 0) -> Int? {
    var i = start
    while i < count {
      if self[i] == byte { return i }
      i &+= 1
    }
    return nil
  }

  /// True when every byte is a decimal digit and there is at least one.
  var isDigits: Bool {
    for byte in self where !byte.isDigit { return false }
    return count > 0
  }
}

extension UInt8 {
  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  @inline(__always) var isAlphanumeric: Bool { isDigit || isLetter }
  @inline(__always) var isHex: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  @inline(__always) var asciiLowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit, or nil.
  @inline(__always) var hexValue: UInt8? {
    if isDigit { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }
}

/// Comparisons of byte runs.
enum ByteSearch {
  /// True when `literal` stands at `place` of `value`.
  static func isAt(_ literal: [UInt8], _ value: UnsafeRawBufferPointer, _ place: Int) -> Bool {
    guard place >= 0, literal.count <= value.count &- place else { return false }
    return literal.withUnsafeBytes { isAt($0, value, place) }
  }

  /// As above; the caller has checked that it fits.
  @inline(__always)
  static func isAt(
    _ literal: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ place: Int
  ) -> Bool {
    var i = 0
    let n = literal.count
    while i &+ 8 <= n {
      if literal.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        != value.loadUnaligned(fromByteOffset: place &+ i, as: UInt64.self)
      {
        return false
      }
      i &+= 8
    }
    while i < n {
      if literal[i] != value[place &+ i] { return false }
      i &+= 1
    }
    return true
  }

  /// True when `literal` occurs anywhere in `value`.
  static func contains(_ literal: [UInt8], _ value: UnsafeRawBufferPointer) -> Bool {
    literal.withUnsafeBytes { contains($0, value) }
  }

  /// True when `literal` occurs anywhere in `value`.
  static func contains(
    _ literal: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) -> Bool {
    if literal.isEmpty { return true }
    guard literal.count <= value.count else { return false }
    let reach = literal.count - 1
    let first = literal[0]
    let last = literal[reach]
    var i = 0
    let end = value.count - reach
    while i < end {
      if value[i] == first, value[i &+ reach] == last, isAt(literal, value, i) { return true }
      i &+= 1
    }
    return false
  }
}

extension ByteSearch {
  /// Whether `value` is, begins with, ends with or has `wanted`.
  static func isRelated(
    _ value: UnsafeRawBufferPointer, _ shape: TextTest.Shape, _ wanted: UnsafeRawBufferPointer
  ) -> Bool {
    guard wanted.count <= value.count else { return false }
    switch shape {
    case .exact: return wanted.count == value.count && isAt(wanted, value, 0)
    case .prefix: return isAt(wanted, value, 0)
    case .suffix: return isAt(wanted, value, value.count - wanted.count)
    case .contains, .glob:
      return contains(wanted, value)
    }
  }
}

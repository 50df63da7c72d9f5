/// A request target taken apart: optional scheme and host, path, query string.
struct RequestTarget {
  /// Host and port, empty for the usual origin form.
  var authority: UnsafeRawBufferPointer
  var path: UnsafeRawBufferPointer
  /// Without the `?`.
  var query: UnsafeRawBufferPointer
  /// Where the path and the query string begin in the target.
  var pathStart: Int
  var queryStart: Int

  init(_ target: UnsafeRawBufferPointer) {
    var start = 0
    var authorityStart = 0
    if let end = Self.schemeEnd(target) {
      authorityStart = end
      start = end
      while start < target.count, target[start] != 0x2F, target[start] != 0x3F { start += 1 }
    }
    let mark = target.index(of: 0x3F, from: start) ?? target.count
    authority = target.cut(authorityStart, start)
    path = target.cut(start, mark)
    query = target.cut(from: mark + 1)
    pathStart = start
    queryStart = min(mark + 1, target.count)
  }

  /// Index behind `scheme://`, or nil.
  private static func schemeEnd(_ target: UnsafeRawBufferPointer) -> Int? {
    guard target.count > 3, target[0].isLetter else { return nil }
    var i = 1
    while i < min(target.count - 2, 12) {
      if target[i] == 0x3A {
        return target[i + 1] == 0x2F && target[i + 2] == 0x2F ? i + 3 : nil
      }
      guard target[i].isAlphanumeric || target[i] == 0x2B else { return nil }
      i += 1
    }
    return nil
  }

  /// One `name=value` of a query string, still percent-encoded, with the offset of the value.
  struct Parameter {
    var name: UnsafeRawBufferPointer
    var value: UnsafeRawBufferPointer
    var valueStart: Int
  }

  /// Takes the next parameter of `query` at `i`; nil at the end.
  @inline(__always)
  static func nextParameter(_ query: UnsafeRawBufferPointer, _ i: inout Int) -> Parameter? {
    guard i < query.count else { return nil }
    let start = i
    var equals = -1
    while i < query.count, query[i] != 0x26 {
      if query[i] == 0x3D, equals < 0 { equals = i }
      i += 1
    }
    let end = i
    i += 1
    if equals < 0 {
      return Parameter(name: query.cut(start, end), value: query.cut(end, end), valueStart: end)
    }
    return Parameter(
      name: query.cut(start, equals), value: query.cut(equals + 1, end), valueStart: equals + 1)
  }
}

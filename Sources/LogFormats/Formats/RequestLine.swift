import SecurityModel

/// `METHOD target PROTOCOL`, with any part missing, or rubbish.
struct RequestLine {
  var method: HTTPMethod
  /// The method as written; empty when the text doesn't begin with one.
  var verb: UnsafeRawBufferPointer
  var target: UnsafeRawBufferPointer
  /// Such as `HTTP/1.1`; empty when missing.
  var version: UnsafeRawBufferPointer

  /// Reads a request line; `-` and rubbish have no parts.
  @inline(__always)
  init(_ text: UnsafeRawBufferPointer) {
    let none = text.cut(0, 0)
    (method, verb, target, version) = (.none, none, none, none)
    var i = 0
    while i < text.count, text[i].isLetter || text[i] == 0x2D || text[i] == 0x5F { i += 1 }
    guard i > 1, i <= 20, i < text.count, text[i] == 0x20 else { return }
    verb = text.cut(0, i)
    method = HTTPMethod(verb)
    var end = text.count
    // The target may hold blanks when the client sent them; the protocol is behind the last one.
    var k = text.count - 1
    let furthest = max(i, text.count - 10)
    while k > furthest, text[k] != 0x20 { k -= 1 }
    if text[k] == 0x20, k > i, text.cut(from: k + 1).startsWith("http/") {
      version = text.cut(from: k + 1)
      end = k
    }
    target = text.cut(i + 1, end)
  }
}

/// One message of a Mule runtime, taken apart: what the Message Logging policy printed about a
/// request or a response.
///
///     10:15:02.417     03/04/2025     Worker-0     [MuleRuntime].uber.03: [contacts-proxy]…     INFO
///     event:0b1c2d3e-… org.mule.extension.http.api.HttpRequestAttributes
///     {
///        Request path=/v1/contacts
///        Headers=[
///           host=api.corp.example
///        ]
///     }
enum MuleMessageBlock {
  enum Kind: UInt8 {
    case request, response
  }

  /// Most lines that are read.
  private static let maximumLines = 500

  /// The kind of the message in `text`, which begins at `event:`; nil for all other messages.
  static func kind(_ text: UnsafeRawBufferPointer) -> Kind? {
    let line = text.cut(0, text.index(of: 0x0A) ?? text.count)
    if line.contains(word: "httprequestattributes") { return .request }
    return line.contains(word: "httpresponseattributes") ? .response : nil
  }

  /// The part of a message from `event:` on, or nil.
  static func body(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var start = 0
    for _ in 0..<4 {
      while start < message.count, message[start] <= 0x20 { start += 1 }
      let end = message.index(of: 0x0A, from: start) ?? message.count
      let line = message.cut(start, end)
      if line.startsWith("event:") { return message.cut(from: start) }
      // With Log4j's patterns it stands at the end of the first line.
      if let at = find("event:", in: line) { return message.cut(from: start + at) }
      guard end < message.count else { return nil }
      start = end + 1
    }
    return nil
  }

  private static func find(_ word: StaticString, in line: UnsafeRawBufferPointer) -> Int? {
    guard line.count >= word.utf8CodeUnitCount else { return nil }
    for i in 0...(line.count - word.utf8CodeUnitCount) where line.cut(from: i).startsWith(word) {
      return i
    }
    return nil
  }

  /// The id behind `event:`.
  static func event(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = 6
    while end < text.count, text[end] > 0x20 { end += 1 }
    return text.cut(6, end)
  }

  /// Gives each `Name=value` of the body, split at its first `=`, and each header. A list of
  /// headers ends at a line that holds only `]`; other lists may stand on one line.
  static func forEach(
    in text: UnsafeRawBufferPointer,
    _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ isHeader: Bool)
      -> Void
  ) {
    var start = (text.index(of: 0x0A) ?? text.count) + 1
    var inHeaders = false
    var inOther = false
    for _ in 0..<maximumLines where start < text.count {
      let end = text.index(of: 0x0A, from: start) ?? text.count
      let line = trimmed(text.cut(start, end))
      start = end + 1
      if line.count == 1, line[0] == 0x5D {
        inHeaders = false
        inOther = false
        continue
      }
      if line.count == 1, line[0] == 0x7D, !inHeaders { return }
      guard !inOther, let equals = line.index(of: 0x3D) else { continue }
      let name = line.cut(0, equals)
      let value = line.cut(from: equals + 1)
      if !inHeaders, value.count == 1, value[0] == 0x5B {
        inHeaders = name.isWord("headers")
        inOther = !inHeaders
        continue
      }
      body(name, value, inHeaders)
    }
  }

  private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = line.count
    while start < end, line[start] <= 0x20 { start += 1 }
    while end > start, line[end - 1] <= 0x20 { end -= 1 }
    return line.cut(start, end)
  }
}

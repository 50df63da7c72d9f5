/// One text line of a Flex Gateway, taken apart.
///
/// `2025-03-04 10:15:02.417 [flex-gateway-envoy][info] wasm log POLICY.NS.API.NS.svc main:
/// [req: UUID] [accessLog] TEXT`, or by Fluent Bit's template
/// `[04/03/2025-10:15:02AM][LOGGER][info][accessLog] TEXT`. The order of the parts in brackets may
/// differ from version to version.
struct FlexGatewayLine {
  var date: UnsafeRawBufferPointer
  var api = UnsafeRawBufferPointer(start: nil, count: 0)
  var request = UnsafeRawBufferPointer(start: nil, count: 0)
  var isAccessLog = false
  /// What the policy printed.
  var text: UnsafeRawBufferPointer

  /// Nil when the line has no date and no part in brackets.
  init?(_ line: UnsafeRawBufferPointer) {
    var i = 0
    if let first = line.first, first == 0x5B {
      guard let end = line.index(of: 0x5D) else { return nil }
      date = line.cut(1, end)
      i = end + 1
    } else {
      guard let open = line.cut(0, 64).index(of: 0x5B) else { return nil }
      date = UserAgentReader.trimmed(line.cut(0, open))
      i = open
    }
    guard date.count >= 16, date[0].isDigit else { return nil }
    text = line.cut(from: i)
    var parts = 0
    while i < line.count {
      while i < line.count, line[i] <= 0x20 { i += 1 }
      guard i < line.count else { break }
      if line[i] == 0x5B {
        guard let end = line.index(of: 0x5D, from: i) else { break }
        note(line.cut(i + 1, end))
        parts += 1
        i = end + 1
        text = line.cut(from: i)
        if isAccessLog { break }
        continue
      }
      // Words stand between the brackets only before `main:`.
      guard let end = line.index(of: 0x5B, from: i) else { break }
      let words = line.cut(i, end)
      guard words.startsWith("wasm log ") else { break }
      note(service: words.cut(from: 9))
      i = end
    }
    guard parts > 0 else { return nil }
    text = UserAgentReader.trimmed(text)
  }

  private mutating func note(_ part: UnsafeRawBufferPointer) {
    if part.isWord("accesslog") {
      isAccessLog = true
    } else if part.startsWith("req:") {
      request = UserAgentReader.trimmed(part.cut(from: 4))
    }
  }

  /// `message-logging-1.default.contacts-api-v1.default.svc main:` names policy and API.
  private mutating func note(service text: UnsafeRawBufferPointer) {
    let name = text.cut(0, text.index(of: 0x20) ?? text.count)
    guard let first = name.index(of: 0x2E), let second = name.index(of: 0x2E, from: first + 1),
      let third = name.index(of: 0x2E, from: second + 1)
    else { return }
    api = name.cut(second + 1, third)
  }

  /// True for a line of a gateway's log, of a call or not.
  static func isOne(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let parsed = FlexGatewayLine(line) else { return false }
    return parsed.isAccessLog || line.cut(0, 160).contains(word: "[flex-gateway-")
      || line.cut(0, 160).contains(word: "[runtimelog]")
  }
}

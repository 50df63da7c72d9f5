import SecurityModel

/// One line of an access log, taken apart: `[host] address ident user [time] "request" status
/// bytes ["referer" "agent" …]`.
///
/// The parts are ranges of the line. Escapes in them (`\"` of Apache, `\x22` of nginx) are left
/// for `AccessLogText`.
struct AccessLogLine {
  /// Column of virtual hosts before the address; empty when there is none.
  var host: UnsafeRawBufferPointer
  /// The address column as it stands: an address, a host name or `unix:`.
  var client: UnsafeRawBufferPointer
  var address: IPAddress
  var ident: UnsafeRawBufferPointer
  var user: UnsafeRawBufferPointer
  /// Without the brackets.
  var time: UnsafeRawBufferPointer
  /// Without the quotes.
  var request: UnsafeRawBufferPointer
  var status: UInt16
  /// -1 when not told.
  var bytes: Int64
  var referer: UnsafeRawBufferPointer
  var agent: UnsafeRawBufferPointer
  /// Whatever follows; its order has no standard.
  var rest: UnsafeRawBufferPointer

  /// The parts of `line`.
  /// - Throws: what is missing, with the column at which it was looked for.
  init(_ line: UnsafeRawBufferPointer) throws(DecodeFailure) {
    guard let quote = Self.requestQuote(line) else {
      throw DecodeFailure("no time in brackets with a request in quotes behind it")
    }
    let close = quote - 2
    var open = close - 1
    let furthest = max(0, close - 40)
    while open > furthest, line[open] != 0x5B { open -= 1 }
    guard line[open] == 0x5B, open > 1, line[open - 1] == 0x20 else {
      throw DecodeFailure("no time in brackets before the request", column: close + 1)
    }
    time = line.cut(open + 1, close)
    let empty = line.cut(0, 0)
    (host, client, ident, user, referer, agent, rest) =
      (empty, empty, empty, empty, empty, empty, empty)
    address = .none
    let end = Self.closingQuote(line, from: quote + 1, statusFollows: true)
    guard end < line.count else {
      throw DecodeFailure("the request's closing quote is missing", column: quote + 1)
    }
    request = line.cut(quote + 1, end)
    status = 0
    bytes = -1
    var i = end + 1
    try readNumbers(line, &i)
    readTail(line, i)
    try readHead(line.cut(0, open - 1))
  }

  /// Offset of the quote that opens the request: the first one right behind `] `. Quotes in a user
  /// name before it are escaped, or, by careless servers, not followed by this shape.
  @inline(__always)
  private static func requestQuote(_ line: UnsafeRawBufferPointer) -> Int? {
    guard let base = line.baseAddress else { return nil }
    var i = 0
    while true {
      let quote = ByteScan.find(0x22, in: base, from: i, to: line.count)
      guard quote < line.count else { return nil }
      if quote >= 4, line[quote - 1] == 0x20, line[quote - 2] == 0x5D { return quote }
      i = quote + 1
    }
  }

  /// Offset of the quote that closes a text which starts at `start`; the line's length when there
  /// is none. A backslash protects the byte behind it. Servers that don't escape quotes at all
  /// leave several: then the one with a status behind it is meant.
  @inline(__always)
  private static func closingQuote(
    _ line: UnsafeRawBufferPointer, from start: Int, statusFollows: Bool
  ) -> Int {
    guard let base = line.baseAddress else { return line.count }
    var first = line.count
    var i = start
    while true {
      let quote = ByteScan.find(0x22, in: base, from: i, to: line.count)
      guard quote < line.count else { return first }
      i = quote + 1
      if isEscaped(line, quote, from: start) { continue }
      if !statusFollows { return quote }
      if quote + 2 < line.count, line[quote + 1] == 0x20,
        line[quote + 2].isDigit || line[quote + 2] == 0x2D
      {
        return quote
      }
      if first == line.count { first = quote }
    }
  }

  /// True when an odd number of backslashes stands before `i`.
  @inline(__always)
  private static func isEscaped(_ line: UnsafeRawBufferPointer, _ i: Int, from start: Int) -> Bool {
    var k = i
    while k > start, line[k - 1] == 0x5C { k -= 1 }
    return (i - k) & 1 != 0
  }

  /// ` 200 5123`: status and bytes, either may be `-`.
  @inline(__always)
  private mutating func readNumbers(
    _ line: UnsafeRawBufferPointer, _ i: inout Int
  ) throws(DecodeFailure) {
    guard i < line.count, line[i] == 0x20 else {
      throw DecodeFailure("a status was expected behind the request", column: i + 1)
    }
    let statusStart = i + 1
    i = statusStart
    while i < line.count, line[i] != 0x20 { i += 1 }
    let word = line.cut(statusStart, i)
    if word.count == 3, word.isDigits {
      status = UInt16(truncatingIfNeeded: NumberText.count(word))
    } else if !(word.count == 1 && word[0] == 0x2D) {
      throw DecodeFailure("the status is not a number of three digits", column: statusStart + 1)
    }
    guard i < line.count else { return }
    let bytesStart = i + 1
    i = bytesStart
    while i < line.count, line[i] != 0x20 { i += 1 }
    let size = line.cut(bytesStart, i)
    if size.isDigits {
      bytes = NumberText.count(size)
    } else if !(size.isEmpty || (size.count == 1 && size[0] == 0x2D)) {
      throw DecodeFailure("the size is not a number", column: bytesStart + 1)
    }
  }

  /// ` "referer" "agent" …`; a closing quote that is missing is at the end of the line.
  @inline(__always)
  private mutating func readTail(_ line: UnsafeRawBufferPointer, _ start: Int) {
    var i = start
    guard i + 1 < line.count, line[i] == 0x20, line[i + 1] == 0x22 else {
      rest = line.cut(from: i + 1)
      return
    }
    let refererEnd = Self.closingQuote(line, from: i + 2, statusFollows: false)
    referer = line.cut(i + 2, refererEnd)
    i = refererEnd + 1
    guard i + 1 < line.count, line[i] == 0x20, line[i + 1] == 0x22 else {
      rest = line.cut(from: i + 1)
      return
    }
    let agentEnd = Self.closingQuote(line, from: i + 2, statusFollows: false)
    agent = line.cut(i + 2, agentEnd)
    rest = line.cut(from: agentEnd + 2)
  }

  /// `[host] address ident user`; the user may hold blanks.
  @inline(__always)
  private mutating func readHead(_ head: UnsafeRawBufferPointer) throws(DecodeFailure) {
    var i = 0
    client = Self.column(head, &i)
    if let found = AddressReader.read(client) {
      address = found
    } else {
      let mark = i
      let second = Self.column(head, &i)
      if let found = AddressReader.read(second) {
        host = client
        client = second
        address = found
      } else if Self.isUnix(second) {
        host = client
        client = second
      } else {
        i = mark
        guard Self.isUnix(client) || (Self.isNone(second) && Self.isHostName(client)) else {
          throw DecodeFailure("no client address at the start", column: 1)
        }
      }
    }
    ident = Self.column(head, &i)
    user = head.cut(from: i)
    guard !ident.isEmpty, !user.isEmpty else {
      throw DecodeFailure("ident and user are missing behind the address", column: i + 1)
    }
    if Self.isNone(ident) { ident = head.cut(0, 0) }
    if Self.isNone(user) || (user.count == 2 && user[0] == 0x22 && user[1] == 0x22) {
      user = head.cut(0, 0)
    }
  }

  /// The text up to the next blank; a list `a, b` is one column. Moves behind the blank.
  @inline(__always)
  private static func column(
    _ head: UnsafeRawBufferPointer, _ i: inout Int
  ) -> UnsafeRawBufferPointer {
    let start = i
    while i < head.count, head[i] != 0x20 || (i > start && head[i - 1] == 0x2C) { i += 1 }
    let end = i
    if i < head.count { i += 1 }
    return head.cut(start, end)
  }

  @inline(__always)
  static func isNone(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count == 1 && text[0] == 0x2D
  }

  private static func isUnix(_ text: UnsafeRawBufferPointer) -> Bool { text.startsWith("unix:") }

  /// Letters, digits, dots and dashes: what a server writes that looks names up.
  private static func isHostName(_ text: UnsafeRawBufferPointer) -> Bool {
    for byte in text where !(byte.isAlphanumeric || byte == 0x2E || byte == 0x2D || byte == 0x5F) {
      return false
    }
    return !text.isEmpty && !isNone(text) && text.count <= 255
  }
}

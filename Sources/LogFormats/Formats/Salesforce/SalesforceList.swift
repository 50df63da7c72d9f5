/// Reads lists that Salesforce writes as one text: `Contact, Account`, `[A, B]`, `["A","B"]`.
enum SalesforceList {
  /// Calls `body` with each name; at most 1,000.
  static func forEach(
    _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    var start = 0
    var i = 0
    var rest = 1_000
    while i <= text.count, rest > 0 {
      if i == text.count || text[i] == 0x2C || text[i] == 0x3B {
        let name = trimmed(text.cut(start, i))
        if !name.isEmpty { body(name) }
        start = i &+ 1
        rest &-= 1
      }
      i &+= 1
    }
  }

  /// The first name of a list.
  static func first(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var found = text.cut(0, 0)
    forEach(text) { if found.isEmpty { found = $0 } }
    return found
  }

  /// A name without the blanks, quotes and brackets around it.
  private static func trimmed(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = name.count
    while start < end, isAround(name[start]) { start &+= 1 }
    while end > start, isAround(name[end &- 1]) { end &-= 1 }
    return name.cut(start, end)
  }

  private static func isAround(_ c: UInt8) -> Bool {
    switch c {
    case 0...0x20, 0x22, 0x27, 0x28, 0x29, 0x5B, 0x5D: true
    default: false
    }
  }
}

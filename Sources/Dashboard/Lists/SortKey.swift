/// What a row is sorted by, taken out of the row so that sorting does not touch whole rows.
///
/// Compared from left to right; the id makes the order total.
struct SortKey: Sendable, Equatable {
  /// A number, or the first bytes of `text`.
  var first: UInt64
  /// Empty for columns of numbers.
  var text: String
  var second: UInt64
  var id: String

  init(number: Int64 = 0, text: String = "", second: Int64 = 0, id: String) {
    first = text.isEmpty ? Self.ordered(number) : Self.head(text)
    self.text = text
    self.second = Self.ordered(second)
    self.id = id
  }

  /// Whether `a` stands before `b`.
  static func precedes(_ a: borrowing SortKey, _ b: borrowing SortKey) -> Bool {
    if a.first != b.first { return a.first < b.first }
    if !a.text.isEmpty || !b.text.isEmpty, a.text != b.text { return a.text < b.text }
    if a.second != b.second { return a.second < b.second }
    return a.id < b.id
  }

  /// Signed order as unsigned order.
  private static func ordered(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

  /// The first eight bytes, which decide most comparisons. All other characters stand for one
  /// byte behind ASCII, where strings are then compared as a whole.
  private static func head(_ text: String) -> UInt64 {
    var head: UInt64 = 0
    var count = 0
    for byte in text.utf8.prefix(8) {
      guard byte < 0x80 else { return (head << 8 | 0x80) << UInt64(8 * (7 - count)) }
      head = head << 8 | UInt64(byte)
      count += 1
    }
    return head << UInt64(8 * (8 - count))
  }
}

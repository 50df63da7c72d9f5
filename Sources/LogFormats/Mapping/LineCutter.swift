/// Takes lines apart with a `LineTemplate`: finds where each variable's value lies.
final class LineCutter {
  private struct Part {
    /// The text behind the variable.
    var start: Int
    var count: Int
    /// The value stands in quotes.
    var isQuoted: Bool
  }

  let count: Int
  /// Values by variable; of a line that ended early the last ones are empty.
  let values: UnsafeMutablePointer<UnsafeRawBufferPointer>
  private let parts: UnsafeMutablePointer<Part>
  private let text: UnsafeMutableRawBufferPointer
  private let head: Int
  /// A line may end in or behind this variable, but not before it.
  private let required: Int

  /// - Parameter required: index of the last variable that a line can't do without.
  init(_ template: LineTemplate, required: Int) {
    count = template.variables.count
    self.required = required
    values = .allocate(capacity: count)
    values.initialize(
      repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: count)
    parts = .allocate(capacity: count)
    let bytes = template.literals.flatMap { $0 }
    text = .allocate(byteCount: max(1, bytes.count), alignment: 8)
    text.copyBytes(from: bytes)
    head = template.literals[0].count
    var at = head
    for i in 0..<count {
      let literal = template.literals[i + 1]
      let before = template.literals[i].last
      (parts + i).initialize(
        to: Part(
          start: at, count: literal.count,
          isQuoted: before == 0x22 && literal.first == 0x22))
      at += literal.count
    }
  }

  deinit {
    values.deallocate()
    parts.deallocate()
    text.deallocate()
  }

  /// Finds the values of `line`; gives what is left behind the template's end.
  /// - Throws: `DecodeFailure` at the column where the line departs from the template.
  func cut(_ line: UnsafeRawBufferPointer) throws(DecodeFailure) -> UnsafeRawBufferPointer {
    guard line.count >= head, isText(0, head, at: 0, of: line) else {
      throw DecodeFailure("the line doesn't begin as the format says", column: 1)
    }
    var at = head
    for i in 0..<count {
      let part = parts[i]
      if part.count == 0 {
        // Only the last variable has nothing behind it.
        values[i] = line.cut(from: at)
        return line.cut(0, 0)
      }
      let end = find(part, in: line, from: at)
      guard end <= line.count else {
        guard i >= required else {
          throw DecodeFailure("the line departs from the format", column: at + 1)
        }
        // Cut off, or the closing quote is missing: what is there counts.
        values[i] = line.cut(from: at)
        for k in i + 1..<max(i + 1, count) { values[k] = line.cut(0, 0) }
        return line.cut(0, 0)
      }
      values[i] = line.cut(at, end)
      at = end + part.count
    }
    return line.cut(from: at)
  }

  /// Offset of the text behind a variable; past the end of the line when it isn't there.
  @inline(__always)
  private func find(
    _ part: Part, in line: UnsafeRawBufferPointer, from start: Int
  ) -> Int {
    guard let base = line.baseAddress else { return line.count + 1 }
    let first = text[part.start]
    var i = start
    while true {
      i = ByteScan.find(first, in: base, from: i, to: line.count)
      guard i + part.count <= line.count else { return line.count + 1 }
      if isText(part.start + 1, part.count - 1, at: i + 1, of: line),
        !part.isQuoted || !isEscaped(line, i, from: start)
      {
        return i
      }
      i += 1
    }
  }

  @inline(__always)
  private func isText(
    _ start: Int, _ count: Int, at offset: Int, of line: UnsafeRawBufferPointer
  ) -> Bool {
    var k = 0
    while k < count {
      if line[offset &+ k] != text[start &+ k] { return false }
      k &+= 1
    }
    return true
  }

  /// True when an odd number of backslashes stands before `i`.
  @inline(__always)
  private func isEscaped(_ line: UnsafeRawBufferPointer, _ i: Int, from start: Int) -> Bool {
    var k = i
    while k > start, line[k - 1] == 0x5C { k -= 1 }
    return (i - k) & 1 != 0
  }
}

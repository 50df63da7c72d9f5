/// Finds the message behind a syslog header.
///
/// Understood are RFC 5424 (`<PRI>1 TIME HOST APP PROC ID [data] MSG`), RFC 3164
/// (`<PRI>Mar  4 10:15:02 host tag[1]: MSG`, with a year or an ISO time as well), both also
/// without `<PRI>`, as daemons write them to files, and a `<PRI>` alone. The header's time and
/// host are passed over: the record's own are worth more.
public enum SyslogPrefix {
  private static let longestToken = 256

  /// Offset of the message in `line`; nil when there is no header.
  public static func end(in line: UnsafeRawBufferPointer) -> Int? {
    var i = 0
    let hasPriority = passPriority(line, &i)
    if let behind = header5424(line, i, hasPriority: hasPriority) {
      return behindMarks(line, behind)
    }
    if let time = legacyTime(line, i) ?? isoTime(line, i) {
      let isISO = legacyTime(line, i) == nil
      if let behind = hostAndTag(line, time, needsTag: isISO && !hasPriority) {
        return behindMarks(line, behind)
      }
    }
    return hasPriority ? behindMarks(line, i) : nil
  }

  /// Passes `<0>` to `<191>`.
  private static func passPriority(_ line: UnsafeRawBufferPointer, _ i: inout Int) -> Bool {
    guard line.count > 2, line[0] == 0x3C else { return false }
    var value = 0
    var k = 1
    while k < line.count, k < 5, line[k].isDigit {
      value = value * 10 + Int(line[k] &- 0x30)
      k += 1
    }
    guard k > 1, k < line.count, line[k] == 0x3E, value <= 191 else { return false }
    i = k + 1
    return true
  }

  // MARK: RFC 5424

  private static func header5424(
    _ line: UnsafeRawBufferPointer, _ start: Int, hasPriority: Bool
  ) -> Int? {
    var i = start
    guard i + 1 < line.count, line[i] == 0x31, line[i + 1] == 0x20 else { return nil }
    i += 2
    let time = i
    // Time, host, application, process, message id.
    for _ in 0..<5 {
      guard let next = behindToken(line, i) else { return nil }
      i = next
    }
    guard line[time] == 0x2D || isoTime(line, time) != nil else { return nil }
    guard hasPriority || line[time] != 0x2D else { return nil }
    guard i < line.count else { return nil }
    if line[i] == 0x2D {
      i += 1
    } else {
      guard line[i] == 0x5B else { return nil }
      while i < line.count, line[i] == 0x5B {
        guard let next = behindElement(line, i) else { return nil }
        i = next
      }
    }
    guard i < line.count else { return i }
    return line[i] == 0x20 ? i + 1 : nil
  }

  /// Behind a `[…]` of structured data; a `]` in quotes doesn't end it.
  private static func behindElement(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var i = start + 1
    var isQuoted = false
    while i < line.count {
      switch line[i] {
      case 0x5C where isQuoted: i += 1
      case 0x22: isQuoted.toggle()
      case 0x5D where !isQuoted: return i + 1
      default: break
      }
      i += 1
    }
    return nil
  }

  // MARK: RFC 3164

  /// Behind `Mmm dd hh:mm:ss ` or `Mmm dd yyyy hh:mm:ss `, fractions and a zone included.
  private static func legacyTime(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard line.count >= start + 16 else { return nil }
    let month = line.cut(start, start + 3)
    guard isMonth(month), line[start + 3] == 0x20 else { return nil }
    var i = start + 4
    if line[i] == 0x20 { i += 1 }
    var digits = 0
    while i < line.count, digits < 2, line[i].isDigit {
      i += 1
      digits += 1
    }
    guard digits > 0, i < line.count, line[i] == 0x20 else { return nil }
    i += 1
    if line.count > i + 5, line.cut(i, i + 4).isDigits, line[i + 4] == 0x20 { i += 5 }
    guard line.count >= i + 9, isClock(line, i) else { return nil }
    i += 8
    return behindToken(line, i)
  }

  private static func isMonth(_ word: UnsafeRawBufferPointer) -> Bool {
    word.isWord("jan") || word.isWord("feb") || word.isWord("mar") || word.isWord("apr")
      || word.isWord("may") || word.isWord("jun") || word.isWord("jul") || word.isWord("aug")
      || word.isWord("sep") || word.isWord("oct") || word.isWord("nov") || word.isWord("dec")
  }

  private static func isClock(_ line: UnsafeRawBufferPointer, _ i: Int) -> Bool {
    line.count >= i + 8 && line.cut(i, i + 2).isDigits && line[i + 2] == 0x3A
      && line.cut(i + 3, i + 5).isDigits && line[i + 5] == 0x3A
      && line.cut(i + 6, i + 8).isDigits
  }

  /// Behind `2025-03-04T10:15:02.417+01:00 `.
  static func isoTime(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard line.count >= start + 20, line.cut(start, start + 4).isDigits,
      line[start + 4] == 0x2D, line.cut(start + 5, start + 7).isDigits, line[start + 7] == 0x2D,
      line.cut(start + 8, start + 10).isDigits, line[start + 10] | 0x20 == 0x74,
      isClock(line, start + 11)
    else { return nil }
    return behindToken(line, start + 19)
  }

  /// Behind `host tag[pid]: `; the host or the tag may be missing.
  private static func hostAndTag(
    _ line: UnsafeRawBufferPointer, _ start: Int, needsTag: Bool
  ) -> Int? {
    if let behind = behindTag(line, start) { return behind }
    guard let first = line[orNil: start], first != 0x7B, first != 0x22,
      let host = behindToken(line, start)
    else { return needsTag ? nil : start }
    if let behind = behindTag(line, host) { return behind }
    return needsTag ? nil : host
  }

  /// Behind `name[pid]: ` or `name: `.
  private static func behindTag(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var i = start
    while i < line.count, i - start < longestToken {
      switch line[i] {
      case 0x3A:
        guard i > start, i + 1 == line.count || line[i + 1] == 0x20, line[i - 1] != 0x3A else {
          return nil
        }
        return min(i + 2, line.count)
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x5B, 0x5D, 0x28, 0x29,
        0x23, 0x40:
        i += 1
      default: return nil
      }
    }
    return nil
  }

  // MARK: Parts

  /// Behind the blank that ends the token at `start`; nil when there is none.
  private static func behindToken(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var i = start
    while i < line.count, i - start < longestToken {
      if line[i] == 0x20 { return i + 1 }
      i += 1
    }
    return nil
  }

  /// Behind blanks, a byte-order mark and the `@cee:` that announces JSON.
  private static func behindMarks(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var i = start
    while i < line.count, line[i] == 0x20 { i += 1 }
    if line.count >= i + 3, line[i] == 0xEF, line[i + 1] == 0xBB, line[i + 2] == 0xBF { i += 3 }
    if line.cut(from: i).startsWith("@cee:") {
      i += 5
      while i < line.count, line[i] == 0x20 { i += 1 }
    }
    return i
  }
}

extension UnsafeRawBufferPointer {
  /// The byte at `index`, if there is one.
  subscript(orNil index: Int) -> UInt8? { index >= 0 && index < count ? self[index] : nil }
}

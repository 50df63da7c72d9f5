import SecurityModel

/// Counts what `QueryResults` holds: GUIDs with commas between them, a list, or a plain number.
enum DataverseRows {
  /// The number of rows; -1 when the value doesn't tell.
  static func count(_ value: UnsafeRawBufferPointer) -> Int64 {
    guard let first = value.first else { return -1 }
    if value.isDigits { return NumberText.count(value) }
    if first == 0x5B || first == 0x7B { return elements(value) }
    return guids(value)
  }

  /// The elements of a list; the GUIDs of anything else.
  private static func elements(_ value: UnsafeRawBufferPointer) -> Int64 {
    guard value[0] == 0x5B, var scanner = JSONScanner(value) else { return guids(value) }
    var count: Int64 = 0
    do throws(DecodeFailure) {
      guard try scanner.open(0x5B, closing: 0x5D) else { return 0 }
      repeat {
        _ = try scanner.value(depth: 1)
        count += 1
      } while try scanner.more(closing: 0x5D)
    } catch {
      return guids(value)
    }
    return count
  }

  /// The GUIDs in a text; -1 when there is none.
  private static func guids(_ text: UnsafeRawBufferPointer) -> Int64 {
    var count: Int64 = 0
    var i = 0
    while i &+ 36 <= text.count {
      // The dashes first: they are at four places of any GUID and nearly nowhere else.
      if text[i &+ 8] == 0x2D, isGUID(text.cut(i, i &+ 36)),
        i &+ 36 == text.count || !text[i &+ 36].isHex
      {
        count &+= 1
        i &+= 36
      } else {
        i &+= 1
      }
    }
    return count == 0 ? -1 : count
  }

  /// True for `0a000000-0000-4000-8000-000000000001`.
  static func isGUID(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 36, text[8] == 0x2D, text[13] == 0x2D, text[18] == 0x2D, text[23] == 0x2D
    else { return false }
    for (i, byte) in text.enumerated() where i != 8 && i != 13 && i != 18 && i != 23 {
      if !byte.isHex { return false }
    }
    return true
  }
}

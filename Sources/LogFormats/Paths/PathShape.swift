import SecurityModel

/// Tells record ids, versions and other variable parts of a path from its fixed words.
enum PathShape {
  /// True for a part that names one record, person or date, so that it isn't an endpoint of its
  /// own: numbers, UUIDs, hexadecimal or very long opaque ids, Salesforce ids, mail addresses,
  /// dates, comma lists of those.
  static func isVariable(_ part: UnsafeRawBufferPointer) -> Bool {
    let n = part.count
    if n == 0 { return false }
    if n > 64 { return true }
    var digits = 0
    var letters = 0
    var hex = 0
    var dashes = 0
    var others = 0
    for (i, byte) in part.enumerated() {
      if byte == 0x2C, i > 0 { return isVariable(part.cut(0, i)) }
      if byte.isDigit {
        digits += 1
        hex += 1
      } else if byte.isLetter {
        letters += 1
        if byte.isHex { hex += 1 }
      } else if byte == 0x2D {
        dashes += 1
      } else if byte == 0x40, i > 0, part.index(of: 0x2E, from: i + 1) != nil {
        return true
      } else {
        others += 1
      }
    }
    if others > 0 { return digits > 0 && letters == 0 && n >= 6 }
    if letters == 0 { return digits > 0 && (dashes == 0 || n >= 6) }
    if digits == 0 { return n > 40 }
    if hex + dashes == n, n - dashes >= 12 { return true }
    return isSalesforceID(part) || isQueryLocator(part) || (n >= 20 && digits >= 5)
  }

  /// True for the 15- or 18-character record id of Salesforce: the three-character key prefix
  /// holds a digit, and so do at least three other places.
  static func isSalesforceID(_ part: UnsafeRawBufferPointer) -> Bool {
    guard part.count == 15 || part.count == 18 else { return false }
    var digits = 0
    var inPrefix = false
    for (i, byte) in part.enumerated() {
      guard byte.isAlphanumeric else { return false }
      if byte.isDigit {
        digits += 1
        if i < 3 { inPrefix = true }
      }
    }
    return inPrefix && digits >= 4
  }

  /// True for the cursor of a Salesforce query (`01g…-2000`).
  static func isQueryLocator(_ part: UnsafeRawBufferPointer) -> Bool {
    guard let dash = part.index(of: 0x2D) else { return false }
    return isSalesforceID(part.cut(0, dash)) && part.cut(from: dash + 1).isDigits
  }

  /// Length of the `v` before an API version (`v62.0`, `v3`, `62.0`, `2026-03`), or nil when the
  /// part isn't one.
  static func versionPrefix(_ part: UnsafeRawBufferPointer) -> Int? {
    guard part.count >= 1, part.count <= 12 else { return nil }
    let start = part[0] | 0x20 == 0x76 ? 1 : 0
    let rest = part.cut(from: start)
    guard rest.count > 0, rest[0].isDigit else { return nil }
    if start == 0, rest.count == 7, rest[4] == 0x2D, rest.cut(0, 4).isDigits,
      rest.cut(5, 7).isDigits
    {
      return 0
    }
    var dots = 0
    var digits = 0
    for (i, byte) in rest.enumerated() {
      if byte == 0x2E {
        dots += 1
      } else if byte == 0x2D, start == 1 {
        // `v1-beta.2`: a named preview of a version.
        return i > 0 ? start : nil
      } else if byte.isDigit {
        digits += 1
      } else {
        return nil
      }
    }
    guard dots <= 1, digits <= 5 else { return nil }
    return start == 1 || dots == 1 ? start : nil
  }

  /// True for something that can be the name of an object type, field or entity set.
  static func isName(_ part: UnsafeRawBufferPointer) -> Bool {
    guard part.count >= 1, part.count <= 80, part[0].isLetter else { return false }
    for byte in part where !(byte.isAlphanumeric || byte == 0x5F) { return false }
    return true
  }
}

import SecurityModel

/// Names that callers choose for themselves.
enum ClientName {
  /// The name without the slashes and blanks that Salesforce leaves at its end.
  static func trimmed(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = name.count
    while end > 0, name[end - 1] == 0x2F || name[end - 1] <= 0x20 { end -= 1 }
    var start = 0
    while start < end, name[start] <= 0x20 { start += 1 }
    return name.cut(start, end)
  }
}

import SecurityModel

/// What a user agent or client name says about the software behind it.
enum ClientName {
  /// Longest family name kept, in bytes.
  static let maximumFamilyLength = 80

  /// The product token of a user agent: what stands before `/`, a blank or `(`.
  static func agentFamily(_ agent: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var i = 0
    while i < min(agent.count, maximumFamilyLength), agent[i] > 0x20, agent[i] != 0x2F,
      agent[i] != 0x28
    {
      i += 1
    }
    return agent.cut(0, i)
  }

  /// The product of a client name such as `Acme Sync/2.1`: what stands before `/`, since these
  /// names may hold blanks.
  static func clientFamily(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var i = 0
    while i < min(name.count, maximumFamilyLength), name[i] != 0x2F { i += 1 }
    return name.cut(0, i)
  }

  /// The name without the slashes and blanks that Salesforce leaves at its end.
  static func trimmed(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = name.count
    while end > 0, name[end - 1] == 0x2F || name[end - 1] <= 0x20 { end -= 1 }
    var start = 0
    while start < end, name[start] <= 0x20 { start += 1 }
    return name.cut(start, end)
  }
}

import SecurityModel

/// Reads the section `expected` of a registry: activity that was announced beforehand.
enum AnnouncementReader {
  private static let keys = ["credential", "start", "end", "kind", "note"]

  /// The announcements of a list, in file order.
  static func announcements(_ node: NodeReader) throws(SettingsError) -> [ExpectedActivity] {
    var result: [ExpectedActivity] = []
    for element in try node.elements() { result.append(try announcement(element)) }
    return result
  }

  private static func announcement(_ node: NodeReader) throws(SettingsError) -> ExpectedActivity {
    var credential: String?
    var start: Timestamp?
    var end: Timestamp?
    var kind = ""
    var note = ""
    for (key, at, value) in try node.entries() {
      switch key {
      case "credential": credential = try value.word()
      case "start": start = try time(value)
      case "end": end = try time(value)
      case "kind": kind = try value.string()
      case "note": note = try value.string()
      default: throw node.unknown(key, at: at, known: keys)
      }
    }
    guard let credential, let start, let end else {
      throw node.fail("announced activity needs `credential` (`*` = all), `start` and `end`")
    }
    guard start <= end else { throw node.fail("announced activity ends before it starts") }
    return ExpectedActivity(credential: credential, start: start, end: end, kind: kind, note: note)
  }

  private static func time(_ node: NodeReader) throws(SettingsError) -> Timestamp {
    var text = try node.string()
    let time = text.withUTF8 { TimestampParser.parse(UnsafeRawBufferPointer($0)) }
    guard let time else {
      throw node.fail("`\(text)` is not a time; write 2025-08-09T10:00:00Z or epoch seconds")
    }
    return time
  }
}

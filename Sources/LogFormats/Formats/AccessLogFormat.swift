public import SecurityModel

/// Access logs of web servers and gateways: common, combined, and nginx's variants of them.
public struct AccessLogFormat: LogFormat {
  public init() {}

  public let name = "access-log"
  public let title = "Access log (common, combined)"
  public let summary =
    "The access log of Apache, nginx or a gateway before the CRM, in common or combined format,"
    + " with an optional virtual host before it and any fields behind it."
  public let platform = Platform.generic
  public let fields = [
    "ts", "platform", "credential", "user", "app", "ip", "user_agent", "api", "operation",
    "method", "uri", "objects", "query", "status", "response_bytes", "api_version", "token_id",
    "outcome",
  ]

  /// Certain when (nearly) every line has the whole shape.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    var start = 0
    var lines = 0
    var good = 0
    var time = AccessLogTime()
    while start < sample.count, lines < 50 {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      var line = sample.cut(start, end)
      // The sample may end inside its last line.
      let isCut = end == sample.count && lines > 0
      start = end + 1
      if let last = line.last, last == 0x0D { line = line.cut(0, line.count - 1) }
      if line.isEmpty || isCut { continue }
      lines += 1
      if let parts = try? AccessLogLine(line), time.read(parts.time) != nil { good += 1 }
    }
    guard good > 0, good * 10 >= lines * 8 else { return .none }
    return FormatMatch(
      confidence: good == lines ? 0.95 : 0.8,
      reason: "lines with an address, a time in brackets, a quoted request and a status")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    AccessLogDecoder(context)
  }
}

public import SecurityModel

/// MuleSoft Flex Gateway: what its message logging policy prints.
public struct MuleSoftFlexGatewayFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-flex-gateway" }
  public var title: String { "MuleSoft Flex Gateway" }
  public var summary: String {
    "Calls through a Flex Gateway as its message logging policy prints them, as text lines or JSON."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "app", "app_id", "ip",
      "user_agent", "api", "operation", "method", "uri", "objects", "status", "error",
      "duration_ms", "api_version",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    let json = JSONSample.match(sample, FlexGatewayMapper.self)
    if json.confidence > 0 { return json }
    return JSONSample.match(sample, FlexGatewayEnvelope.self).confidence > 0
      ? FormatMatch(
        confidence: 0.9, reason: "JSON lines with logger, level, kind and message of a gateway")
      : matchLines(sample)
  }

  /// Nine of ten lines must have the parts in brackets; stack traces stand between them.
  private func matchLines(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    var own = 0
    var lines = 0
    var start = 0
    while start < sample.count, lines < 40 {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      let line = UserAgentReader.trimmed(sample.cut(start, end))
      let isCut = end == sample.count && lines > 0
      start = end + 1
      if line.isEmpty || isCut { continue }
      lines += 1
      if FlexGatewayLine.isOne(line) { own += 1 }
    }
    guard own > 0, own * 10 >= lines * 9 else { return .none }
    return FormatMatch(
      confidence: 0.9, reason: "lines with a date, [flex-gateway-…] and [accessLog]")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    FlexGatewayDecoder(context)
  }
}

/// Recognizes the JSON lines that Fluent Bit makes of a gateway's log.
struct FlexGatewayEnvelope: JSONMapper {
  enum Field: Int, JSONField {
    case logger, level, kind, message

    var paths: [String] {
      switch self {
      case .logger: ["logger"]
      case .level: ["level"]
      case .kind: ["kind"]
      case .message: ["message", "log"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    let kind = values.text(.kind)
    guard values.has(.message), values.has(.logger) || values.has(.level),
      kind.isWord("accesslog") || kind.isWord("runtimelog")
    else { return nil }
    return FormatMatch(confidence: 0.9, reason: "")
  }

  func fill(_: inout APIEvent) throws(DecodeFailure) {}
  func describe(_: inout JSONRecordNormalizer) {}
}

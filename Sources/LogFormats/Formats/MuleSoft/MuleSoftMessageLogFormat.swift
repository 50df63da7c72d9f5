public import SecurityModel

/// MuleSoft: the Message Logging policy's lines in a Mule runtime's log.
public struct MuleSoftMessageLogFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-message-log" }
  public var title: String { "MuleSoft message log" }
  public var summary: String {
    "Requests and responses that the Message Logging policy printed into a Mule runtime's log."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] { Self.supplied }

  static let supplied = [
    "id", "ts", "platform", "credential", "credential_type", "app_id", "ip", "user_agent", "api",
    "operation", "method", "uri", "objects", "status", "response_bytes", "duration_ms",
  ]

  /// By the class names of the policy's messages, which stand behind headers with a time.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    guard let first = sample.first(where: { $0 > 0x20 }) else { return .none }
    if first == 0x7B || first == 0x5B { return .none }
    var framer = RecordFramer(.blocks)
    var from = 0
    var messages = 0
    var blocks = 0
    while blocks < 200 {
      let frame = framer.next(in: sample, from: from, atEnd: true)
      guard frame.kind == .record else { break }
      from = frame.next
      let block = sample.cut(frame.start, frame.end)
      guard let header = BlockHeader.read(block) else { continue }
      blocks += 1
      if let body = MuleMessageBlock.body(block.cut(from: header.end)),
        MuleMessageBlock.kind(body) != nil
      {
        messages += 1
      }
    }
    guard messages > 0 else { return .none }
    return FormatMatch(
      confidence: 0.92, reason: "messages with HttpRequestAttributes or HttpResponseAttributes")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    MuleMessageDecoder(context, framing: .blocks)
  }
}

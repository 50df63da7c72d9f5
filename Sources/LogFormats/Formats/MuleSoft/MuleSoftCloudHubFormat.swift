public import SecurityModel

/// MuleSoft: the Message Logging policy's messages in entries of CloudHub's logs API.
public struct MuleSoftCloudHubFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-cloudhub-log" }
  public var title: String { "MuleSoft CloudHub log" }
  public var summary: String {
    "Requests and responses that the Message Logging policy printed, in entries of CloudHub's logs"
      + " API."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] { MuleSoftMessageLogFormat.supplied }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, CloudHubEntry.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    MuleMessageDecoder(context, framing: .lines)
  }
}

/// Recognizes `{recordId, deploymentId, instanceId, line, event: {loggerName, message, …}}`.
struct CloudHubEntry: JSONMapper {
  enum Field: Int, JSONField {
    case record, deployment, instance, logger, message, timestamp

    var paths: [String] {
      switch self {
      case .record: ["recordId"]
      case .deployment: ["deploymentId"]
      case .instance: ["instanceId"]
      case .logger: ["event.loggerName"]
      case .message: ["event.message"]
      case .timestamp: ["event.timestamp"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .exact)
  let fields: JSONFields<Field>

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.record), values.has(.message), values.has(.timestamp),
      values.has(.deployment) || values.has(.instance) || values.has(.logger)
    else { return nil }
    return FormatMatch(
      confidence: 0.92, reason: "JSON objects with recordId, deploymentId and event.loggerName")
  }

  func fill(_: inout APIEvent) throws(DecodeFailure) {}
  func describe(_: inout JSONRecordNormalizer) {}
}

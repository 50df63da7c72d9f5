public import SecurityModel

/// HubSpot API usage: daily call counts of all private apps together.
public struct HubSpotUsageFormat: LogFormat {
  public init() {}

  public var name: String { "hubspot-api-usage" }
  public var title: String { "HubSpot API usage" }
  public var summary: String {
    "Daily calls used and allowed for all private apps together: the account information API's"
      + " api-usage."
  }
  public var platform: Platform { .hubspot }
  public var fields: [String] {
    [
      "ts", "platform", "org", "credential", "credential_type", "api", "operation", "status",
      "limits",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, HubSpotUsageMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(HubSpotUsageMapper(fields: .init(context, HubSpotUsageMapper.map)), context)
  }
}

/// One reading of the gauge: `{"name", "usageLimit", "currentUsage", "collectedAt", "resetsAt"}`.
///
/// It belongs to no credential; all readings go by one name of their own and never count as calls.
struct HubSpotUsageMapper: JSONMapper {
  enum Field: Int, JSONField {
    case name, limit, usage, time, resets, status, portal

    var paths: [String] {
      switch self {
      case .name: ["name"]
      case .limit: ["usageLimit"]
      case .usage: ["currentUsage"]
      case .time: ["collectedAt"]
      case .resets: ["resetsAt"]
      case .status: ["fetchStatus"]
      case .portal: ["portalId"]
      }
    }
  }

  /// Stands for all private apps of the account.
  static let credential = "private apps"

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    let keys: [Field] = [.limit, .usage, .time, .resets, .status]
    let count = keys.filter(values.has).count
    // A reading that failed has no numbers.
    guard count >= 3, values.has(.limit) || values.has(.usage) || values.has(.resets) else {
      return nil
    }
    return FormatMatch(
      confidence: count == 5 ? 0.97 : 0.9,
      reason: "JSON objects with usageLimit, currentUsage and collectedAt")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .hubspot
    event.time = try fields.requiredTime(.time)
    event.org = fields.steadySymbol(.portal, place: 0, into: &event)
    event.credential = fields.context.symbols.intern(Self.credential)
    event.credentialType = .serviceAccount
    event.surface = .config
    event.operation = .limits
    event.eventType = fields.steadySymbol(.name, place: 1, into: &event)
    let status = fields.text(.status)
    if status.isWord("success") || status.isWord("cached") {
      event.outcome = .success
    } else if !status.isEmpty {
      event.outcome = .failure
      event.failure =
        status.isWord("notfound") ? .notFound : status.isWord("timeout") ? .server : .other
    }
    // A reading that failed has no numbers that mean anything.
    guard event.outcome != .failure else { return }
    event.limitUsed = fields.count(.usage)
    event.limitMaximum = fields.count(.limit)
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(statusWord: fields.text(.status))
  }
}

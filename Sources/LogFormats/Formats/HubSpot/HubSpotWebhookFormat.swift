public import SecurityModel

/// HubSpot webhooks: changes of records and conversations.
public struct HubSpotWebhookFormat: LogFormat {
  public init() {}

  public var name: String { "hubspot-webhooks" }
  public var title: String { "HubSpot webhooks" }
  public var summary: String {
    "Changes of records as HubSpot posts them to a subscriber: one event, or batches of them."
  }
  public var platform: Platform { .hubspot }
  public var fields: [String] {
    [
      "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id", "api",
      "operation", "objects", "record_ids",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, HubSpotWebhookMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(
      HubSpotWebhookMapper(fields: .init(context, HubSpotWebhookMapper.map)), context)
  }
}

/// One event of a batch.
struct HubSpotWebhookMapper: JSONMapper {
  enum Field: Int, JSONField {
    case eventID, subscription, portal, time, type, attempt, object, objectType, source, sourceID
    case property, primaryObject, mergedObjects, newObject, fromObject, toObject

    var paths: [String] {
      switch self {
      case .eventID: ["eventId"]
      case .subscription: ["subscriptionId"]
      case .portal: ["portalId"]
      case .time: ["occurredAt"]
      case .type: ["subscriptionType", "eventType"]
      case .attempt: ["attemptNumber"]
      case .object: ["objectId"]
      case .objectType: ["objectTypeId"]
      case .source: ["changeSource"]
      case .sourceID: ["sourceId"]
      case .property: ["propertyName"]
      case .primaryObject: ["primaryObjectId"]
      case .mergedObjects: ["mergedObjectIds"]
      case .newObject: ["newObjectId"]
      case .fromObject: ["fromObjectId"]
      case .toObject: ["toObjectId"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  /// The new value of a property is somebody's personal data.
  var personalNames: Set<String> { ["propertyvalue"] }

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.subscription) || values.has(.eventID),
      values.has(.portal), values.text(.type).contains(0x2E)
    else { return nil }
    let more: [Field] = [.attempt, .object, .source, .eventID, .subscription]
    return FormatMatch(
      confidence: more.filter(values.has).count >= 3 ? 0.95 : 0.75,
      reason: "JSON objects with subscriptionType, portalId and occurredAt")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .hubspot
    event.time = try fields.requiredTime(.time)
    event.org = fields.steadySymbol(.portal, place: 0, into: &event)
    try readActor(into: &event)
    readChange(into: &event)
    event.dedupKey = identity()
    event.flags.insert(.dedup)
    // A repeated delivery: the first one counts, also when it lies too far back to be remembered.
    if fields.count(.attempt) > 0 { event.flags.insert(.secondaryRow) }
  }

  /// `eventId` isn't unique; these five together are. `attemptNumber` is no part of it.
  private func identity() -> UInt64 {
    var key: UInt64 = 0x4855_4253_504F_5401
    for field in [Field.subscription, .object, .time, .property, .eventID] {
      key = StableHash.combine(key, StableHash.bytes(fields.text(field)))
    }
    return key
  }

  // MARK: Who

  /// `sourceId` is `userId:123` or the number of the app that made the change. `appId` in the
  /// record is the app that receives it, so it says nothing here.
  private func readActor(into event: inout APIEvent) throws(DecodeFailure) {
    let way = fields.text(.source)
    let isProgram =
      way.isWord("integration") || way.isWord("api") || way.startsWith("integration_")
    event.surface = isProgram ? .rest : .ui
    let source = fields.text(.sourceID)
    let isSpecial = fields.token(.sourceID).isSpecial
    if source.startsWith("userid:") {
      event.user = fields.symbol(
        HubSpotActor.number(source.cut(from: 7)), isSpecial: isSpecial, into: &event)
      event.credential = event.user
      if !isProgram { event.credentialType = .human }
    } else if !source.isEmpty {
      event.app = fields.symbol(source, isSpecial: isSpecial, into: &event)
      event.credential = event.app
      if isProgram { event.credentialType = .oauthApp }
    }
    if event.credential.isNone {
      // All that is known is by which way: the screen, an import, HubSpot itself.
      event.credential = fields.steadySymbol(.source, place: 1, into: &event)
    }
    guard !event.credential.isNone else {
      throw DecodeFailure("the event names neither sourceId nor changeSource")
    }
  }

  // MARK: What

  private func readChange(into event: inout APIEvent) {
    event.eventType = fields.steadySymbol(.type, place: 2, into: &event)
    let type = fields.text(.type)
    let dot = type.index(of: 0x2E) ?? type.count
    event.operation = Self.operation(type.cut(from: dot + 1))
    let object = type.cut(0, dot)
    if object.isWord("object"), fields.has(.objectType) {
      event.addObject(objectType(into: &event))
    } else if !object.isEmpty {
      event.addObject(
        fields.symbol(object, isSpecial: fields.token(.type).isSpecial, into: &event))
    }
  }

  /// The name of a numbered object type; other types, custom ones among them, go by their number.
  private func objectType(into event: inout APIEvent) -> Symbol {
    let number = fields.text(.objectType)
    let symbols = fields.context.symbols
    if number.isWord("0-1") { return symbols.intern("contact") }
    if number.isWord("0-2") { return symbols.intern("company") }
    if number.isWord("0-3") { return symbols.intern("deal") }
    if number.isWord("0-5") { return symbols.intern("ticket") }
    return fields.symbol(.objectType, into: &event)
  }

  private static func operation(_ change: UnsafeRawBufferPointer) -> Operation {
    if change.isWord("creation") || change.isWord("newmessage") { return .create }
    if change.isWord("deletion") || change.isWord("privacydeletion") { return .delete }
    if change.isWord("restore") { return .undelete }
    if change.isWord("merge") || change.endsWith("change") { return .update }
    return .other
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    var ids: [JSONValue] = []
    for field in [
      Field.object, .primaryObject, .mergedObjects, .newObject, .fromObject, .toObject,
    ] {
      fields.values.forEachElement(fields.token(field)) { element in
        let text = String(decoding: fields.text(element), as: UTF8.self)
        if !text.isEmpty, !ids.contains(.string(text)) { ids.append(.string(text)) }
      }
    }
    if !ids.isEmpty { normalizer.out.set(.recordIDs, .array(ids)) }
  }
}

import SecurityModel

/// Makes an event of an API analytics event; JSON and CSV have the same names.
struct MuleSoftAnalyticsMapper: JSONMapper {
  enum Field: Int, JSONField {
    case time, apiID, apiVersionID, apiName, apiVersionName, application, applicationName
    case clientIP, verb, path, status, outcome, responseTime, requestSize, responseSize, policy
    case messageID, agent, country, city

    var paths: [String] {
      switch self {
      case .time: ["Timestamp"]
      case .apiID: ["API ID"]
      case .apiVersionID: ["API Version ID"]
      case .apiName: ["API Name"]
      case .apiVersionName: ["API Version Name"]
      case .application: ["Application"]
      case .applicationName: ["Application Name"]
      case .clientIP: ["Client IP"]
      case .verb: ["Verb"]
      case .path: ["Resource Path"]
      case .status: ["Status Code"]
      case .outcome: ["Request Outcome"]
      case .responseTime: ["Response Time"]
      case .requestSize: ["Request Size"]
      case .responseSize: ["Response Size"]
      case .policy: ["Violated Policy Name"]
      case .messageID: ["Message ID"]
      case .agent: ["User Agent Name"]
      case .country: ["Country"]
      case .city: ["City"]
      }
    }
  }

  /// Columns that are in every export.
  static let always: Set<Field> = [.time, .apiID, .apiVersionID, .apiName, .apiVersionName]

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>
  private let call: MuleSoftCall

  init(_ context: DecodeContext) {
    fields = JSONFields(context, Self.map)
    call = MuleSoftCall(context)
  }

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.apiVersionID) || values.has(.apiVersionName),
      values.has(.apiID) || values.has(.apiName)
    else { return nil }
    let more: [Field] = [.verb, .path, .status, .outcome, .clientIP, .application, .messageID]
    guard more.contains(where: values.has) else { return nil }
    return FormatMatch(
      confidence: 0.95, reason: "JSON objects with Timestamp, API ID and API Version ID")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .mulesoft
    event.time = try fields.requiredTime(.time)
    event.ip = fields.address(.clientIP) ?? .none
    if !MuleSoftCall.isNothing(fields.text(.agent)) {
      UserAgentReader.read(fields.text(.agent), context: fields.context, into: &event)
    }
    let version = fields.text(.apiVersionName)
    if !MuleSoftCall.isNothing(version) {
      event.apiVersion = fields.steadySymbol(.apiVersionName, place: 0, into: &event)
    }
    let method = HTTPMethod(fields.text(.verb))
    call.readTarget(fields.text(.path), method: method, into: &event)
    readClient(into: &event)
    call.readResult(
      status: NumberText.httpStatus(fields.text(.status)), refused: isRefused,
      policy: policy, into: &event)
    if event.outcome == .unknown { readOutcome(into: &event) }
    // -1 stands for unknown.
    event.responseBytes = fields.count(.responseSize)
    event.duration = NumberText.milliseconds(fields.text(.responseTime))
    event.country = fields.steadySymbol(.country, place: 1, into: &event)
    JSONEventID.set(fields.text(.messageID), into: &event)
  }

  private func readClient(into event: inout APIEvent) {
    let isKnown = !MuleSoftCall.isNothing(fields.text(.application))
    let isNamed = !MuleSoftCall.isNothing(fields.text(.applicationName))
    call.readClient(
      id: isKnown ? fields.symbol(.application, into: &event) : .none,
      name: isNamed ? fields.symbol(.applicationName, into: &event) : .none, into: &event)
  }

  private var policy: UnsafeRawBufferPointer {
    let text = fields.text(.policy)
    return MuleSoftCall.isNothing(text) ? text.cut(0, 0) : text
  }

  private var isRefused: Bool { fields.text(.outcome).contains(word: "violation") }

  private func readOutcome(into event: inout APIEvent) {
    let word = fields.text(.outcome)
    if word.isWord("processed") {
      event.outcome = .success
    } else if let outcome = StatusReader.outcome(ofWord: word) {
      event.outcome = outcome
      if outcome == .failure { event.failure = .other }
    }
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.messageID))
    normalizer.set(uri: fields.text(.path))
    normalizer.set(statusWord: fields.text(.outcome))
    let sent = fields.count(.requestSize)
    if sent >= 0 { normalizer.out.set(.requestBytes, .integer(sent)) }
    if normalizer.event.outcome == .failure { normalizer.set(.error, policy) }
  }
}

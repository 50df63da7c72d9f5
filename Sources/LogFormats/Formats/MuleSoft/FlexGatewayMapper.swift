import SecurityModel

/// Makes an event of what a Flex Gateway policy printed about a call, as far as it printed the
/// variables that MuleSoft documents.
struct FlexGatewayMapper: JSONMapper {
  enum Field: Int, JSONField {
    case received, replied, lineTime, organization, environment, apiID, api, apiVersion, instance
    case address, method, path, request, disposition, clientID, clientName, policy, violation
    case agent, status, responseBytes

    var paths: [String] {
      switch self {
      case .received: ["receivedTs"]
      case .replied: ["repliedTs"]
      case .lineTime: ["logDate", "date", "timestamp", "@timestamp", "time"]
      case .organization: ["orgId", "masterOrgId"]
      case .environment: ["envId"]
      case .apiID: ["apiId"]
      case .api: ["apiName"]
      case .apiVersion: ["apiVersion"]
      case .instance: ["apiInstanceName"]
      case .address: ["remoteAddress"]
      case .method: ["method", "request.method"]
      case .path: ["requestPath", "request.path"]
      case .request: ["reqId", "requestId", "logRequest"]
      case .disposition: ["requestDisposition"]
      case .clientID: ["authentication.clientId", "violation.clientId", "clientId"]
      case .clientName: ["violation.clientName", "authentication.clientName", "clientName"]
      case .policy: ["violation.policyName", "policyName"]
      case .violation: ["violation.violationType", "violationType"]
      case .agent: ["request.headers.user-agent", "headers.user-agent", "userAgent"]
      case .status: ["statusCode", "response.statusCode"]
      case .responseBytes: ["responseSize", "response.size"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>
  private let call: MuleSoftCall

  init(_ context: DecodeContext) {
    fields = JSONFields(context, Self.map)
    call = MuleSoftCall(context)
  }

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    let own: [Field] = [
      .received, .replied, .disposition, .environment, .instance, .policy, .violation,
    ]
    let usual: [Field] = [.address, .path, .method, .request, .api, .apiID, .clientID]
    let mine = own.filter(values.has).count
    guard mine >= 1, usual.filter(values.has).count >= 2,
      values.has(.received) || values.has(.disposition) || mine >= 2,
      values.has(.received) || values.has(.lineTime)
    else { return nil }
    return FormatMatch(
      confidence: values.has(.received) || values.has(.disposition) ? 0.92 : 0.7,
      reason: "JSON objects with receivedTs, requestDisposition, remoteAddress and requestPath")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .mulesoft
    if let received = fields.time(.received) {
      event.time = received
      if let replied = fields.time(.replied), replied >= received {
        event.duration = Int32(clamping: replied.since(received))
      }
    } else {
      event.time = try fields.requiredTime(.lineTime, .dayFirst)
    }
    guard
      fields.has(.path) || fields.has(.address) || fields.has(.clientID)
        || fields.has(.disposition)
    else {
      throw DecodeFailure("the message holds none of the variables that tell a call")
    }
    event.org = fields.steadySymbol(.organization, place: 0, into: &event)
    event.ip = fields.address(.address) ?? .none
    if fields.has(.agent) {
      UserAgentReader.read(fields.text(.agent), context: fields.context, into: &event)
    }
    if fields.has(.apiVersion) {
      event.apiVersion = fields.steadySymbol(.apiVersion, place: 1, into: &event)
    }
    let method = HTTPMethod(fields.text(.method))
    call.readTarget(fields.text(.path), method: method, into: &event)
    readClient(into: &event)
    let disposition = fields.text(.disposition)
    call.readResult(
      status: NumberText.httpStatus(fields.text(.status)),
      refused: disposition.isWord("violation"), policy: fields.text(.policy), into: &event)
    if event.outcome == .unknown, disposition.isWord("processed") { event.outcome = .success }
    event.responseBytes = fields.count(.responseBytes)
    // A request makes several lines: whichever comes first is the call.
    let request = fields.text(.request)
    event.request = fields.context.idHash(request)
    JSONEventID.set(request, into: &event)
  }

  private func readClient(into event: inout APIEvent) {
    let isKnown = !MuleSoftCall.isNothing(fields.text(.clientID))
    let isNamed = !MuleSoftCall.isNothing(fields.text(.clientName))
    call.readClient(
      id: isKnown ? fields.symbol(.clientID, into: &event) : .none,
      name: isNamed ? fields.symbol(.clientName, into: &event) : .none, into: &event)
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.request))
    normalizer.set(requestID: fields.text(.request))
    normalizer.set(uri: fields.text(.path))
    normalizer.set(statusWord: fields.text(.disposition))
    if normalizer.event.outcome == .failure { normalizer.set(.error, fields.text(.policy)) }
  }
}

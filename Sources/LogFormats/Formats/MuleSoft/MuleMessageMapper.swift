import SecurityModel

/// Makes events of the messages of a Mule runtime: a request is the call, the response that
/// belongs to it a second row with its result.
struct MuleMessageMapper: JSONMapper {
  enum Field: Int, JSONField {
    case time, event, kind, record, path, method, remoteAddress, query, status, hasSecret
    case forwardedFor, realIP, agent, clientID, contentLength

    var paths: [String] {
      switch self {
      case .time: ["log_time"]
      case .event: ["mule_event"]
      case .kind: ["mule_message"]
      case .record: ["recordId"]
      case .path: ["Request path"]
      case .method: ["Method"]
      case .remoteAddress: ["Remote Address"]
      case .query: ["Query String"]
      case .status: ["Status Code"]
      case .hasSecret: ["dropped_secret"]
      case .forwardedFor: ["header.x-forwarded-for"]
      case .realIP: ["header.x-real-ip"]
      case .agent: ["header.user-agent"]
      case .clientID: ["header.client_id", "header.client-id", "header.x-client-id"]
      case .contentLength: ["header.content-length"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .exact)
  let fields: JSONFields<Field>
  private let call: MuleSoftCall
  private let requests = MuleRequestMemo()
  private let target = ScratchBuffer(capacity: 64 << 10)

  init(_ context: DecodeContext) {
    fields = JSONFields(context, Self.map)
    call = MuleSoftCall(context)
  }

  /// The text is recognized by its lines, not by members.
  static func judge(_ values: JSONValues<Field>) -> FormatMatch? { nil }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    let time = try fields.requiredTime(.time)
    let request = fields.context.idHash(fields.text(.event))
    if fields.text(.kind).isWord("response") {
      guard let call = requests.find(request) else {
        throw DecodeFailure("a response whose request does not stand before it")
      }
      event = call
      event.flags.remove(.countsAsCall)
      event.flags.insert(.secondaryRow)
      // The time stays that of the request: when the call started.
      if time >= call.time { event.duration = Int32(clamping: time.since(call.time)) }
      event.status = NumberText.httpStatus(fields.text(.status))
      event.outcome = StatusReader.outcome(of: event.status)
      event.failure = StatusReader.failure(
        of: event.status, operation: event.operation, surface: event.surface)
      event.responseBytes = fields.count(.contentLength)
    } else {
      event.platform = .mulesoft
      event.time = time
      readRequest(into: &event)
      event.request = request
    }
    if fields.has(.hasSecret) { event.flags.insert(.carriedSecret) }
    readIdentity(into: &event)
    if !event.flags.contains(.secondaryRow) { requests.store(event, under: request) }
  }

  private func readRequest(into event: inout APIEvent) {
    // The address that the runtime sees is the load balancer's.
    event.ip =
      fields.address(.forwardedFor) ?? fields.address(.realIP) ?? fields.address(.remoteAddress)
      ?? .none
    if fields.has(.agent) {
      UserAgentReader.read(fields.text(.agent), context: fields.context, into: &event)
    }
    let method = HTTPMethod(fields.text(.method))
    call.readTarget(uri(), method: method, into: &event)
    let client = fields.text(.clientID)
    call.readClient(
      id: MuleSoftCall.isNothing(client) ? .none : fields.symbol(.clientID, into: &event),
      name: .none, into: &event)
  }

  /// Path and query string together; valid until the next call.
  private func uri() -> UnsafeRawBufferPointer {
    var n = 0
    func add(_ bytes: UnsafeRawBufferPointer) {
      let kept = bytes.cut(0, target.bytes.count - n)
      guard !kept.isEmpty else { return }
      UnsafeMutableRawBufferPointer(rebasing: target.bytes[n...]).copyMemory(from: kept)
      n += kept.count
    }
    add(fields.text(.path))
    if fields.has(.query), n < target.bytes.count {
      target.bytes[n] = 0x3F
      n += 1
      add(fields.text(.query))
    }
    return target.filled(n)
  }

  /// By the record's id where there is one, else by the event's and which of the two this is.
  private func readIdentity(into event: inout APIEvent) {
    if fields.has(.record) {
      JSONEventID.set(fields.text(.record), into: &event)
    } else {
      event.dedupKey = StableHash.combine(
        StableHash.bytes(fields.text(.event)), event.flags.contains(.secondaryRow) ? 2 : 1)
      event.flags.insert(.dedup)
    }
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.record))
    normalizer.set(requestID: fields.text(.event))
    if normalizer.event.status == 0 { normalizer.set(uri: uri()) }
  }
}

/// Remembers the last requests, so that responses can be told whose they are.
///
/// A direct-mapped cache of fixed size: with more requests in flight than it holds, some responses
/// find none.
final class MuleRequestMemo {
  static let capacity = 1_024

  private let keys: UnsafeMutablePointer<UInt64>
  private let events: UnsafeMutablePointer<APIEvent>

  init() {
    keys = .allocate(capacity: Self.capacity)
    keys.initialize(repeating: 0, count: Self.capacity)
    events = .allocate(capacity: Self.capacity)
    events.initialize(repeating: APIEvent(), count: Self.capacity)
  }

  deinit {
    keys.deallocate()
    events.deallocate()
  }

  func store(_ event: APIEvent, under key: UInt64) {
    let slot = Int(truncatingIfNeeded: StableHash.mix(key)) & (Self.capacity - 1)
    keys[slot] = key
    events[slot] = event
  }

  func find(_ key: UInt64) -> APIEvent? {
    let slot = Int(truncatingIfNeeded: StableHash.mix(key)) & (Self.capacity - 1)
    return key != 0 && keys[slot] == key ? events[slot] : nil
  }
}

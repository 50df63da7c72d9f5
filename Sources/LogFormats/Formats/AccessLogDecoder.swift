import SecurityModel

/// Decodes lines of an access log.
final class AccessLogDecoder: RecordDecoder {
  private let context: DecodeContext
  private let scratch = ScratchBuffer(capacity: 64 << 10)
  private let identity = AccessLogIdentity()
  private var time = AccessLogTime()
  private var knownOrg = (text: "", symbol: Symbol.none)

  init(_ context: DecodeContext) { self.context = context }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    if record.isEmpty || record[0] == 0x23 { return .ignored }
    try fill(&event, from: AccessLogLine(record))
    return .event
  }

  @inline(__always)
  private func fill(
    _ event: inout APIEvent, from line: AccessLogLine
  ) throws(DecodeFailure) {
    guard let time = time.read(line.time) else {
      throw DecodeFailure("the time in brackets is not one")
    }
    event.time = time
    event.ip = line.address
    event.status = line.status
    event.responseBytes = line.bytes
    event.outcome = StatusReader.outcome(of: line.status)
    let request = RequestLine(plain(line.request))
    event.method = request.method
    if request.verb.isEmpty {
      if !AccessLogLine.isNone(line.request), HostileText.isPresent(in: plain(line.request)) {
        event.flags.insert(.hostileText)
      }
    } else {
      PathReader.read(request.target, method: request.method, context: context, into: &event)
    }
    if event.outcome == .failure {
      event.failure = StatusReader.failure(
        of: line.status, operation: event.operation, surface: event.surface)
    }
    UserAgentReader.read(plain(line.agent), context: context, into: &event)
    event.org = org()
    if line.user.isEmpty {
      event.credential = identity.credential(of: event, context.symbols)
    } else {
      let user = plain(line.user)
      if HostileText.isPresent(in: user) { event.flags.insert(.hostileText) }
      event.user = context.symbolHidingSecret(user)
      event.credential = event.user
    }
    event.integration =
      event.clientFamily.isNone ? event.credential : event.clientFamily
    if event.countsByDefault { event.flags.insert(.countsAsCall) }
    if event.isUserOnlyByDefault(context.symbols) { event.flags.insert(.userOnly) }
    event.tieBreak = TieBreak.make(for: event, symbols: context.symbols)
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    let line = try AccessLogLine(record)
    var assembler = NormalizedAssembler(context: context)
    let request = RequestLine(plain(line.request))
    if request.verb.isEmpty {
      if !line.request.isEmpty, !AccessLogLine.isNone(line.request) {
        assembler.add(extra: "request_line", .string(text(line.request)))
      }
    } else {
      assembler.set(.method, text: text(request.verb))
      assembler.set(
        .uri, text: PathReader.maskedTarget(request.target, context: context))
    }
    if !event.userAgent.isNone { assembler.set(.userAgent, text: agentText(line.agent, event)) }
    add("protocol", RequestLine(plain(line.request)).version, to: &assembler)
    add("virtual_host", line.host, to: &assembler)
    if !line.address.isPresent { add("client", line.client, to: &assembler) }
    add("ident", line.ident, to: &assembler)
    if !line.referer.isEmpty, !AccessLogLine.isNone(line.referer) {
      let referer = plain(line.referer)
      assembler.add(
        extra: "referer", .string(PathReader.maskedTarget(referer, context: context)))
    }
    add("more", line.rest, to: &assembler)
    assembler.fill(from: event)
    return assembler.event
  }

  /// The whole agent, which the symbol may hold only a part of.
  private func agentText(_ agent: UnsafeRawBufferPointer, _ event: APIEvent) -> String {
    let bytes = plain(agent)
    return SecretNames.looksSecret(bytes)
      ? context.symbols.text(of: event.userAgent) : String(decoding: bytes, as: UTF8.self)
  }

  private func add(
    _ name: String, _ bytes: UnsafeRawBufferPointer, to assembler: inout NormalizedAssembler
  ) {
    if !bytes.isEmpty { assembler.add(extra: name, .string(text(bytes))) }
  }

  private func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The text without escapes; valid until the next call.
  @inline(__always)
  private func plain(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard AccessLogText.isNeeded(text) else { return text }
    return scratch.filled(AccessLogText.unescape(text, into: scratch.bytes))
  }

  private func org() -> Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if knownOrg.text != context.defaultOrg {
      knownOrg = (context.defaultOrg, context.symbols.intern(context.defaultOrg))
    }
    return knownOrg.symbol
  }
}

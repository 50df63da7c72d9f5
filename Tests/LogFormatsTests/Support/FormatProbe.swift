import SecurityModel

@testable import LogFormats

/// One decoder with everything around it, and events in a form that tests can compare.
final class FormatProbe {
  let context: DecodeContext
  let decoder: any RecordDecoder

  init(_ format: any LogFormat, org: String = "") {
    context = DecodeContext(
      symbols: SymbolTable(), secrets: KeyedHash(key0: 3, key1: 4), defaultOrg: org)
    decoder = format.makeDecoder(context)
  }

  func decode(_ line: String) throws -> APIEvent { try decode(Array(line.utf8)) }

  func decode(_ bytes: [UInt8]) throws -> APIEvent {
    var event = APIEvent()
    let result = try bytes.withUnsafeBytes { raw in try decoder.decode(raw, into: &event) }
    guard result == .event else { throw DecodeFailure("ignored") }
    return event
  }

  func normalize(_ line: String) throws -> NormalizedEvent {
    try Array(line.utf8).withUnsafeBytes { raw in try decoder.normalize(raw) }
  }

  func text(_ symbol: Symbol) -> String { context.symbols.text(of: symbol) }

  func objects(_ event: APIEvent) -> [String] {
    (0..<Int(event.objectCount)).map { text(event.objects[$0]) }
  }

  func hash(_ secret: String) -> UInt64 {
    Array(secret.utf8).withUnsafeBytes { context.secrets($0) }
  }

  /// Every field of an event as text; equal texts mean equal events, across symbol tables.
  func dump(_ e: APIEvent) -> String {
    let words: [String] = [
      e.time.rfc3339, e.platform.name, e.surface.name, e.operation.name, e.method.name,
      "\(e.outcome)", "\(e.failure)", e.credentialType.name, "\(e.status)", "\(e.flags.rawValue)",
      text(e.org), text(e.credential), text(e.integration), text(e.user), text(e.app),
      text(e.clientFamily), text(e.userAgent), text(e.endpoint), text(e.eventType),
      text(e.target), text(e.country), text(e.apiVersion), objects(e).joined(separator: ","),
      e.ip.description, "\(e.session)", "\(e.token)", "\(e.targetToken)", "\(e.request)",
      "\(e.job)", "\(e.queryShape)", "\(e.rows)", "\(e.countResult)", "\(e.responseBytes)",
      "\(e.duration)", "\(e.limitUsed)/\(e.limitMaximum)", "\(e.dedupKey)", "\(e.tieBreak)",
    ]
    return words.joined(separator: "\n")
  }
}

/// The verdict of the first format that the bytes are tried on.
func confidence(_ format: any LogFormat, _ text: String) -> Double {
  Array(text.utf8).withUnsafeBytes { format.match($0).confidence }
}

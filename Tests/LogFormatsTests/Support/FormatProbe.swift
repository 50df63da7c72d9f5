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
  func dump(_ event: APIEvent) -> String { LogFormatsTests.dump(event, context.symbols) }
}

/// Every field of an event but where it lies, a line each.
func dump(_ e: APIEvent, _ symbols: SymbolTable) -> String {
  func text(_ symbol: Symbol) -> String { symbols.text(of: symbol) }
  let objects = (0..<Int(e.objectCount)).map { text(e.objects[$0]) }
  let fields: KeyValuePairs = [
    "time": e.time.rfc3339, "platform": e.platform.name, "surface": e.surface.name,
    "operation": e.operation.name, "method": e.method.name, "outcome": "\(e.outcome)",
    "failure": "\(e.failure)", "type": e.credentialType.name, "status": "\(e.status)",
    "flags": "\(e.flags.rawValue)", "org": text(e.org), "credential": text(e.credential),
    "integration": text(e.integration), "user": text(e.user), "app": text(e.app),
    "family": text(e.clientFamily), "agent": text(e.userAgent), "endpoint": text(e.endpoint),
    "event type": text(e.eventType), "target": text(e.target), "country": text(e.country),
    "version": text(e.apiVersion), "objects": objects.joined(separator: ","),
    "ip": e.ip.description, "session": "\(e.session)", "token": "\(e.token)",
    "target token": "\(e.targetToken)", "request": "\(e.request)", "job": "\(e.job)",
    "shape": "\(e.queryShape)", "rows": "\(e.rows)", "count": "\(e.countResult)",
    "bytes": "\(e.responseBytes)", "duration": "\(e.duration)", "scopes": text(e.scopes),
    "limit": "\(e.limitUsed)/\(e.limitMaximum)", "dedup": "\(e.dedupKey)",
    "tie": "\(e.tieBreak)",
  ]
  return fields.map { "\($0): \($1)" }.joined(separator: "\n")
}

/// The verdict of the first format that the bytes are tried on.
func confidence(_ format: any LogFormat, _ text: String) -> Double {
  Array(text.utf8).withUnsafeBytes { format.match($0).confidence }
}

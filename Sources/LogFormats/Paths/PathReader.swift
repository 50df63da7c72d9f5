import SecurityModel

/// Reads what an HTTP request target means for a CRM: API family, operation, object types, job.
///
/// Knows the URLs of Salesforce, HubSpot, Dataverse and MCP servers; a proxy's prefix before them
/// doesn't matter. Anything else gets a template and, from its method, an operation. Sources: the
/// vendors' public API references.
enum PathReader {
  /// Longest part of a query string that is looked at, and longest decoded parameter value.
  static let maximumQueryBytes = 32_768

  /// Fills the fields of `event` that `target` tells and that aren't set yet.
  ///
  /// Sets `surface`, `operation`, `platform` (when unknown), `endpoint`, `apiVersion`, `job`,
  /// `token`, `targetToken`, adds `objects`, reads a SOQL text in `q=`, and sets the flags
  /// `bulkQuery`, `carriedSecret`, `hostileText` and those of the query.
  /// - Parameter target: path with optional query string, percent-encoded as it was sent; scheme
  ///   and host may come before it.
  static func read(
    _ target: UnsafeRawBufferPointer, method: HTTPMethod, context: DecodeContext,
    into event: inout APIEvent
  ) {
    guard !target.isEmpty else { return }
    let memo = context.paths
    guard target.count <= PathMemo.longestTarget else {
      uncached(target, method: method, context: context).apply(to: &event)
      return
    }
    let seed = context.secrets.key0 ^ UInt64(method.rawValue) << 56
    let hash = StableHash.bytes(target, seed: seed) | 1
    if let known = memo.find(hash) {
      known.pointee.apply(to: &event)
      return
    }
    let reading = uncached(target, method: method, context: context)
    memo.store(reading, under: hash)
    reading.apply(to: &event)
  }

  @inline(never)
  private static func uncached(
    _ target: UnsafeRawBufferPointer, method: HTTPMethod, context: DecodeContext
  ) -> PathReading {
    var event = APIEvent()
    let parts = RequestTarget(target)
    noteAuthority(parts.authority, into: &event)
    var path = parts.path
    if PercentDecoder.isNeeded(path, plusIsBlank: false) {
      let kept = path.cut(0, PathSegments.maximumBytes)
      let length = PercentDecoder.decode(kept, plusIsBlank: false, into: context.paths.path.bytes)
      path = context.paths.path.filled(length)
    }
    noteHostileText(path, into: &event)
    var segments = PathSegments(path)
    noteSecrets(in: &segments, context: context, into: &event)
    var call = PathCall(
      method: effectiveMethod(parts.query, method), context: context, query: parts.query)
    if !SalesforcePaths.read(&segments, &call, into: &event),
      !HubSpotPaths.read(&segments, &call, into: &event),
      !DataversePaths.read(&segments, &call, into: &event)
    {
      GenericPaths.read(&segments, &call, into: &event)
    }
    event.endpoint = PathTemplate.make(segments, context: context)
    QueryString.read(parts.query, context: context, into: &event)
    return PathReading(event)
  }

  /// Salesforce takes the method from `_HttpMethod=` for clients that can't send PATCH.
  private static func effectiveMethod(
    _ query: UnsafeRawBufferPointer, _ method: HTTPMethod
  ) -> HTTPMethod {
    guard method == .post else { return method }
    var i = 0
    let limited = query.cut(0, 2_048)
    while let parameter = RequestTarget.nextParameter(limited, &i) {
      if parameter.name.isWord("_httpmethod") {
        let named = HTTPMethod(parameter.value)
        return named == .none || named == .other ? method : named
      }
    }
    return method
  }

  private static func noteAuthority(
    _ authority: UnsafeRawBufferPointer, into event: inout APIEvent
  ) {
    if authority.isEmpty { return }
    var host = authority.cut(0, 512)
    if let at = host.index(of: 0x40) {
      if let colon = host.index(of: 0x3A), colon < at { event.flags.insert(.carriedSecret) }
      host = host.cut(from: at + 1)
    }
    if let colon = host.index(of: 0x3A) { host = host.cut(0, colon) }
    if host.endsWith("salesforce.com") || host.endsWith(".force.com") {
      event.platform = .salesforce
    } else if host.endsWith("hubapi.com") || host.endsWith("hubspot.com") {
      event.platform = .hubspot
    } else if host.endsWith(".dynamics.com") {
      event.platform = .dataverse
    }
  }

  private static func noteHostileText(
    _ text: UnsafeRawBufferPointer, into event: inout APIEvent
  ) {
    if HostileText.isPresent(in: text) { event.flags.insert(.hostileText) }
  }

  /// Path parts that are secrets, and path parameters (`;jsessionid=…`).
  private static func noteSecrets(
    in segments: inout PathSegments, context: DecodeContext, into event: inout APIEvent
  ) {
    for i in 0..<segments.count {
      let part = segments[i]
      if SecretNames.looksSecret(part) {
        segments.mark(i, .token)
        event.flags.insert(.carriedSecret)
        if event.token == 0 { event.token = context.secretHash(part) }
        continue
      }
      guard let mark = part.index(of: 0x3B) else { continue }
      if let equals = part.index(of: 0x3D, from: mark) {
        let value = part.cut(from: equals + 1)
        let kind = SecretNames.kind(of: part.cut(mark + 1, equals))
        if kind == .caller || kind == .other, !value.isEmpty {
          event.flags.insert(.carriedSecret)
          if kind == .caller, event.token == 0 { event.token = context.secretHash(value) }
        }
      }
      segments.shorten(i, to: mark)
      if mark == 0 { segments.mark(i, .dropped) }
    }
  }
}

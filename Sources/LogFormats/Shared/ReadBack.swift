import SecurityModel

/// Tells whether a value may stand in a normalized record: only if reading it back as native JSON
/// Lines adds nothing that the event doesn't say.
struct ReadBack {
  let event: APIEvent
  let context: DecodeContext

  /// What a native record knows of the event before it reads `uri` and `query`.
  private var explicitPart: APIEvent {
    var known = APIEvent()
    known.platform = event.platform
    known.surface = event.surface
    known.operation = event.operation
    known.method = event.method
    known.apiVersion = event.apiVersion
    known.endpoint = event.endpoint
    known.objects = event.objects
    known.objectCount = event.objectCount
    known.job = event.job
    known.token = event.token
    known.targetToken = event.targetToken
    known.countResult = event.countResult
    return known
  }

  private func agrees(_ read: APIEvent) -> Bool {
    guard read.surface == event.surface, read.operation == event.operation,
      read.platform == event.platform,
      read.apiVersion == event.apiVersion, read.endpoint == event.endpoint,
      read.objectCount == event.objectCount, read.job == event.job, read.token == event.token,
      read.targetToken == event.targetToken, read.countResult == event.countResult
    else { return false }
    return read.flags.isSubset(of: event.flags)
  }

  /// Whether `query`, with its secrets masked, gives the event's query again.
  func holds(query: UnsafeRawBufferPointer) -> Bool {
    var read = explicitPart
    var copy = SecretText.masked(query, context: context)
    copy.withUTF8 {
      QueryReader.read(UnsafeRawBufferPointer($0), context: context, into: &read)
    }
    return read.queryShape == event.queryShape && agrees(read)
  }

  /// Whether a masked target gives nothing but what the event says.
  /// - Parameter hasQuery: the record has a `query`, which comes before one in the target.
  func holds(uri: String, hasQuery: Bool) -> Bool {
    var read = explicitPart
    var copy = uri
    let isHostile = copy.withUTF8 { HostileText.isPresent(in: UnsafeRawBufferPointer($0)) }
    if isHostile, !event.flags.contains(.hostileText) { return false }
    copy.withUTF8 {
      PathReader.read(
        UnsafeRawBufferPointer($0), method: event.method, context: context, into: &read)
    }
    return (hasQuery || read.queryShape == event.queryShape || read.queryShape == 0)
      && agrees(read)
  }
}

import SecurityModel

/// What a request target says, as remembered by `PathMemo`: a trivial value.
struct PathReading {
  var surface = APISurface.unknown
  var operation = Operation.other
  var platform = Platform.generic
  var objectCount: UInt8 = 0
  var flags: APIEvent.Flags = []
  var endpoint = Symbol.none
  var apiVersion = Symbol.none
  var objects: InlineArray<6, Symbol> = .init(repeating: .none)
  var job: UInt64 = 0
  var token: UInt64 = 0
  var targetToken: UInt64 = 0
  var queryShape: UInt64 = 0
  var countResult: Int64 = -1

  init() {}

  /// The parts of `event` that a path can set.
  init(_ event: borrowing APIEvent) {
    surface = event.surface
    operation = event.operation
    platform = event.platform
    objectCount = event.objectCount
    flags = event.flags
    endpoint = event.endpoint
    apiVersion = event.apiVersion
    objects = event.objects
    job = event.job
    token = event.token
    targetToken = event.targetToken
    queryShape = event.queryShape
    countResult = event.countResult
  }

  /// Fills what `event` doesn't know yet; what the record itself said wins.
  @inline(__always)
  func apply(to event: inout APIEvent) {
    if event.surface == .unknown { event.surface = surface }
    if event.operation == .other { event.operation = operation }
    if event.platform == .generic { event.platform = platform }
    event.flags.formUnion(flags)
    if event.endpoint.isNone { event.endpoint = endpoint }
    if event.apiVersion.isNone { event.apiVersion = apiVersion }
    for i in 0..<Int(objectCount) { event.addObject(objects[i]) }
    if event.job == 0 { event.job = job }
    if event.token == 0 { event.token = token }
    if event.targetToken == 0 { event.targetToken = targetToken }
    if event.queryShape == 0 { event.queryShape = queryShape }
    if event.countResult < 0 { event.countResult = countResult }
  }
}

import SecurityModel

/// Enters what an event uses into its profile's sets and tells what was new.
struct Sightings {
  var novelty: Novelty = []
  /// Bit i = `objects[i]` of the event is new for the credential.
  var newObjects: UInt8 = 0
  /// Bit i = this class of operation on `objects[i]` is new.
  var newVerbs: UInt8 = 0

  mutating func note(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    isNew: Bool,
    symbols: SymbolTable
  ) {
    let second = UInt32(clamping: event.pointee.time.milliseconds / 1_000)
    if isNew { novelty.insert(.credential) }
    // What was refused was not used: a probe that failed must not become "known".
    let succeeded = event.pointee.outcome != .failure
    if event.pointee.objectCount > 0 { noteObjects(event, profile, second, succeeded, symbols) }
    if !event.pointee.endpoint.isNone {
      let hash = symbols.hash(of: event.pointee.endpoint)
      if profile.pointee.endpoints.insert(hash, symbol: event.pointee.endpoint, second: second) {
        novelty.insert(.endpoint)
      }
    }
    if event.pointee.ip.isPresent {
      let ip = event.pointee.ip
      if profile.pointee.networks.insert(
        ip.network.stableHash, symbol: symbols.intern(ip.networkText), second: second)
      {
        novelty.insert(.network)
      }
    }
    if !event.pointee.clientFamily.isNone {
      let hash = symbols.hash(of: event.pointee.clientFamily)
      if profile.pointee.clients.insert(hash, symbol: event.pointee.clientFamily, second: second) {
        novelty.insert(.client)
      }
    }
    let scopes = event.pointee.scopes
    if succeeded, !scopes.isNone {
      _ = profile.pointee.scopes.insert(symbols.hash(of: scopes), symbol: scopes, second: second)
    }
    let surface = event.pointee.surface
    if profile.pointee.surfaceCalls[Int(surface.rawValue)] == 0, surface != .unknown {
      novelty.insert(.surface)
    }
  }

  private mutating func noteObjects(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    _ second: UInt32,
    _ succeeded: Bool, _ symbols: SymbolTable
  ) {
    let verb = event.pointee.operation.operationClass
    for i in 0..<Int(event.pointee.objectCount) {
      let object = event.pointee.objects[i]
      let hash = symbols.hash(of: object)
      if profile.pointee.objects.insert(hash, symbol: object, second: second) {
        newObjects |= 1 << UInt8(i)
        novelty.insert(.object)
      }
      guard succeeded, verb != .other else { continue }
      let verbHash = StableHash.combine(hash, UInt64(verb.rawValue))
      if profile.pointee.verbs.insert(
        verbHash, symbol: symbols.intern("\(verb.name) \(symbols.text(of: object))"),
        second: second)
      {
        newVerbs |= 1 << UInt8(i)
        novelty.insert(.verb)
      }
    }
  }
}

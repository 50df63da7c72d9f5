import SecurityModel

/// What was new about an event for its credential.
struct Sightings {
  var novelty: Novelty = []
  /// Bit i = `objects[i]` of the event is new for the credential.
  var newObjects: UInt8 = 0
  /// Bit i = this class of operation on `objects[i]` is new.
  var newVerbs: UInt8 = 0
}

/// Entering what an event uses into its profile's sets.
///
/// The usual event uses nothing new: each set is looked at and nothing else is called. The texts of
/// what is new are made out of line.
extension Engine {
  func noteSightings(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    isNew: Bool
  ) -> Sightings {
    var sightings = Sightings()
    let second = UInt32(clamping: event.pointee.time.milliseconds / 1_000)
    if isNew { sightings.novelty.insert(.credential) }
    // What was refused was not used: a probe that failed must not become "known".
    let succeeded = event.pointee.outcome != .failure
    // Whoever was not let in is not the credential: a stranger's wrong password teaches nothing of
    // its habits, and a token that had run out reached no data. Its network and client are told,
    // since somebody holds that token.
    if !succeeded, event.pointee.failure.isRefusedAtTheDoor {
      if !event.pointee.failure.isUnauthenticated {
        noteOrigin(event, profile, second, &sightings)
      }
      return sightings
    }
    noteObjects(event, profile, second, succeeded, &sightings)
    let endpoint = event.pointee.endpoint
    if !endpoint.isNone {
      let hash = core.symbols.hash(of: endpoint)
      if !profile.pointee.endpoints.note(hash, second: second) {
        profile.pointee.endpoints.add(hash, symbol: endpoint, second: second)
        sightings.novelty.insert(.endpoint)
      }
    }
    noteOrigin(event, profile, second, &sightings)
    let scopes = event.pointee.scopes
    if succeeded, !scopes.isNone {
      let hash = core.symbols.hash(of: scopes)
      if !profile.pointee.scopes.note(hash, second: second) {
        profile.pointee.scopes.add(hash, symbol: scopes, second: second)
      }
    }
    let surface = event.pointee.surface
    if profile.pointee.surfaceCalls[Int(surface.rawValue)] == 0, surface != .unknown {
      sightings.novelty.insert(.surface)
    }
    return sightings
  }

  @inline(__always)
  private func noteOrigin(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    _ second: UInt32, _ sightings: inout Sightings
  ) {
    let network = event.pointee.ip.network
    if network.isPresent, !profile.pointee.networks.note(network.stableHash, second: second) {
      addNetwork(network, profile, second)
      sightings.novelty.insert(.network)
    }
    let client = event.pointee.clientFamily
    if !client.isNone {
      let hash = core.symbols.hash(of: client)
      if !profile.pointee.clients.note(hash, second: second) {
        profile.pointee.clients.add(hash, symbol: client, second: second)
        sightings.novelty.insert(.client)
      }
    }
  }

  @inline(__always)
  private func noteObjects(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    _ second: UInt32, _ succeeded: Bool, _ sightings: inout Sightings
  ) {
    let verb = event.pointee.operation.operationClass
    for i in 0..<Int(event.pointee.objectCount) {
      let object = event.pointee.objects[i]
      let hash = core.symbols.hash(of: object)
      if !profile.pointee.objects.note(hash, second: second) {
        profile.pointee.objects.add(hash, symbol: object, second: second)
        sightings.newObjects |= 1 << UInt8(i)
        sightings.novelty.insert(.object)
      }
      guard succeeded, verb != .other else { continue }
      let verbHash = StableHash.combine(hash, UInt64(verb.rawValue))
      if !profile.pointee.verbs.note(verbHash, second: second) {
        addVerb(verb, object, verbHash, profile, second)
        sightings.newVerbs |= 1 << UInt8(i)
        sightings.novelty.insert(.verb)
      }
    }
  }

  @inline(never)
  private func addNetwork(
    _ network: IPAddress, _ profile: UnsafeMutablePointer<CredentialProfile>, _ second: UInt32
  ) {
    let symbol = core.symbols.intern(network.networkText)
    profile.pointee.networks.add(network.stableHash, symbol: symbol, second: second)
  }

  @inline(never)
  private func addVerb(
    _ verb: Operation.Class, _ object: Symbol, _ hash: UInt64,
    _ profile: UnsafeMutablePointer<CredentialProfile>, _ second: UInt32
  ) {
    let symbol = core.symbols.intern("\(verb.name) \(core.symbols.text(of: object))")
    profile.pointee.verbs.add(hash, symbol: symbol, second: second)
  }
}

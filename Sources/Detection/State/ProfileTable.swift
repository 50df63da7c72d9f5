import CHints
import SecurityModel

/// All credential profiles, at addresses that never move.
///
/// Looked up by the credential's symbol (an array access); credentials of the same name in
/// different orgs are chained. Index 0 is never used.
final class ProfileTable {
  private static let chunkSize = 512
  @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<CredentialProfile>] = []
  /// First profile of a credential symbol.
  @exclusivity(unchecked) private var bySymbol: [UInt32] = []
  @exclusivity(unchecked) private(set) var count = 0

  deinit {
    for i in 0..<count { pointer(UInt32(i + 1)).deinitialize(count: 1) }
    for chunk in chunks { chunk.deallocate() }
  }

  /// The profile with that index (1...count).
  func pointer(_ index: UInt32) -> UnsafeMutablePointer<CredentialProfile> {
    let i = Int(index) - 1
    return chunks[i / Self.chunkSize] + i % Self.chunkSize
  }

  /// The profile of the event's credential, made when there is none; the second result tells.
  func resolve(
    _ event: borrowing APIEvent
  ) -> (profile: UnsafeMutablePointer<CredentialProfile>, isNew: Bool) {
    if let found = find(event.credential, org: event.org, platform: event.platform) {
      return (found, false)
    }
    let index = UInt32(count + 1)
    return (add(CredentialProfile(index: index, event: event)), true)
  }

  /// The profile of a credential, if there is one.
  func find(
    _ credential: Symbol, org: Symbol, platform: Platform
  ) -> UnsafeMutablePointer<CredentialProfile>? {
    guard Int(credential.index) < bySymbol.count else { return nil }
    var index = bySymbol[Int(credential.index)]
    while index != 0 {
      let p = pointer(index)
      if p.pointee.org == org, p.pointee.platform == platform { return p }
      index = p.pointee.nextSameName
    }
    return nil
  }

  /// Brings the profile that an event will need near; may guess wrong, changes nothing.
  @inline(__always)
  func prefetch(_ credential: Symbol) {
    guard Int(credential.index) < bySymbol.count else { return }
    let index = bySymbol[Int(credential.index)]
    guard index != 0 else { return }
    let address = UnsafeRawPointer(pointer(index))
    var offset = 0
    while offset < MemoryLayout<CredentialProfile>.stride {
      crmwatch_prefetch(address + offset)
      offset &+= 64
    }
  }

  /// Brings near the members of its sets that an event will need, when its profile is.
  @inline(__always)
  func prefetchSets(_ event: borrowing APIEvent, _ symbols: SymbolTable) {
    guard Int(event.credential.index) < bySymbol.count else { return }
    let index = bySymbol[Int(event.credential.index)]
    guard index != 0 else { return }
    let profile = pointer(index)
    if event.objectCount > 0 {
      let hash = symbols.hash(of: event.objects[0])
      profile.pointee.objects.prefetch(hash)
      profile.pointee.verbs.prefetch(
        StableHash.combine(hash, UInt64(event.operation.operationClass.rawValue)))
    }
    profile.pointee.endpoints.prefetch(symbols.hash(of: event.endpoint))
    profile.pointee.clients.prefetch(symbols.hash(of: event.clientFamily))
    profile.pointee.networks.prefetch(event.ip.network.stableHash)
  }

  /// Adds a profile; its `index` must be `count + 1`.
  @discardableResult
  func add(_ profile: consuming CredentialProfile) -> UnsafeMutablePointer<CredentialProfile> {
    let i = count
    if i / Self.chunkSize == chunks.count {
      chunks.append(.allocate(capacity: Self.chunkSize))
    }
    let p = chunks[i / Self.chunkSize] + i % Self.chunkSize
    p.initialize(to: profile)
    count += 1
    let name = Int(p.pointee.credential.index)
    while bySymbol.count <= name {
      bySymbol.append(contentsOf: repeatElement(0, count: max(1_024, bySymbol.count)))
    }
    p.pointee.nextSameName = bySymbol[name]
    bySymbol[name] = UInt32(count)
    return p
  }
}

import SecurityModel

/// All credential profiles, at addresses that never move.
///
/// Looked up by the credential's symbol (an array access); credentials of the same name in
/// different orgs are chained. Index 0 is never used.
final class ProfileTable {
  private static let chunkSize: UInt = 512
  @exclusivity(unchecked)
  private var chunks = FlatTable<UnsafeMutablePointer<CredentialProfile>?>(filledWith: nil)
  /// First profile of a credential symbol; 0 = none.
  @exclusivity(unchecked) private var bySymbol = FlatTable<UInt32>(filledWith: 0)
  @exclusivity(unchecked) private(set) var count = 0

  deinit {
    for i in 0..<count { pointer(UInt32(i + 1)).deinitialize(count: 1) }
    for i in 0..<chunks.count { chunks[i]?.deallocate() }
  }

  /// The profile with that index (1...count).
  @inline(__always)
  func pointer(_ index: UInt32) -> UnsafeMutablePointer<CredentialProfile> {
    let i = UInt(index) &- 1
    guard let chunk = chunks[Int(i / Self.chunkSize)] else {
      preconditionFailure("no such profile")
    }
    return chunk + Int(i % Self.chunkSize)
  }

  /// The first profile of a credential symbol; 0 = none.
  @inline(__always)
  private func first(_ credential: Symbol) -> UInt32 {
    let i = Int(credential.index)
    return i < bySymbol.count ? bySymbol[i] : 0
  }

  /// The profile of the event's credential, made when there is none; the second result tells.
  @inline(__always)
  func resolve(
    _ event: UnsafePointer<APIEvent>
  ) -> (profile: UnsafeMutablePointer<CredentialProfile>, isNew: Bool) {
    if let found = find(
      event.pointee.credential, org: event.pointee.org, platform: event.pointee.platform)
    {
      return (found, false)
    }
    let index = UInt32(count + 1)
    return (add(CredentialProfile(index: index, event: event.pointee)), true)
  }

  /// The profile of a credential, if there is one.
  @inline(__always)
  func find(
    _ credential: Symbol, org: Symbol, platform: Platform
  ) -> UnsafeMutablePointer<CredentialProfile>? {
    var index = first(credential)
    while index != 0 {
      let p = pointer(index)
      if p.pointee.org == org, p.pointee.platform == platform { return p }
      index = p.pointee.nextSameName
    }
    return nil
  }

  /// The profile that an event of the credential will most likely need, to be fetched early.
  @inline(__always)
  func likely(_ credential: Symbol) -> UnsafeMutablePointer<CredentialProfile>? {
    let index = first(credential)
    return index == 0 ? nil : pointer(index)
  }

  /// Adds a profile; its `index` must be `count + 1`.
  @discardableResult
  func add(_ profile: consuming CredentialProfile) -> UnsafeMutablePointer<CredentialProfile> {
    let chunk = count / Int(Self.chunkSize)
    chunks.reach(chunk)
    if chunks[chunk] == nil { chunks[chunk] = .allocate(capacity: Int(Self.chunkSize)) }
    count += 1
    let p = pointer(UInt32(count))
    p.initialize(to: profile)
    let name = Int(p.pointee.credential.index)
    bySymbol.reach(name)
    p.pointee.nextSameName = bySymbol[name]
    bySymbol[name] = UInt32(count)
    return p
  }
}

import CHints
import SecurityModel

/// Bringing a profile near before its event comes: it is a few dozen cache lines, and nearly every
/// event is about another one.
///
/// Nothing here counts references: which hashes are needed is found out first.
extension UnsafeMutablePointer where Pointee == CredentialProfile {
  /// Brings the profile itself near.
  @inline(__always)
  func prefetch() {
    let address = UnsafeRawPointer(self)
    var offset = 0
    while offset < MemoryLayout<CredentialProfile>.stride {
      crmwatch_prefetch(address + offset)
      offset &+= 64
    }
  }

  /// Brings near the members of its sets that an event will need, when the profile is.
  @inline(__always)
  func prefetchMembers(
    object: UInt64, verb: UInt64, endpoint: UInt64, client: UInt64, network: UInt64
  ) {
    if object != 0 {
      pointee.objects.prefetch(object)
      pointee.verbs.prefetch(verb)
    }
    pointee.endpoints.prefetch(endpoint)
    pointee.clients.prefetch(client)
    pointee.networks.prefetch(network)
  }
}

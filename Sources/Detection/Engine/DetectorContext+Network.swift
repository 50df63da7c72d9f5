import Inventory
import Networks
import SecurityModel

/// How an event's network stands to those that its credential used before.
extension DetectorContext {
  /// A known network close to the event's: same /16 (IPv4) or /32 (IPv6), or the same autonomous
  /// system and country where lists tell.
  func isNeighbour(_ entry: SightingSet.Entry) -> Bool {
    guard let base = address(of: entry) else { return false }
    if let here = network, here.asn != 0 {
      let there = settings.networks.lookup(base)
      return there?.asn == here.asn && there?.country == here.country
    }
    let ip = event.pointee.ip
    if let a = ip.v4, let b = base.v4 { return a >> 16 == b >> 16 }
    return ip.high >> 32 == base.high >> 32 && ip.isV4 == base.isV4
  }

  /// True when lists tell that the event comes from another autonomous system in another country
  /// than all of `known`.
  func isFarFrom(_ known: [SightingSet.Entry]) -> Bool {
    guard let here = network, here.asn != 0, !here.country.isEmpty else { return false }
    return known.allSatisfy { entry in
      guard let base = address(of: entry), let there = settings.networks.lookup(base) else {
        return false
      }
      return there.asn != here.asn && !there.country.isEmpty && there.country != here.country
    }
  }

  /// True when the event's network is new for the credential and not next to a known one.
  var isFromStrangeNetwork: Bool {
    guard novelty.contains(.network), event.pointee.ip.isPresent, network?.kind != .own else {
      return false
    }
    let ip = event.pointee.ip
    if registration?.networks.contains(where: { CIDRBlock(text: $0)?.contains(ip) ?? false })
      ?? false
    {
      return false
    }
    let own = ip.network.stableHash
    for entry in profilePointer.pointee.networks.sorted()
    where entry.hash != own && isNeighbour(entry) {
      return false
    }
    return true
  }

  /// True when the event comes from a network (not next to a known one) or with a client that the
  /// credential, itself a week old, has used for less than a day.
  var isFromNewcomer: Bool {
    let time = event.pointee.time
    guard profilePointer.pointee.age(at: time) >= 7 else { return false }
    let yesterday = UInt32(
      clamping: time.advanced(by: -Timestamp.Duration.day).milliseconds / 1_000)
    if event.pointee.ip.isPresent {
      let own = event.pointee.ip.network.stableHash
      let networks = profilePointer.pointee.networks.sorted()
      if let entry = networks.first(where: { $0.hash == own }), entry.first > yesterday,
        !networks.contains(where: { $0.first <= yesterday && isNeighbour($0) })
      {
        return true
      }
    }
    guard !event.pointee.clientFamily.isNone else { return false }
    let client = profilePointer.pointee.clients.find(symbols.hash(of: event.pointee.clientFamily))
    return client.map { $0.first > yesterday } ?? false
  }

  /// ", refused" with the status when the call failed, for explanations.
  var failureNote: String {
    guard event.pointee.outcome == .failure else { return "" }
    return event.pointee.status == 0 ? ", refused" : ", refused with \(event.pointee.status)"
  }

  private func address(of entry: SightingSet.Entry) -> IPAddress? {
    text(entry.symbol).split(separator: "/").first.flatMap { IPAddress(text: $0) }
  }
}

import SecurityModel

extension CredentialProfile {
  /// Version of the stored form; raised on every change of it.
  private static let codingVersion: UInt8 = 3

  /// Appends the whole profile.
  func encode(into out: inout ByteWriter, symbols: SymbolTable) {
    out.put(Self.codingVersion)
    for symbol in [credential, org, integration, user, app] {
      symbols.withBytes(of: symbol) { out.put($0) }
    }
    out.put(platform.rawValue)
    out.put(type.rawValue)
    out.put(firstSeen)
    out.put(lastSeen)
    for n in [calls, errors, rows, bytes, events, longestGap, activeDay] { out.put(n) }
    out.putFixed(activeDays)
    for i in 0..<18 { out.put(surfaceCalls[i]) }
    out.put(classes)
    out.put(Int64(risk))
    out.put(ownerSince)
    objects.encode(into: &out, symbols: symbols)
    endpoints.encode(into: &out, symbols: symbols)
    verbs.encode(into: &out, symbols: symbols)
    networks.encode(into: &out, symbols: symbols)
    clients.encode(into: &out, symbols: symbols)
    scopes.encode(into: &out, symbols: symbols)
    calls24h.encode(into: &out)
    rows24h.encode(into: &out)
    var volumes: [UInt8] = []
    callVolume.encode(into: &volumes)
    out.put(volumes)
    volumes.removeAll(keepingCapacity: true)
    rowVolume.encode(into: &volumes)
    out.put(volumes)
  }

  /// Reads what `encode` wrote.
  /// - Throws: `ByteReader.Failure` for a cut or foreign blob.
  static func decode(
    index: UInt32, from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) -> CredentialProfile {
    let version = try reader.byte()
    guard version == 2 || version == Self.codingVersion else {
      throw ByteReader.Failure(offset: 0)
    }
    var event = APIEvent()
    event.credential = symbols.intern(try reader.text())
    event.org = symbols.intern(try reader.text())
    event.integration = symbols.intern(try reader.text())
    event.user = symbols.intern(try reader.text())
    event.app = symbols.intern(try reader.text())
    guard let platform = Platform(rawValue: try reader.byte()),
      let type = CredentialType(rawValue: try reader.byte())
    else { throw ByteReader.Failure(offset: 0) }
    event.platform = platform
    event.credentialType = type
    event.time = try reader.timestamp()
    var p = CredentialProfile(index: index, event: event)
    p.lastSeen = try reader.timestamp()
    p.calls = try reader.int64()
    p.errors = try reader.int64()
    p.rows = try reader.int64()
    p.bytes = try reader.int64()
    p.events = try reader.int64()
    p.longestGap = try reader.int64()
    p.activeDay = try reader.int64()
    p.activeDays = try reader.fixed()
    for i in 0..<18 { p.surfaceCalls[i] = try reader.uint32() }
    p.classes = try reader.byte()
    p.risk = Int32(clamping: try reader.int64())
    p.ownerSince = try reader.timestamp()
    try p.objects.decode(from: &reader, symbols: symbols)
    try p.endpoints.decode(from: &reader, symbols: symbols)
    try p.verbs.decode(from: &reader, symbols: symbols)
    try p.networks.decode(from: &reader, symbols: symbols)
    try p.clients.decode(from: &reader, symbols: symbols)
    // Version 2 knew no scopes.
    if version > 2 { try p.scopes.decode(from: &reader, symbols: symbols) }
    p.calls24h = try HourRing(from: &reader)
    p.rows24h = try HourRing(from: &reader)
    guard let calls = CredentialVolume(decoding: try reader.blob()),
      let rows = CredentialVolume(decoding: try reader.blob())
    else { throw ByteReader.Failure(offset: 0) }
    p.callVolume = calls
    p.rowVolume = rows
    return p
  }
}

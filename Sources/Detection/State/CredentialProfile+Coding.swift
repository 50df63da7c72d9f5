import SecurityModel

extension CredentialProfile {
  /// Most bytes that a volume history packed by `ZeroPacking` may hold.
  private static let volumeLimit = 16 << 10

  /// Appends the whole profile: first what `CredentialState` shows to others, then the rest.
  func encode(into out: inout ByteWriter, scratch: inout [UInt8], symbols: SymbolTable) {
    out.put(CredentialState.version)
    out.put(firstSeen)
    for n in [errors, rows, bytes] { out.put(n) }
    for i in 0..<CredentialState.surfaces { out.put(surfaceCalls[i]) }
    objects.encode(into: &out, symbols: symbols)
    networks.encode(into: &out, symbols: symbols)
    clients.encode(into: &out, symbols: symbols)
    endpoints.encode(into: &out, symbols: symbols)
    verbs.encode(into: &out, symbols: symbols)
    scopes.encode(into: &out, symbols: symbols)
    for symbol in [credential, org, integration, user, app] {
      symbols.withBytes(of: symbol) { out.put($0) }
    }
    out.put(platform.rawValue)
    out.put(type.rawValue)
    out.put(lastSeen)
    for n in [calls, events, longestGap, activeDay] { out.put(n) }
    out.putFixed(activeDays)
    out.put(classes)
    out.put(Int64(risk))
    out.put(ownerSince)
    calls24h.encode(into: &out)
    rows24h.encode(into: &out)
    for volume in [callVolume, rowVolume] {
      scratch.removeAll(keepingCapacity: true)
      volume.encode(into: &scratch)
      var packed = ByteWriter()
      packed.bytes.reserveCapacity(scratch.count)
      ZeroPacking.pack(scratch, into: &packed)
      out.put(packed.bytes)
    }
  }

  /// Reads what `encode` wrote, or the form before it.
  /// - Throws: `ByteReader.Failure` for a cut or foreign blob.
  static func decode(
    index: UInt32, from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) -> CredentialProfile {
    let version = try reader.byte()
    switch version {
    case CredentialState.version: return try decodeNew(index, &reader, symbols)
    case 2, 3: return try decodeOld(index, version, &reader, symbols)
    default: throw ByteReader.Failure(offset: 0)
    }
  }

  private static func decodeNew(
    _ index: UInt32, _ reader: inout ByteReader, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) -> CredentialProfile {
    var p = CredentialProfile(index: index, event: APIEvent())
    p.firstSeen = try reader.timestamp()
    p.errors = try reader.int64()
    p.rows = try reader.int64()
    p.bytes = try reader.int64()
    for i in 0..<CredentialState.surfaces { p.surfaceCalls[i] = try reader.uint32() }
    try p.objects.decode(from: &reader, symbols: symbols)
    try p.networks.decode(from: &reader, symbols: symbols)
    try p.clients.decode(from: &reader, symbols: symbols)
    try p.endpoints.decode(from: &reader, symbols: symbols)
    try p.verbs.decode(from: &reader, symbols: symbols)
    try p.scopes.decode(from: &reader, symbols: symbols)
    p.credential = try symbol(&reader, symbols)
    p.org = try symbol(&reader, symbols)
    p.integration = try symbol(&reader, symbols)
    p.user = try symbol(&reader, symbols)
    p.app = try symbol(&reader, symbols)
    (p.platform, p.type) = try kind(&reader)
    p.lastSeen = try reader.timestamp()
    p.calls = try reader.int64()
    p.events = try reader.int64()
    p.longestGap = try reader.int64()
    p.activeDay = try reader.int64()
    p.activeDays = try reader.fixed()
    p.classes = try reader.byte()
    p.risk = Int32(clamping: try reader.int64())
    p.ownerSince = try reader.timestamp()
    p.calls24h = try HourRing(from: &reader)
    p.rows24h = try HourRing(from: &reader)
    p.callVolume = try volume(ZeroPacking.unpack(try reader.blob(), limit: volumeLimit))
    p.rowVolume = try volume(ZeroPacking.unpack(try reader.blob(), limit: volumeLimit))
    return p
  }

  /// Versions 2 and 3, of stores that have not been written since.
  private static func decodeOld(
    _ index: UInt32, _ version: UInt8, _ reader: inout ByteReader, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) -> CredentialProfile {
    var p = CredentialProfile(index: index, event: APIEvent())
    p.credential = symbols.intern(try reader.text())
    p.org = symbols.intern(try reader.text())
    p.integration = symbols.intern(try reader.text())
    p.user = symbols.intern(try reader.text())
    p.app = symbols.intern(try reader.text())
    (p.platform, p.type) = try kind(&reader)
    p.firstSeen = try reader.timestamp()
    p.lastSeen = try reader.timestamp()
    p.calls = try reader.int64()
    p.errors = try reader.int64()
    p.rows = try reader.int64()
    p.bytes = try reader.int64()
    p.events = try reader.int64()
    p.longestGap = try reader.int64()
    p.activeDay = try reader.int64()
    p.activeDays = try reader.fixed()
    for i in 0..<CredentialState.surfaces { p.surfaceCalls[i] = try reader.uint32() }
    p.classes = try reader.byte()
    p.risk = Int32(clamping: try reader.int64())
    p.ownerSince = try reader.timestamp()
    try p.objects.decodeOld(from: &reader, symbols: symbols)
    try p.endpoints.decodeOld(from: &reader, symbols: symbols)
    try p.verbs.decodeOld(from: &reader, symbols: symbols)
    try p.networks.decodeOld(from: &reader, symbols: symbols)
    try p.clients.decodeOld(from: &reader, symbols: symbols)
    // Version 2 knew no scopes.
    if version > 2 { try p.scopes.decodeOld(from: &reader, symbols: symbols) }
    p.calls24h = try HourRing(from: &reader)
    p.rows24h = try HourRing(from: &reader)
    p.callVolume = try volume(try reader.blob())
    p.rowVolume = try volume(try reader.blob())
    return p
  }

  private static func symbol(
    _ reader: inout ByteReader, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) -> Symbol {
    try reader.blob().withUnsafeBytes { symbols.intern($0) }
  }

  private static func kind(
    _ reader: inout ByteReader
  ) throws(ByteReader.Failure) -> (Platform, CredentialType) {
    guard let platform = Platform(rawValue: try reader.byte()),
      let type = CredentialType(rawValue: try reader.byte())
    else { throw ByteReader.Failure(offset: 0) }
    return (platform, type)
  }

  private static func volume(_ bytes: [UInt8]) throws(ByteReader.Failure) -> CredentialVolume {
    guard let volume = CredentialVolume(decoding: bytes) else {
      throw ByteReader.Failure(offset: 0)
    }
    return volume
  }
}

import SecurityModel

/// The stored form of an inventory record.
///
/// Binary, because ten thousand of them change in one tick of a busy collector and JSON would take
/// longer than everything else in that commit together. Words are stored by name, not by number,
/// wherever the vocabulary may grow.
enum CredentialCoding {
  /// First byte of the stored form; raise it when the layout changes and keep reading the old one.
  static let layout: UInt8 = 2

  /// Appends the stored form.
  static func write(_ record: CredentialRecord, to out: inout ByteWriter) {
    out.byte(layout)
    out.text(record.id)
    out.text(record.platform.name)
    out.text(record.org)
    out.text(record.integration)
    out.text(record.type.name)
    out.text(record.user)
    out.text(record.app)
    out.unsigned(UInt64(record.apis.count))
    for api in record.apis { out.text(api.name) }
    for list in [record.objects, record.networks, record.clients, record.endpoints, record.scopes] {
      write(list, to: &out)
    }
    for number in [
      record.firstSeen.milliseconds, record.lastSeen.milliseconds, record.calls, record.errors,
      record.rows, record.bytes, record.calls24h, record.rows24h, Int64(record.risk),
    ] {
      out.signed(number)
    }
    out.text(record.readiness.rawValue)
    out.byte(record.isDeclared ? 1 : 0)
    out.optionalText(record.owner)
    out.optionalText(record.purpose)
    out.unsigned(UInt64(record.flags.count))
    for flag in record.flags { out.text(flag) }
    out.signed(record.dailyLimit)
  }

  /// The record; nil when the bytes are damaged or of an unknown layout.
  static func read(_ bytes: UnsafeRawBufferPointer) -> CredentialRecord? {
    var reader = ByteReader(bytes)
    let version = reader.byte()
    guard (1...layout).contains(version) else { return nil }
    let id = reader.text()
    let platform = Platform(name: reader.text()) ?? .generic
    var record = CredentialRecord(
      id: id, platform: platform, org: reader.text(), integration: reader.text(),
      type: CredentialType(name: reader.text()) ?? .unknown, user: reader.text(),
      app: reader.text(), firstSeen: .distantPast, lastSeen: .distantPast)
    for _ in 0..<reader.count() {
      if let api = APISurface(name: reader.text()) { record.apis.append(api) }
    }
    record.objects = counted(&reader)
    record.networks = counted(&reader)
    record.clients = counted(&reader)
    record.endpoints = counted(&reader)
    // The first layout knew neither scopes nor the daily limit.
    if version > 1 { record.scopes = counted(&reader) }
    record.firstSeen = Timestamp(milliseconds: reader.signed())
    record.lastSeen = Timestamp(milliseconds: reader.signed())
    record.calls = reader.signed()
    record.errors = reader.signed()
    record.rows = reader.signed()
    record.bytes = reader.signed()
    record.calls24h = reader.signed()
    record.rows24h = reader.signed()
    record.risk = Int(clamping: reader.signed())
    record.readiness = CredentialRecord.Readiness(rawValue: reader.text()) ?? .new
    record.isDeclared = reader.byte() != 0
    record.owner = reader.optionalText()
    record.purpose = reader.optionalText()
    for _ in 0..<reader.count() { record.flags.append(reader.text()) }
    if version > 1 { record.dailyLimit = reader.signed() }
    return reader.isSound ? record : nil
  }

  /// Appends what neither the columns of the table nor the state hold.
  static func writeExtra(_ record: CredentialRecord, to out: inout ByteWriter) {
    out.byte(layout)
    out.signed(record.rows24h)
    out.signed(record.dailyLimit)
    out.optionalText(record.purpose)
    write(record.scopes, to: &out)
  }

  /// Takes back what `writeExtra` wrote.
  /// - Returns: false when the bytes are damaged or of an unknown layout.
  static func readExtra(
    _ bytes: UnsafeRawBufferPointer, into record: inout CredentialRecord
  ) -> Bool {
    var reader = ByteReader(bytes)
    guard reader.byte() == layout else { return false }
    record.rows24h = reader.signed()
    record.dailyLimit = reader.signed()
    record.purpose = reader.optionalText()
    record.scopes = counted(&reader)
    return reader.isSound
  }

  private static func write(_ list: [CredentialRecord.Counted], to out: inout ByteWriter) {
    out.unsigned(UInt64(list.count))
    for item in list {
      out.text(item.name)
      out.signed(item.count)
      out.signed(item.firstSeen.milliseconds)
      out.signed(item.lastSeen.milliseconds)
    }
  }

  private static func counted(_ reader: inout ByteReader) -> [CredentialRecord.Counted] {
    let count = reader.count(size: 4)
    var list: [CredentialRecord.Counted] = []
    list.reserveCapacity(count)
    for _ in 0..<count {
      let name = reader.text()
      let number = reader.signed()
      let first = Timestamp(milliseconds: reader.signed())
      let last = Timestamp(milliseconds: reader.signed())
      list.append(.init(name: name, count: number, firstSeen: first, lastSeen: last))
    }
    return list
  }
}

import SecurityModel

extension FindingBook {
  /// Open findings that changed or closed since the last call, as state blobs.
  func takeOpenState() -> [Checkpoint.StateBlob] {
    var blobs: [Checkpoint.StateBlob] = []
    for id in removedIDs { blobs.append(.init(key: "open/\(id)", bytes: [])) }
    removedIDs.removeAll()
    for key in touchedKeys {
      guard let entry = open[key] else { continue }
      var out = ByteWriter()
      for text in [key.detector, key.org, key.subject, key.key] { out.put(text) }
      out.put(key.platform.rawValue)
      out.put(entry.groupMilliseconds)
      out.put(entry.kind.rawValue)
      out.put(entry.profile != 0)
      entry.finding.encode(into: &out)
      blobs.append(.init(key: "open/\(entry.finding.id)", bytes: out.bytes))
    }
    touchedKeys.removeAll()
    return blobs
  }

  /// Takes back one blob of `takeOpenState`.
  func restoreOpen(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    let detector = try reader.text()
    let org = try reader.text()
    let subject = try reader.text()
    let key = try reader.text()
    guard let platform = Platform(rawValue: try reader.byte()) else {
      throw ByteReader.Failure(offset: 0)
    }
    let group = try reader.int64()
    guard let kind = DetectorRow.Kind(rawValue: try reader.text()) else {
      throw ByteReader.Failure(offset: 0)
    }
    let isCredential = try reader.bool()
    let finding = try Finding(from: &reader)
    // The profile's index of this run is looked up when all profiles are back.
    insert(
      Key(detector: detector, platform: platform, org: org, subject: subject, key: key),
      Open(
        finding: finding, groupMilliseconds: group, kind: kind,
        profile: isCredential ? .max : 0))
  }
}

extension Finding {
  /// Appends the whole finding.
  func encode(into out: inout ByteWriter) {
    for text in [id, detector, title, org, credential, integration, incident, explanation] {
      out.put(text)
    }
    out.put(detectorVersion)
    out.put(severity.rawValue)
    out.put(confidence)
    out.put(platform.rawValue)
    for time in [raised, firstSeen, lastSeen] { out.put(time) }
    out.put(count)
    out.put(observed.text)
    out.put(expected.text)
    out.put(UInt64(evidence.count))
    for event in evidence { out.put(event.json.text) }
    for list in [attack, owasp] + controls.entries.map(\.clauses) {
      out.put(UInt64(list.count))
      for item in list { out.put(item) }
    }
    out.put(risk)
    out.put(isLate)
  }

  /// Reads what `encode` wrote.
  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    let id = try reader.text()
    let detector = try reader.text()
    let title = try reader.text()
    let org = try reader.text()
    let credential = try reader.text()
    let integration = try reader.text()
    let incident = try reader.text()
    let explanation = try reader.text()
    let version = try reader.int()
    guard let severity = Severity(rawValue: try reader.byte()) else {
      throw ByteReader.Failure(offset: 0)
    }
    let confidence = try reader.double()
    guard let platform = Platform(rawValue: try reader.byte()) else {
      throw ByteReader.Failure(offset: 0)
    }
    let raised = try reader.timestamp()
    let firstSeen = try reader.timestamp()
    let lastSeen = try reader.timestamp()
    let count = try reader.int()
    let observed = try Self.json(&reader)
    let expected = try Self.json(&reader)
    var evidence: [NormalizedEvent] = []
    for _ in 0..<(try reader.unsigned()) {
      evidence.append(NormalizedEvent(members: try Self.json(&reader).members ?? []))
    }
    let attack = try Self.list(&reader)
    let owasp = try Self.list(&reader)
    let controls = ControlMapping(
      soc2: try Self.list(&reader), gdpr: try Self.list(&reader), ccpa: try Self.list(&reader),
      nist80053: try Self.list(&reader), hipaa: try Self.list(&reader),
      sox: try Self.list(&reader), pciDSS: try Self.list(&reader))
    self.init(
      id: id, detector: detector, detectorVersion: version, title: title, severity: severity,
      confidence: confidence, platform: platform, org: org, credential: credential,
      integration: integration, incident: incident, raised: raised, firstSeen: firstSeen,
      lastSeen: lastSeen, count: count, explanation: explanation, observed: observed,
      expected: expected, evidence: evidence, attack: attack, owasp: owasp, controls: controls,
      risk: try reader.int(), isLate: try reader.bool())
  }

  private static func json(_ reader: inout ByteReader) throws(ByteReader.Failure) -> JSONValue {
    let text = try reader.text()
    do throws(JSONReader.Failure) {
      return try JSONReader.parse(text)
    } catch {
      throw ByteReader.Failure(offset: error.offset)
    }
  }

  private static func list(_ reader: inout ByteReader) throws(ByteReader.Failure) -> [String] {
    var items: [String] = []
    for _ in 0..<(try reader.unsigned()) { items.append(try reader.text()) }
    return items
  }
}

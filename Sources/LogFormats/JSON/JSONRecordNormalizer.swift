import SecurityModel

/// Makes the full record of a JSON record: normalized fields first, then everything that the
/// source wrote, under the source's own names, for rules that match those.
///
/// Formats add to `out` what an event can't hold (the `uri`, the text of a query, an error), and
/// end with `finish`.
struct JSONRecordNormalizer {
  let event: APIEvent
  let context: DecodeContext
  var out: NormalizedAssembler
  private let readBack: ReadBack

  init(_ event: APIEvent, _ context: DecodeContext) {
    self.event = event
    self.context = context
    out = NormalizedAssembler(context: context)
    readBack = ReadBack(event: event, context: context)
  }

  /// Sets the event id, of which the event holds the hash.
  mutating func set(id: UnsafeRawBufferPointer) {
    guard event.flags.contains(.dedup), !id.isEmpty,
      event.dedupKey == JSONEventID.key(id, event.platform)
    else { return }
    out.set(.id, text: String(decoding: id, as: UTF8.self))
  }

  /// Sets the request id, of which the event holds the hash.
  mutating func set(requestID: UnsafeRawBufferPointer) {
    guard event.request != 0, event.request == context.idHash(requestID) else { return }
    out.set(.requestID, text: context.textHidingSecret(requestID))
  }

  /// Sets `query` and `fields`, if they give the event's query again.
  mutating func set(query: UnsafeRawBufferPointer) {
    guard !query.isEmpty, event.flags.contains(.hasQuery), readBack.holds(query: query) else {
      return
    }
    let fields = QueryReader.fields(of: query)
    if !fields.isEmpty,
      fields.count <= QueryReader.wideFieldCount || event.flags.contains(.queryWide)
    {
      out.set(.fields, .array(fields.map { .string($0) }))
    }
    out.set(.query, text: SecretText.masked(query, context: context))
  }

  /// Sets `uri`, its secrets masked, if it says nothing that the event doesn't.
  mutating func set(uri: UnsafeRawBufferPointer) {
    guard !uri.isEmpty, out[.uri] == nil else { return }
    let masked = PathReader.maskedTarget(uri, context: context)
    if readBack.holds(uri: masked, hasQuery: out[.query] != nil) { out.set(.uri, text: masked) }
  }

  /// Sets the only record that the call was about.
  mutating func set(recordIDs id: UnsafeRawBufferPointer) {
    if !id.isEmpty { out.set(.recordIDs, .array([.string(context.textHidingSecret(id))])) }
  }

  /// Sets a text with the secrets in it masked.
  mutating func set(_ key: NormalizedKey, _ text: UnsafeRawBufferPointer) {
    out.set(key, text: SecretText.masked(text, context: context))
  }

  /// Sets the platform's own word for the result; digits would be read as an HTTP status.
  mutating func set(statusWord word: UnsafeRawBufferPointer) {
    if event.status == 0, !word.isEmpty, !word.isDigits { set(.status, word) }
  }

  /// The record of the event that was decoded from `record`.
  /// - Parameter personal: names, in lower-case letters and digits, whose values are personal
  ///   data, to be written as keyed hashes.
  mutating func finish(
    _ record: UnsafeRawBufferPointer, hiding personal: Set<String> = []
  ) throws(DecodeFailure) -> NormalizedEvent {
    out.fill(from: event)
    let secrets = JSONSecrets(context: context, personal: personal)
    for member in try JSONTree.members(of: record) {
      if member.value == .null { continue }
      out.add(source: secrets.safe(name: member.name), secrets.masked(member.name, member.value))
    }
    return out.event
  }
}

/// Identity of an event by the id that its source gave it.
enum JSONEventID {
  /// The key that a native record with that `id` has.
  @inline(__always)
  static func key(_ id: UnsafeRawBufferPointer, _ platform: Platform) -> UInt64 {
    StableHash.bytes(id, seed: UInt64(platform.rawValue))
  }

  /// Makes the event take part in duplicate suppression by its id.
  @inline(__always)
  static func set(_ id: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if id.isEmpty { return }
    event.dedupKey = key(id, event.platform)
    event.flags.insert(.dedup)
  }
}

extension NormalizedAssembler {
  /// Adds a field of the source, unless a normalized field has its name and value.
  mutating func add(source name: String, _ value: JSONValue) {
    if let key = NormalizedKey.byName[name], self[key] == value { return }
    add(extra: name, value)
  }
}

extension NormalizedKey {
  /// The keys by their names in JSON.
  static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}

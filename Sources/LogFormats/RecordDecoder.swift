public import SecurityModel

/// What a decoder made of one record.
public enum Decoded: Sendable, Equatable {
  /// The event was filled in.
  case event
  /// A header row: the decoder has re-mapped its columns.
  case header
  /// Not an event and not an error (blank line, comment, metadata record); counted as ignored.
  case ignored
}

/// Why a record is not an event. Reasons are our own words; they hold no text of the log.
public struct DecodeFailure: Error, Hashable, Sendable {
  public var reason: String
  /// 1-based byte column in the record; 0 = the whole record.
  public var column: Int
  public init(_ reason: String, column: Int = 0) {
    self.reason = reason
    self.column = column
  }
}

/// What decoders share: interned texts, the key for secrets, the tenant to assume.
///
/// Owned by the pipeline, used by one task.
public final class DecodeContext {
  public let symbols: SymbolTable
  /// Turns secrets into stable keyed hashes while decoding.
  public let secrets: KeyedHash
  /// Organisation id for records that name none.
  public var defaultOrg: String
  /// True to have full records hold every field of the source under its own name, those too whose
  /// text a normalized field has.
  public var keepsNatives = false
  /// Query texts that were read before.
  let queries = QueryMemo()
  /// Readings of request targets seen before.
  let paths = PathMemo()
  /// User agents seen before.
  let agents = UserAgentMemo()

  public init(symbols: SymbolTable, secrets: KeyedHash, defaultOrg: String = "") {
    self.symbols = symbols
    self.secrets = secrets
    self.defaultOrg = defaultOrg
  }
}

/// Decodes the records of one source; keeps that source's header mapping.
///
/// One instance per source. `decode` is the hot path: bytes in, a trivial value out, no
/// allocation in the steady state. `normalize` makes the full record from the same bytes, slowly;
/// both read the same fields through the same code so that they can't disagree.
public protocol RecordDecoder: AnyObject {
  /// How the source's bytes fall into records.
  var framing: Framing { get }

  /// Decodes one record (without its line end) into `event`, which comes freshly initialised.
  ///
  /// Sets everything but `raw`. `tieBreak` and, where the format has one, `dedupKey` are set too.
  /// - Throws: `DecodeFailure`; the record is then counted and skipped.
  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded

  /// The full normalized record of bytes for which `decode` gave `.event`.
  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent

  /// Gives the record inside whatever wraps it to `body`; valid during the call.
  func withPayload(
    of record: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void)

  /// Gives each field of a record that isn't JSON under the name that the source has for it.
  /// - Returns: false when the format has no such names.
  func forEachNative(
    of record: UnsafeRawBufferPointer,
    _ body: (_ name: String, _ value: UnsafeRawBufferPointer) -> Void
  ) -> Bool

  /// True when a record at the end of what there is, without a line end, can't be cut: the bytes
  /// show that nothing of it is missing.
  func isWhole(_ record: UnsafeRawBufferPointer) -> Bool

  /// What is odd about the source though its records could be read, in our own words; nil = nothing.
  var remark: String? { get }
}

extension RecordDecoder {
  public var remark: String? { nil }

  /// Of objects this is plain to see; of most lines it is not.
  public func isWhole(_ record: UnsafeRawBufferPointer) -> Bool {
    record.first == 0x7B && record.last == 0x7D
  }

  public func withPayload(
    of record: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    body(record)
  }

  public func forEachNative(
    of record: UnsafeRawBufferPointer,
    _ body: (_ name: String, _ value: UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    false
  }
}

/// How bytes fall into records.
public enum Framing: Sendable {
  /// One record a line.
  case lines
  /// One record a line, except that line ends inside double quotes belong to the record.
  case quotedLines
  /// Messages of several lines: each begins at a line with a date and time (`BlockHeader`) and
  /// goes on up to the next one.
  case blocks
  /// JSON objects wherever they stand: one after another, pretty-printed, in arrays, in envelopes
  /// such as `{"records":[…]}`.
  case json
  /// Syslog messages with their length before them (RFC 6587, octet counting), or one a line.
  case octets
}

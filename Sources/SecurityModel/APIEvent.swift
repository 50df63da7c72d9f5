/// One CRM API event in the compact form that the engine works on.
///
/// A trivial value: texts are `Symbol`s of the pipeline's `SymbolTable`, secrets and opaque ids are
/// hashes. The full record (`NormalizedEvent`) is made from the raw bytes only when somebody needs
/// to see it, through `raw`.
public struct APIEvent: Sendable {
  /// Where the undecoded record lies: a buffer of the pipeline, and a range in it.
  public struct RawReference: Sendable {
    public var buffer: UInt32 = 0
    public var offset: UInt32 = 0
    public var length: UInt32 = 0
    /// Which of the pipeline's decoders made the event, to make the full record later.
    public var decoder: UInt32 = 0
    public init() {}
  }

  /// Properties of the event that are yes or no.
  public struct Flags: OptionSet, Sendable {
    public var rawValue: UInt32
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Counts as an API call in volumes (false for UI rows, log-only rows, second rows of a call).
    @inlinable public static var countsAsCall: Flags { Flags(rawValue: 1 << 0) }
    /// The credential was derived from the user alone; attribution may refine it.
    @inlinable public static var userOnly: Flags { Flags(rawValue: 1 << 1) }
    /// The attribution step replaced the credential (said so in the evidence).
    @inlinable public static var attributed: Flags { Flags(rawValue: 1 << 2) }
    /// Arrived behind the reorder bound.
    @inlinable public static var late: Flags { Flags(rawValue: 1 << 3) }
    /// A secret was found in a URI, header or query and hashed away (feeds AUT-011).
    @inlinable public static var carriedSecret: Flags { Flags(rawValue: 1 << 4) }
    /// A field held control or bidi characters.
    @inlinable public static var hostileText: Flags { Flags(rawValue: 1 << 5) }
    /// `rows` is an estimate from bytes.
    @inlinable public static var rowsEstimated: Flags { Flags(rawValue: 1 << 6) }
    /// The query selects FIELDS(ALL|STANDARD|CUSTOM), `*`, or more than 40 fields.
    @inlinable public static var queryWide: Flags { Flags(rawValue: 1 << 7) }
    /// The query has LIMIT 200 or 2000.
    @inlinable public static var queryPageLimit: Flags { Flags(rawValue: 1 << 8) }
    /// The query has a selective WHERE (anything but none, `Id > x`, OFFSET).
    @inlinable public static var querySelective: Flags { Flags(rawValue: 1 << 9) }
    /// The query is a COUNT().
    @inlinable public static var queryCount: Flags { Flags(rawValue: 1 << 10) }
    /// A query text was present.
    @inlinable public static var hasQuery: Flags { Flags(rawValue: 1 << 11) }
    /// Calls of this row are already counted by another row type of the same request.
    @inlinable public static var secondaryRow: Flags { Flags(rawValue: 1 << 12) }
    /// More objects than `objects` can hold were named.
    @inlinable public static var moreObjects: Flags { Flags(rawValue: 1 << 13) }
    /// A bulk job of the query kind (as against ingest).
    @inlinable public static var bulkQuery: Flags { Flags(rawValue: 1 << 14) }
    /// `rows` is the running total of the job, not of this row: take the maximum per job.
    @inlinable public static var rowsCumulative: Flags { Flags(rawValue: 1 << 15) }
    /// The record has its own event id or is a row of an at-least-once format: `dedupKey` is set.
    @inlinable public static var dedup: Flags { Flags(rawValue: 1 << 16) }
    /// Strong authentication was used.
    @inlinable public static var mfa: Flags { Flags(rawValue: 1 << 17) }
    /// The client address was an internal word such as `Salesforce.com IP`.
    @inlinable public static var internalAddress: Flags { Flags(rawValue: 1 << 18) }
  }

  /// When the call started.
  public var time = Timestamp(milliseconds: 0)
  public var platform = Platform.generic
  public var surface = APISurface.unknown
  public var operation = Operation.other
  public var method = HTTPMethod.none
  public var outcome = Outcome.unknown
  public var failure = FailureKind.none
  public var credentialType = CredentialType.unknown
  /// HTTP status; 0 when the record has none.
  public var status: UInt16 = 0
  /// The server was at fault or too busy (5xx, 429): the call got nothing.
  public var isServerFailure: Bool { status >= 500 || status == 429 }
  public var flags: Flags = []

  /// Tenant / organisation id.
  public var org = Symbol.none
  /// Key of the identity whose behaviour is baselined (see `CredentialKey`).
  public var credential = Symbol.none
  /// Readable name of the integration (application); falls back to the credential's own name.
  public var integration = Symbol.none
  /// User id or name.
  public var user = Symbol.none
  /// Connected app / OAuth client id.
  public var app = Symbol.none
  /// Family of the client software: product token of the user agent before `/` or a blank.
  public var clientFamily = Symbol.none
  /// The whole user agent or client name.
  public var userAgent = Symbol.none
  /// Path template: ids, job ids and versions replaced (`/services/data/v*/sobjects/Account/{id}`).
  public var endpoint = Symbol.none
  /// The source's own event type (`RestApi`, `Login`, …).
  public var eventType = Symbol.none
  /// Credential, user or token that an administrative event is about.
  public var target = Symbol.none
  public var country = Symbol.none
  public var apiVersion = Symbol.none
  /// Object types touched; the first `objectCount` are set.
  public var objects: InlineArray<6, Symbol> = .init(repeating: .none)
  public var objectCount: UInt8 = 0

  public var ip = IPAddress.none
  /// Keyed hash of the session or login key; 0 = none.
  public var session: UInt64 = 0
  /// Keyed hash of the token id; 0 = none.
  public var token: UInt64 = 0
  /// Keyed hash of the token that a revocation names; 0 = none.
  public var targetToken: UInt64 = 0
  /// Hash of the request id; 0 = none. Caller-controlled, so never trusted as unique.
  public var request: UInt64 = 0
  /// Hash of the bulk job id; 0 = none.
  public var job: UInt64 = 0
  /// Hash of the normalised query (literals replaced); 0 = none.
  public var queryShape: UInt64 = 0
  /// Rows returned or processed; -1 = unknown.
  public var rows: Int64 = -1
  /// Value of a COUNT() query; -1 = unknown.
  public var countResult: Int64 = -1
  /// Response bytes; -1 = unknown.
  public var responseBytes: Int64 = -1
  /// Milliseconds, cut at 2^31-1; -1 = unknown.
  public var duration: Int32 = -1
  /// OAuth scopes that the record names, separated by blanks.
  public var scopes = Symbol.none
  /// Daily API request limit as told by the record: used and maximum; -1 = not told.
  public var limitUsed: Int64 = -1
  public var limitMaximum: Int64 = -1
  /// Identity of the record for duplicate suppression (valid with `Flags.dedup`).
  public var dedupKey: UInt64 = 0
  /// Order among events of the same millisecond: a stable hash of the normalized content.
  public var tieBreak: UInt64 = 0
  public var raw = RawReference()

  public init() {}

  /// Adds an object type, once; beyond six `Flags.moreObjects` is set instead.
  @inlinable
  public mutating func addObject(_ symbol: Symbol) {
    if symbol.isNone { return }
    for i in 0..<Int(objectCount) where objects[i] == symbol { return }
    if objectCount < 6 {
      objects[Int(objectCount)] = symbol
      objectCount += 1
    } else {
      flags.insert(.moreObjects)
    }
  }
}

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
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Counts as an API call in volumes (false for UI rows, log-only rows, second rows of a call).
    public static let countsAsCall = Flags(rawValue: 1 << 0)
    /// The credential was derived from the user alone; attribution may refine it.
    public static let userOnly = Flags(rawValue: 1 << 1)
    /// The attribution step replaced the credential (said so in the evidence).
    public static let attributed = Flags(rawValue: 1 << 2)
    /// Arrived behind the reorder bound.
    public static let late = Flags(rawValue: 1 << 3)
    /// A secret was found in a URI, header or query and hashed away (feeds AUT-011).
    public static let carriedSecret = Flags(rawValue: 1 << 4)
    /// A field held control or bidi characters.
    public static let hostileText = Flags(rawValue: 1 << 5)
    /// `rows` is an estimate from bytes.
    public static let rowsEstimated = Flags(rawValue: 1 << 6)
    /// The query selects FIELDS(ALL|STANDARD|CUSTOM), `*`, or more than 40 fields.
    public static let queryWide = Flags(rawValue: 1 << 7)
    /// The query has LIMIT 200 or 2000.
    public static let queryPageLimit = Flags(rawValue: 1 << 8)
    /// The query has a selective WHERE (anything but none, `Id > x`, OFFSET).
    public static let querySelective = Flags(rawValue: 1 << 9)
    /// The query is a COUNT().
    public static let queryCount = Flags(rawValue: 1 << 10)
    /// A query text was present.
    public static let hasQuery = Flags(rawValue: 1 << 11)
    /// Calls of this row are already counted by another row type of the same request.
    public static let secondaryRow = Flags(rawValue: 1 << 12)
    /// More objects than `objects` can hold were named.
    public static let moreObjects = Flags(rawValue: 1 << 13)
    /// A bulk job of the query kind (as against ingest).
    public static let bulkQuery = Flags(rawValue: 1 << 14)
    /// `rows` is the running total of the job, not of this row: take the maximum per job.
    public static let rowsCumulative = Flags(rawValue: 1 << 15)
    /// The record has its own event id or is a row of an at-least-once format: `dedupKey` is set.
    public static let dedup = Flags(rawValue: 1 << 16)
    /// Strong authentication was used.
    public static let mfa = Flags(rawValue: 1 << 17)
    /// The client address was an internal word such as `Salesforce.com IP`.
    public static let internalAddress = Flags(rawValue: 1 << 18)
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

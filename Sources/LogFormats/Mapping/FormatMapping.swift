public import SecurityModel

/// How the records of an unknown source map to the normalized event: what a user writes instead
/// of a decoder.
public struct FormatMapping: Hashable, Sendable {
  /// How a record is written.
  public enum Records: Hashable, Sendable {
    /// One JSON object a record; sources are paths with dots between the names.
    case json
    /// Separated values; sources are column names, compared without case and punctuation.
    /// `separator` nil: found in the header. `columns` empty: the first row names them.
    case csv(separator: UInt8?, columns: [String])
    /// One line a record, taken apart by a template; sources are its variables.
    case lines(LineTemplate)
  }

  /// What a record must say to count as a success.
  public struct Success: Hashable, Sendable {
    public enum Test: Hashable, Sendable {
      /// The number is below this one.
      case below(Double)
      /// The text is one of these, case ignored.
      case isIn([String])
      /// The text is none of these, case ignored.
      case isNotIn([String])
    }

    public var source: String
    public var test: Test

    public init(source: String, test: Test) {
      self.source = source
      self.test = test
    }
  }

  /// A fixed value of a normalized field; for records whose mapping gives the field none.
  public struct Constant: Hashable, Sendable {
    public var target: String
    public var value: String
    public init(target: String, value: String) {
      self.target = target
      self.value = value
    }
  }

  /// Name for `--format` and the statistics.
  public var name: String
  public var title: String
  public var summary: String
  public var platform: Platform
  public var records: Records
  public var time: TimeRule
  public var fields: [FieldMapping]
  public var constants: [Constant] = []
  public var success: Success?
  /// Sources whose values are written as keyed hashes wherever they appear.
  public var secrets: [String] = []
  /// Sources that every record has; by them the format is recognised. Empty: it must be named,
  /// unless a template says how the lines look.
  public var recognize: [String] = []

  public init(
    name: String, title: String? = nil, summary: String? = nil,
    platform: Platform = .generic, records: Records, time: TimeRule,
    fields: [FieldMapping] = []
  ) {
    self.name = name
    self.title = title ?? name
    self.summary = summary ?? "A source mapped in the configuration."
    self.platform = platform
    self.records = records
    self.time = time
    self.fields = fields
  }

  /// What the variables of a template mean by their names: nginx's and Envoy's are known.
  public static func known(
    of template: LineTemplate
  ) -> (fields: [FieldMapping], time: TimeRule?) {
    (
      GatewayFields.rules(among: template.variables),
      GatewayFields.timeRule(among: template.variables)
    )
  }

  /// Normalized fields that a mapping can fill, besides `ts`.
  public static let targets: [String] = mappable.map(\.name)

  static let mappable: [NormalizedKey] = NormalizedKey.allCases.filter { key in
    switch key {
    case .ts, .jwt, .change, .limits, .headers, .dedupKey, .endpoint, .carriedSecret,
      .hostileText, .internalAddress, .userOnly:
      false
    default: true
    }
  }

  /// The words that a normalized field may hold, where they are fixed.
  public static func words(of target: String) -> [String]? {
    switch NormalizedKey.byName[target] {
    case .platform: Platform.allCases.map(\.name)
    case .api: APISurface.allCases.map(\.name)
    case .operation: Operation.allCases.map(\.name)
    case .credentialType: CredentialType.allCases.map(\.name)
    case .outcome: Outcome.allNames
    case .failure: FailureKind.allCases.map(\.name)
    default: nil
    }
  }
}

extension NormalizedKey {
  /// Fields that hold yes or no.
  var isBool: Bool {
    switch self {
    case .counts, .secondary, .rowsCumulative, .rowsEstimated, .bulkQuery, .mfa, .carriedSecret:
      true
    default: false
    }
  }

  /// Fields that hold a list of texts.
  var isList: Bool {
    switch self {
    case .objects, .fields, .recordIDs, .scopes: true
    default: false
    }
  }

  /// Fields that are written as numbers when they are one.
  var isNumber: Bool {
    switch self {
    case .rows, .countResult, .status, .retryAfter, .responseBytes, .requestBytes, .durationMS:
      true
    default: false
    }
  }
}

extension Outcome {
  static let allNames = ["success", "failure", "unknown"]
}

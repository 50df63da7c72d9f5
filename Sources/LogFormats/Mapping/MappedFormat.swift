public import SecurityModel

/// A log format that was described by a `FormatMapping`.
public struct MappedFormat: LogFormat {
  public let mapping: FormatMapping
  private let plan: MappingPlan

  public init(_ mapping: FormatMapping) {
    self.mapping = mapping
    plan = MappingPlan(mapping)
  }

  public var name: String { mapping.name }
  public var title: String { mapping.title }
  public var summary: String { mapping.summary }
  public var platform: Platform { mapping.platform }
  public var fields: [String] { plan.fields }

  /// Whether sources of it are found by their looks; else the format must be named.
  public var isRecognized: Bool {
    switch mapping.records {
    case .lines: true
    case .json: !mapping.recognize.isEmpty
    case .csv(_, let columns): !mapping.recognize.isEmpty && columns.isEmpty
    }
  }

  /// Certain, and so ahead of every built-in format, when (nearly) all records have what the
  /// mapping asks for; one that asks for nothing is never recognised.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    let probe = MappedProbe(plan)
    guard let share = probe.share(of: sample), share >= 0.8 else { return .none }
    return FormatMatch(confidence: share == 1 ? 1 : 0.9, reason: probe.reason)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    MappedDecoder(plan, context)
  }
}

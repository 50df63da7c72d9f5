public import SecurityModel

/// How sure a format is that some bytes are its own.
public struct FormatMatch: Hashable, Sendable {
  /// 0 = not mine … 1 = certain.
  public var confidence: Double
  /// Why, in our own words.
  public var reason: String
  public init(confidence: Double, reason: String) {
    self.confidence = confidence
    self.reason = reason
  }
  /// Not this format.
  public static let none = FormatMatch(confidence: 0, reason: "")
}

/// One log format: how to recognise it and how to decode it. A new format is one file and one
/// line in `LogFormatRegistry.all`.
public protocol LogFormat: Sendable {
  /// Name for `--format` and the configuration, such as `salesforce-eventlogfile`.
  var name: String { get }
  var title: String { get }
  /// One sentence on what writes it.
  var summary: String { get }
  var platform: Platform { get }
  /// Normalized fields that the format can supply; detectors that need others are off for it.
  var fields: [String] { get }
  /// Judges the first bytes of a source (up to 64 KiB, may end inside a record).
  func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch
  /// A decoder for one source.
  func makeDecoder(_ context: DecodeContext) -> any RecordDecoder
}

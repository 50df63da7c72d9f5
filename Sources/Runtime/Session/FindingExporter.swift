public import Dashboard
public import SecurityModel

/// Writes findings as a file's text; supplied by who knows the formats.
public struct FindingExporter: Sendable {
  /// Where files go.
  public var folder: String
  /// The whole text of a file with these findings.
  public var text: @Sendable ([FindingRecord], ExportFormat) -> String

  public init(
    folder: String, text: @escaping @Sendable ([FindingRecord], ExportFormat) -> String
  ) {
    self.folder = folder
    self.text = text
  }
}

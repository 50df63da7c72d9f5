public import SecurityModel

/// The setup audit trail of a Salesforce org: who changed what in Setup.
public struct SalesforceSetupAuditFormat: LogFormat {
  private let container: SalesforceContainer

  public init(_ container: SalesforceContainer = .json) { self.container = container }

  public var name: String {
    container == .json ? "salesforce-setup-audit" : "salesforce-setup-audit-csv"
  }
  public var title: String {
    container == .json ? "Salesforce setup audit trail" : "Salesforce setup audit trail (CSV)"
  }
  public var summary: String {
    container == .json
      ? "Changes in Setup: query results of SetupAuditTrail and their re-exports as JSON."
      : "Changes in Setup: the download from Setup, or a query of SetupAuditTrail as CSV."
  }
  public var platform: Platform { .salesforce }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "user", "api", "operation", "endpoint",
      "connected_app", "change",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    switch container {
    case .json: return SalesforceSample.match(sample) { Self.claim($0) }
    case .csv:
      guard let header = SalesforceCSVHeader.first(of: sample) else { return .none }
      guard header.columnsKind == .setupAudit, header.has(.section) || header.has(.display),
        header.has(.createdByName) || header.has(.createdByID) || header.has(.delegateUser)
      else { return .none }
      return FormatMatch(
        confidence: 0.92, reason: "a header row with the columns of a setup audit trail")
    }
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    container == .json ? SalesforceJSONDecoder(context) : SalesforceCSVDecoder(context)
  }

  private static func claim(_ cells: JSONCells<SalesforceField>) -> FormatMatch? {
    let type = cells.row[.attributesType]
    if !type.isEmpty {
      guard SalesforceRecordKind(type: type) == .setupAudit else { return nil }
      return FormatMatch(confidence: 0.97, reason: "records of the type SetupAuditTrail")
    }
    guard SalesforceRecordKind(fields: { cells.has($0) }) == .setupAudit,
      cells.has(.section), cells.has(.display) || cells.has(.delegateUser),
      cells.has(.createdByID) || cells.has(.createdByName) || cells.row[.id].startsWith("0ym")
    else { return nil }
    return FormatMatch(
      confidence: 0.92, reason: "Action, Section, CreatedDate and an author: a setup audit trail")
  }
}

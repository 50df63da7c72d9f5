public import SecurityModel

/// The login history of a Salesforce org.
public struct SalesforceLoginHistoryFormat: LogFormat {
  private let container: SalesforceContainer

  public init(_ container: SalesforceContainer = .json) { self.container = container }

  public var name: String {
    container == .json ? "salesforce-login-history" : "salesforce-login-history-csv"
  }
  public var title: String {
    container == .json ? "Salesforce login history" : "Salesforce login history (CSV)"
  }
  public var summary: String {
    container == .json
      ? "Logins: query results of LoginHistory and their re-exports as JSON."
      : "Logins: the download from Setup, or a query of LoginHistory as CSV."
  }
  public var platform: Platform { .salesforce }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "ip",
      "ip_country", "user_agent", "api", "operation", "status", "api_version", "grant",
      "login_type", "login_sub_type", "tls_version", "mfa",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    switch container {
    case .json: return SalesforceSample.match(sample) { Self.claim($0) }
    case .csv:
      guard let header = SalesforceCSVHeader.first(of: sample) else { return .none }
      guard header.columnsKind == .loginHistory, header.has(.loginTime), header.has(.loginType),
        header.has(.userID) || header.has(.username) || header.has(.sourceIP)
      else { return .none }
      return FormatMatch(
        confidence: 0.92, reason: "a header row with the columns of a login history")
    }
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    container == .json ? SalesforceJSONDecoder(context) : SalesforceCSVDecoder(context)
  }

  private static func claim(_ cells: JSONCells<SalesforceField>) -> FormatMatch? {
    let type = cells.row[.attributesType]
    if !type.isEmpty {
      guard SalesforceRecordKind(type: type) == .loginHistory else { return nil }
      return FormatMatch(confidence: 0.97, reason: "records of the type LoginHistory")
    }
    guard SalesforceRecordKind(fields: { cells.has($0) }) == .loginHistory,
      cells.has(.loginTime), cells.has(.loginType), cells.has(.status),
      cells.has(.sourceIP) || cells.has(.userID)
    else { return nil }
    return FormatMatch(
      confidence: 0.92, reason: "LoginTime, LoginType and Status: a login history")
  }
}

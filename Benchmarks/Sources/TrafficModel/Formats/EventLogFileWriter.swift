/// Writes calls as rows of Salesforce Event Log Files.
///
/// Column names and order are those of Event Monitoring; every value is quoted, lines end in LF.
public enum EventLogFileWriter {
  /// The header row of a type, with its line end.
  public static func header(_ kind: Call.Kind) -> String {
    columns(kind).map { "\"" + $0 + "\"" }.joined(separator: ",") + "\n"
  }

  /// Column names of a type, in order.
  public static func columns(_ kind: Call.Kind) -> [String] {
    switch kind {
    case .restApi, .apexRestApi:
      request
        + [
          "METHOD", "MEDIA_TYPE", "STATUS_CODE", "USER_AGENT", "ROWS_PROCESSED", "NUMBER_FIELDS",
          "DB_BLOCKS", "DB_CPU_TIME", "REQUEST_SIZE", "RESPONSE_SIZE", "ENTITY_NAME",
          "CONNECTED_APP_ID", "CLIENT_NAME", "EXCEPTION_MESSAGE", "QUERY",
        ] + derived
    case .api:
      request
        + [
          "API_TYPE", "API_VERSION", "CLIENT_NAME", "METHOD_NAME", "ENTITY_NAME",
          "ROWS_PROCESSED", "REQUEST_SIZE", "RESPONSE_SIZE", "DB_BLOCKS", "DB_CPU_TIME",
          "EXCEPTION_MESSAGE", "QUERY",
        ] + derived
    case .bulkApi2:
      common
        + [
          "JOB_ID", "OPERATION_TYPE", "ENTITY_TYPE", "JOB_STATUS", "RECORDS_PROCESSED",
          "RECORDS_FAILED", "RESULT_SIZE_MB", "ERROR_MESSAGE",
        ] + derived
    case .login:
      request
        + [
          "LOGIN_TYPE", "BROWSER_TYPE", "API_TYPE", "API_VERSION", "USER_NAME", "TLS_PROTOCOL",
          "CIPHER_SUITE", "AUTHENTICATION_METHOD_REFERENCE", "LOGIN_SUB_TYPE",
        ] + derived + ["LOGIN_STATUS", "SOURCE_IP"]
    case .logout:
      [
        "EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "USER_TYPE",
        "SESSION_TYPE", "SESSION_LEVEL", "BROWSER_TYPE", "PLATFORM_TYPE", "RESOLUTION_TYPE",
        "APP_TYPE", "CLIENT_VERSION", "API_TYPE", "API_VERSION", "USER_INITIATED_LOGOUT",
        "SESSION_KEY", "LOGIN_KEY", "TIMESTAMP_DERIVED", "USER_ID_DERIVED", "CLIENT_IP",
      ]
    case .report:
      request
        + [
          "ENTITY_NAME", "DISPLAY_TYPE", "RENDERING_TYPE", "REPORT_ID", "ROW_COUNT",
          "NUMBER_EXCEPTION_FILTERS", "NUMBER_COLUMNS", "AVERAGE_ROW_SIZE", "SORT", "DB_BLOCKS",
          "DB_CPU_TIME", "NUMBER_BUCKETS",
        ] + derived + ["REPORT_ID_DERIVED", "ORIGIN"]
    case .auraRequest:
      request + ["USER_AGENT", "REQUEST_METHOD", "ACTION_MESSAGE"] + derived
    }
  }

  private static let common = [
    "EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "RUN_TIME", "CPU_TIME",
    "URI", "SESSION_KEY", "LOGIN_KEY",
  ]
  private static let request = common + ["USER_TYPE", "REQUEST_STATUS", "DB_TOTAL_TIME"]
  private static let derived = [
    "TIMESTAMP_DERIVED", "USER_ID_DERIVED", "CLIENT_IP", "URI_ID_DERIVED",
  ]

  /// Appends one row.
  public static func write(_ call: Call, to out: inout TextBuffer) {
    let values = row(call)
    for (i, value) in values.enumerated() {
      if i > 0 { out.byte(0x2C) }
      out.csv(value)
    }
    out.byte(0x0A)
  }

  /// The values of a call, as many as its type has columns.
  static func row(_ call: Call) -> [String] {
    let party = call.party
    let rows = call.rows < 0 ? "" : String(call.rows)
    let bytes = call.bytes < 0 ? "" : String(call.bytes)
    let blocks = String(max(0, call.rows) / 16 * 4 + 3)
    switch call.kind {
    case .restApi, .apexRestApi:
      let control = call.api == "bulk2"
      return request(call)
        + [
          call.method, "application/json", String(call.status), String(party.agentCode),
          // The rows of a job are told by its BulkApi2 rows.
          control ? "" : rows, "", blocks, String(call.duration / 32 * 10), requestSize(call),
          bytes,
          call.object, party.appID, call.agent, call.error, call.query,
        ] + derived(call)
    case .api:
      return request(call)
        + [
          "P", party.apiVersion, call.agent, soapName(call), call.object, rows, "612", bytes,
          blocks, String(call.duration / 32 * 10), call.error, call.query,
        ] + derived(call)
    case .bulkApi2:
      return common(call)
        + [
          call.job, call.operation, call.object, call.jobState, String(max(0, call.jobRows)), "0",
          "", "",
        ] + derived(call)
    case .login:
      let browser = call.loginType == "A"
      return request(call)
        + [
          call.loginType, call.agent, browser ? "" : "f",
          browser ? "9998.0" : party.apiVersion, party.userName, "TLSv1.3",
          "TLS_AES_256_GCM_SHA384", "", call.loginSubType,
        ] + derived(call) + [call.loginStatus, call.address]
    case .logout:
      let revocation = call.operation == "revoke"
      return [
        call.kind.rawValue, compact(call.time), requestID(call), Organisation.id, party.userID,
        "Standard", revocation ? "O" : "A", "STANDARD", call.agent, "", "",
        revocation ? "2514" : "1007", "", "", "", "1", call.session, call.loginKey,
        ModelTime.rfc3339(call.time), SalesforceID.derived(party.userID), call.address,
      ]
    case .report:
      let report = SalesforceID.make("00O", serial: UInt64(call.rows % 23) &* 977 &+ 88_000)
      return request(call)
        + [
          call.object, "D", "W", report, rows, "0", "9", "210", "", blocks,
          String(call.duration / 32 * 10), "0",
        ] + derived(call) + [SalesforceID.derived(report), "ReportRunFromLightning"]
    case .auraRequest:
      return request(call) + [
        call.agent, "POST", "1$RecordUiController/ACTION$getRecordWithFields=" + "31",
      ] + derived(call)
    }
  }

  private static func common(_ call: Call) -> [String] {
    [
      call.kind.rawValue, compact(call.time), requestID(call), Organisation.id,
      call.party.userID, String(call.duration), String(call.duration / 32 * 10), call.uri,
      call.session,
      call.loginKey,
    ]
  }

  private static func request(_ call: Call) -> [String] {
    let status: String
    switch call.kind {
    case .login: status = call.loginStatus == "LOGIN_NO_ERROR" ? "S" : "F"
    case .auraRequest: status = ""
    default:
      status =
        call.status < 400
        ? "S" : call.status == 404 ? "N" : call.status == 401 || call.status == 403 ? "A" : "F"
    }
    return common(call) + ["Standard", status, String(call.duration / 16 * 5_000_000)]
  }

  private static func derived(_ call: Call) -> [String] {
    var record = ""
    if call.kind == .restApi, let last = call.uri.split(separator: "/").last, last.count == 15 {
      record = SalesforceID.derived(String(last))
    }
    return [
      ModelTime.rfc3339(call.time), SalesforceID.derived(call.party.userID), call.address, record,
    ]
  }

  private static func soapName(_ call: Call) -> String {
    switch call.operation {
    case "create": "insert"
    case "describe": "describeSObjects"
    default: call.operation
    }
  }

  private static func requestSize(_ call: Call) -> String {
    call.method == "GET" || call.method == "DELETE" ? "0" : "340"
  }

  private static func compact(_ time: Int64) -> String {
    var out = TextBuffer()
    out.compact(time)
    return out.text
  }

  /// 22 characters, the last five counting calls.
  static func requestID(_ call: Call) -> String {
    var tail: [UInt8] = []
    var rest = call.serial
    for _ in 0..<5 {
      tail.append(SalesforceID.digits[rest % 62])
      rest /= 62
    }
    return "4hJx0bQv2LrTmZq7K" + String(decoding: tail.reversed(), as: UTF8.self)
  }
}

/// Writes calls as native JSON Lines: the fields of the normalized event.
///
/// A bulk job's state rows exist only in Event Log Files; here its rows are on the calls that read
/// its results.
public enum NativeWriter {
  /// True when the native form has a line for the call.
  public static func carries(_ call: Call) -> Bool { call.kind != .bulkApi2 }

  /// Appends one line.
  public static func write(_ call: Call, to out: inout TextBuffer) {
    let party = call.party
    // Like the rows of these types in an Event Log File, sign-ins and sign-outs name the user only.
    let isIdentity = call.kind == .login || call.kind == .logout
    out.raw("{\"ts\":\"")
    out.rfc3339(call.time)
    out.raw("\",\"platform\":\"salesforce\"")
    text("org", Organisation.id, &out)
    text("credential", isIdentity ? party.userID : party.credential, &out)
    text("credential_type", party.type, &out)
    text("user", party.userID, &out)
    if !isIdentity {
      text("app", party.type == "human" && party.appID.isEmpty ? "" : party.name, &out)
      text("app_id", party.appID, &out)
    }
    text("session", call.session.isEmpty ? call.loginKey : call.session, &out)
    text("token_id", call.token, &out)
    text("target_token", call.targetToken, &out)
    text("ip", call.address, &out)
    text("user_agent", call.agent, &out)
    text("api", call.api, &out)
    text("operation", call.operation, &out)
    text("method", call.method, &out)
    text("uri", call.kind == .api ? "/services/Soap/u/" + party.apiVersion : call.uri, &out)
    if !call.object.isEmpty {
      out.raw(",\"objects\":[")
      out.json(call.object)
      out.byte(0x5D)
    }
    text("query", call.query, &out)
    number("rows", call.rows, &out)
    number("count_result", call.count, &out)
    switch call.kind {
    case .login: text("status", call.loginStatus, &out)
    case .logout: break
    default: number("status", call.status, &out)
    }
    text("error", call.error, &out)
    number("response_bytes", call.bytes, &out)
    if call.duration > 0 { number("duration_ms", call.duration, &out) }
    text("api_version", call.kind == .logout ? "" : party.apiVersion, &out)
    text("job_id", call.job, &out)
    text("login_type", call.loginType, &out)
    text("login_sub_type", call.loginSubType, &out)
    if call.loginSubType == "oauthcode" {
      text("grant", "authorization_code", &out)
      text("connected_app", party.name, &out)
    }
    out.raw("}\n")
  }

  private static func text(_ name: String, _ value: String, _ out: inout TextBuffer) {
    guard !value.isEmpty else { return }
    out.raw(",\"")
    out.raw(name)
    out.raw("\":")
    out.json(value)
  }

  private static func number(_ name: String, _ value: Int, _ out: inout TextBuffer) {
    guard value >= 0 else { return }
    out.raw(",\"")
    out.raw(name)
    out.raw("\":")
    out.decimal(value)
  }
}

/// The fields of OCSF events that crmwatch reads. Source: the OCSF schema, classes API Activity,
/// Authentication and User Access Management, with the names of its older versions.
enum OCSFField: Int, JSONField {
  // Every class
  case classUID, className, categoryUID, typeUID, activityID, time, originalTime, version, uid
  case vendor, product, tenant, statusID, status, statusCode, statusDetail, message, duration
  // Who
  case actorUserUID, actorUserName, actorUserMail, actorCredential, actorUserType
  case actorSession, actorIsMFA, appUID, appName, actor
  case userUID, userName, userMail, userCredential, userType, sessionUID, isMFA
  // What
  case operation, service, apiVersion, requestUID, requestQuery, responseCode, responseError
  case responseMessage, api
  // From where
  case address, country, method, userAgent, httpRequestUID
  case urlText, urlPath, urlQuery, url
  case httpCode, httpLength, httpLatency
  // On what
  case resources, resource, privileges
  // Sign-ins
  case authProtocolID, authProtocol, logonType, serviceName, tlsVersion
  // Vendors' own
  case rows, query, scopes

  var paths: [String] {
    switch self {
    case .classUID: ["class_uid"]
    case .className: ["class_name"]
    case .categoryUID: ["category_uid"]
    case .typeUID: ["type_uid"]
    case .activityID: ["activity_id"]
    case .time: ["time", "time_dt"]
    case .originalTime: ["metadata.original_time", "start_time", "start_time_dt"]
    case .version: ["metadata.version"]
    case .uid: ["metadata.uid"]
    case .vendor: ["metadata.product.vendor_name"]
    case .product: ["metadata.product.name"]
    case .tenant:
      [
        "actor.user.account.uid", "actor.user.account_uid", "cloud.account.uid",
        "cloud.account_uid", "metadata.tenant_uid", "user.account.uid", "user.account_uid",
        "actor.user.org.uid",
      ]
    case .statusID: ["status_id"]
    case .status: ["status"]
    case .statusCode: ["status_code"]
    case .statusDetail: ["status_detail", "status_details"]
    case .message: ["message"]
    case .duration: ["duration"]
    case .actorUserUID: ["actor.user.uid"]
    case .actorUserName: ["actor.user.name"]
    case .actorUserMail: ["actor.user.email_addr"]
    case .actorCredential: ["actor.user.credential_uid", "actor.session.credential_uid"]
    case .actorUserType: ["actor.user.type_id"]
    case .actorSession: ["actor.session.uid", "actor.session.uuid"]
    case .actorIsMFA: ["actor.session.is_mfa", "actor.session.mfa"]
    case .appUID: ["actor.app_uid"]
    case .appName: ["actor.app_name", "actor.invoked_by"]
    case .actor: ["actor"]
    case .userUID: ["user.uid"]
    case .userName: ["user.name"]
    case .userMail: ["user.email_addr"]
    case .userCredential: ["user.credential_uid"]
    case .userType: ["user.type_id"]
    case .sessionUID: ["session.uid", "session.uuid"]
    case .isMFA: ["is_mfa", "session.is_mfa", "mfa"]
    case .operation: ["api.operation"]
    case .service: ["api.service.name"]
    case .apiVersion: ["api.version"]
    case .requestUID: ["api.request.uid"]
    case .requestQuery: ["api.request.data.query", "api.request.data.q", "api.request.data.soql"]
    case .responseCode: ["api.response.code"]
    case .responseError: ["api.response.error"]
    case .responseMessage: ["api.response.error_message", "api.response.message"]
    case .api: ["api"]
    case .address: ["src_endpoint.ip"]
    case .country: ["src_endpoint.location.country"]
    case .method: ["http_request.http_method"]
    case .userAgent: ["http_request.user_agent"]
    case .httpRequestUID: ["http_request.uid"]
    case .urlText: ["http_request.url.url_string", "http_request.url.text"]
    case .urlPath: ["http_request.url.path"]
    case .urlQuery: ["http_request.url.query_string"]
    case .url: ["http_request.url"]
    case .httpCode: ["http_response.code"]
    case .httpLength: ["http_response.length", "http_response.body_length"]
    case .httpLatency: ["http_response.latency"]
    case .resources: ["resources"]
    case .resource: ["resource"]
    case .privileges: ["privileges"]
    case .authProtocolID: ["auth_protocol_id"]
    case .authProtocol: ["auth_protocol"]
    case .logonType: ["logon_type"]
    case .serviceName: ["service.name"]
    case .tlsVersion: ["tls.version"]
    case .rows:
      [
        "unmapped.rows", "unmapped.rows_returned", "unmapped.rows_processed",
        "unmapped.row_count", "unmapped.rows_count", "unmapped.records", "unmapped.record_count",
      ]
    case .query:
      ["unmapped.query", "unmapped.soql", "unmapped.query_text", "unmapped.query_string"]
    case .scopes: ["unmapped.scopes", "unmapped.scope", "unmapped.oauth_scopes"]
    }
  }
}

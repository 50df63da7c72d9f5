/// The keys of a normalized event, in the order in which they are written.
///
/// The first group is the public record format. The second group (from `eventType` on) carries
/// what a decoder knew beyond it, so that an event that was written by `normalize` and read back
/// as native JSON Lines is the same event: same flags, same counts, same identity.
enum NormalizedKey: Int, CaseIterable, Sendable {
  /// The source's event id: with it the event takes part in duplicate suppression.
  case id
  case ts
  case platform
  case org
  case credential
  case credentialType
  case user
  /// Readable name of the integration.
  case app
  /// Connected app / OAuth client / private app id.
  case appID
  /// Session or login key; written as its keyed hash (`#` and 16 hexadecimal digits).
  case session
  /// Written as its keyed hash, like `targetToken`.
  case tokenID
  case tokenIssuedAt
  case targetToken
  case ip
  case ipCountry
  case userAgent
  case api
  case operation
  case method
  /// Request target with its secrets masked.
  case uri
  case objects
  case fields
  case recordIDs
  case query
  case rows
  case countResult
  /// HTTP status (number) or the platform's own word (text).
  case status
  case error
  case retryAfter
  case responseBytes
  case requestBytes
  case durationMS
  case apiVersion
  case jobID
  case grant
  case scopes
  case loginType
  case loginSubType
  case targetCredential
  case headers
  case tlsVersion
  case mfa
  case jwt
  case limits
  case connectedApp
  case change

  /// The source's own event type (`RestApi`): `APIEvent.eventType`.
  case eventType
  /// Path template, when it isn't what the `uri` gives: `APIEvent.endpoint`.
  case endpoint
  /// Request id: `APIEvent.request` is its stable hash.
  case requestID
  /// `success`, `failure` or `unknown`; without it the outcome follows from `status`.
  case outcome
  /// A `FailureKind` in snake case (`bad_secret`).
  case failure
  /// Bool: `Flags.countsAsCall`; without it this follows from `api` and `operation`.
  case counts
  /// Bool: `Flags.userOnly`; without it this follows from `credential`, `user`, `app`, `app_id`.
  case userOnly
  /// Bool: `Flags.secondaryRow`.
  case secondary
  /// Bool: `Flags.rowsCumulative`.
  case rowsCumulative
  /// Bool: `Flags.rowsEstimated`.
  case rowsEstimated
  /// Bool: `Flags.bulkQuery`.
  case bulkQuery
  /// Bool: `Flags.carriedSecret`.
  case carriedSecret
  /// Bool: `Flags.hostileText`, for characters in fields that have no normalized name.
  case hostileText
  /// Bool: `Flags.internalAddress`.
  case internalAddress
  /// 16 hexadecimal digits: `APIEvent.dedupKey` of records that have no `id`.
  case dedupKey

  /// The key as written in JSON.
  var name: String {
    switch self {
    case .credentialType: "credential_type"
    case .appID: "app_id"
    case .tokenID: "token_id"
    case .tokenIssuedAt: "token_issued_at"
    case .targetToken: "target_token"
    case .ipCountry: "ip_country"
    case .userAgent: "user_agent"
    case .recordIDs: "record_ids"
    case .countResult: "count_result"
    case .retryAfter: "retry_after"
    case .responseBytes: "response_bytes"
    case .requestBytes: "request_bytes"
    case .durationMS: "duration_ms"
    case .apiVersion: "api_version"
    case .jobID: "job_id"
    case .loginType: "login_type"
    case .loginSubType: "login_sub_type"
    case .targetCredential: "target_credential"
    case .tlsVersion: "tls_version"
    case .connectedApp: "connected_app"
    case .eventType: "event_type"
    case .requestID: "request_id"
    case .userOnly: "user_only"
    case .rowsCumulative: "rows_cumulative"
    case .rowsEstimated: "rows_estimated"
    case .bulkQuery: "bulk_query"
    case .carriedSecret: "carried_secret"
    case .hostileText: "hostile_text"
    case .internalAddress: "internal_address"
    case .dedupKey: "dedup_key"
    default: String(describing: self)
    }
  }
}

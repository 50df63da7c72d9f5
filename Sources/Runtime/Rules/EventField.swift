import LogFormats
import SecurityModel
import SigmaRules

/// The normalized fields that an event has at hand, without its full record being made.
enum EventField: String, CaseIterable {
  case ts, platform, org, credential, user, app, ip, api, operation, method, endpoint, objects
  case rows, status, outcome, failure, mfa
  case credentialType = "credential_type"
  case appID = "app_id"
  case ipCountry = "ip_country"
  case userAgent = "user_agent"
  case clientFamily = "client_family"
  case countResult = "count_result"
  case responseBytes = "response_bytes"
  case durationMS = "duration_ms"
  case apiVersion = "api_version"
  case targetCredential = "target_credential"
  case eventType = "event_type"

  /// Appends the field's values; nothing when the event doesn't have it.
  func read(_ event: borrowing APIEvent, _ symbols: SymbolTable, into values: inout FieldValues) {
    switch self {
    case .ts: values.append(text: event.time.rfc3339)
    case .platform: values.append(text: event.platform.name)
    case .org: append(event.org, symbols, &values)
    case .credential: append(event.credential, symbols, &values)
    case .user: append(event.user, symbols, &values)
    case .app:
      // Without a name of its own the integration goes by the credential.
      if event.integration != event.credential { append(event.integration, symbols, &values) }
    case .ip: if event.ip.isPresent { values.append(text: event.ip.description) }
    case .api: if event.surface != .unknown { values.append(text: event.surface.name) }
    case .operation: if event.operation != .other { values.append(text: event.operation.name) }
    case .method: if event.method != .none { values.append(text: event.method.name) }
    case .endpoint: append(event.endpoint, symbols, &values)
    case .objects:
      for i in 0..<Int(event.objectCount) { append(event.objects[i], symbols, &values) }
    case .rows: if event.rows >= 0 { values.append(integer: event.rows) }
    case .status: if event.status > 0 { values.append(integer: Int64(event.status)) }
    case .outcome: values.append(text: event.outcome.name)
    case .failure: if event.failure != .none { values.append(text: event.failure.name) }
    case .mfa: if event.flags.contains(.mfa) { values.append(bool: true) }
    case .credentialType:
      if event.credentialType != .unknown { values.append(text: event.credentialType.name) }
    case .appID: append(event.app, symbols, &values)
    case .ipCountry: append(event.country, symbols, &values)
    case .userAgent: append(event.userAgent, symbols, &values)
    case .clientFamily: append(event.clientFamily, symbols, &values)
    case .countResult: if event.countResult >= 0 { values.append(integer: event.countResult) }
    case .responseBytes:
      if event.responseBytes >= 0 { values.append(integer: event.responseBytes) }
    case .durationMS: if event.duration >= 0 { values.append(integer: Int64(event.duration)) }
    case .apiVersion: append(event.apiVersion, symbols, &values)
    case .targetCredential: append(event.target, symbols, &values)
    case .eventType: append(event.eventType, symbols, &values)
    }
  }

  private func append(_ symbol: Symbol, _ symbols: SymbolTable, _ values: inout FieldValues) {
    if symbol.isNone { return }
    symbols.withBytes(of: symbol) { values.append(text: $0) }
  }
}

import SecurityModel

/// One condition of a filter.
struct FilterTerm: Sendable, Hashable {
  /// What is compared.
  enum Field: String, CaseIterable, Sendable {
    // Findings.
    case severity = "sev"
    case status = "is"
    case rule
    case title
    case who
    case verdict
    case note
    case count
    case age
    case incident
    case id
    // Both.
    case credential = "cred"
    case integration = "int"
    case org
    case platform
    case risk
    // Credentials.
    case kind
    case owner
    case flag
    case state
    case object
    case network = "net"
    case client
    case api
    case calls

    /// Other words for the same.
    static let aliases: [String: Field] = [
      "severity": .severity, "status": .status, "detector": .rule, "credential": .credential,
      "integration": .integration, "assignee": .who, "type": .kind, "network": .network,
      "ip": .network, "obj": .object, "cnt": .count, "app": .integration,
    ]

    /// Where it has a meaning.
    var scope: Scope {
      switch self {
      case .severity, .status, .rule, .title, .who, .verdict, .note, .count, .age, .incident, .id:
        .finding
      case .credential, .integration, .org, .platform, .risk: .both
      case .kind, .owner, .flag, .state, .object, .network, .client, .api, .calls: .credential
      }
    }

    /// What the prompt says about it.
    var help: String {
      switch self {
      case .severity: "severity: critical high medium low info"
      case .status: "new acknowledged progress muted closed open any mine unassigned late escalated"
      case .rule: "detector id, such as VOL-*"
      case .title: "the finding's title"
      case .who: "whom it is assigned to, - for nobody"
      case .verdict: "verdict of a closed finding"
      case .note: "text of the notes"
      case .count: "how often it occurred"
      case .age: "since last seen: age<2h"
      case .incident: "id of the incident"
      case .id: "id of the finding"
      case .credential: "the credential key"
      case .integration: "the integration"
      case .org: "the organisation"
      case .platform: "salesforce hubspot dataverse mulesoft generic"
      case .risk: "0 to 100: risk>=70"
      case .kind: "service_account oauth_app api_key human guest"
      case .owner: "declared owner, - for none"
      case .flag: "dormant unowned …"
      case .state: "baseline: new learning ready stale"
      case .object: "an object type it has used"
      case .network: "a network it came from"
      case .client: "a client program it used"
      case .api: "rest soap bulk …"
      case .calls: "calls in the last hour"
      }
    }
  }

  /// Rows that a field is about.
  enum Scope: Sendable { case finding, credential, both }

  enum Comparison: String, Sendable {
    case matches = ":"
    case equal = "="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// Nil = a bare word, looked for everywhere.
  var field: Field?
  var comparison: Comparison
  var text: String
  var pattern: WildcardPattern
  /// The right-hand side as a number, where the field has one.
  var number: Double?
  var isNegated: Bool

  func compare(_ value: Double) -> Bool {
    guard let number else { return false }
    switch comparison {
    case .matches, .equal: return value == number
    case .less: return value < number
    case .lessOrEqual: return value <= number
    case .greater: return value > number
    case .greaterOrEqual: return value >= number
    }
  }
}

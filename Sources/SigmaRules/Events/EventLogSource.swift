public import SecurityModel

/// What kind of log an event comes from, to be compared with the `logsource` of rules.
public struct EventLogSource: Hashable, Sendable {
  /// `salesforce`, `hubspot`, `dataverse`, `mulesoft` or `generic`.
  public var product: String
  /// `api`, `login`, `audit` or `oauth`.
  public var category: String
  /// The source's own event type, as in `RestApi`; empty when it has none.
  public var service: String

  public init(product: String, category: String, service: String) {
    self.product = product
    self.category = category
    self.service = service
  }

  /// The log source of an event.
  /// - Parameter service: the text of `event.eventType`.
  public init(of event: APIEvent, service: String) {
    self.init(
      product: event.platform.name,
      category: Self.category(event.surface, event.operation), service: service)
  }

  /// The category of a call.
  public static func category(_ surface: APISurface, _ operation: Operation) -> String {
    switch operation {
    case .token, .revoke, .authorize: return "oauth"
    case .login, .logout, .loginAs: return "login"
    case .permissionChange, .configChange, .deploy: return "audit"
    default: break
    }
    switch surface {
    case .login: return "login"
    case .oauth: return "oauth"
    case .config: return "audit"
    default: return "api"
    }
  }

  /// Other names that rules use for our products.
  private static let productAliases = [
    "sfdc": "salesforce", "salesforce_crm": "salesforce", "dynamics": "dataverse",
    "dynamics365": "dataverse", "dynamics_365": "dataverse", "dynamics_crm": "dataverse",
    "powerplatform": "dataverse", "power_platform": "dataverse", "m365": "dataverse",
    "microsoft365": "dataverse", "anypoint": "mulesoft",
  ]

  /// Our name of a product that rules call `product`, in lower case.
  static func canonicalProduct(_ product: String) -> String {
    productAliases[product] ?? product
  }

  /// Whether a rule is about this log. What the rule doesn't name matches anything; letter case
  /// doesn't matter.
  public func matches(_ rule: LogSource) -> Bool {
    if let wanted = rule.product?.lowercased(),
      Self.canonicalProduct(wanted) != product.lowercased()
    {
      return false
    }
    if let wanted = rule.category, wanted.lowercased() != category.lowercased() { return false }
    if let wanted = rule.service, Self.plain(wanted) != Self.plain(service) { return false }
    return true
  }

  /// `rest_api`, `rest-api` and `RestApi` are the same service.
  private static func plain(_ service: String) -> String {
    service.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }
}

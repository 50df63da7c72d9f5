/// One event of the model, rich enough for both output forms.
public struct Call: Sendable {
  /// The Event Log File type that records the event.
  public enum Kind: String, CaseIterable, Sendable {
    case restApi = "RestApi"
    case apexRestApi = "ApexRestApi"
    case api = "API"
    case bulkApi2 = "BulkApi2"
    case login = "Login"
    case logout = "Logout"
    case report = "Report"
    case auraRequest = "AuraRequest"
  }

  public var time: Int64
  public var party: Party
  public var kind = Kind.restApi
  /// `rest`, `soap`, `bulk2`, …: the native field `api`.
  public var api = "rest"
  public var operation = "query"
  public var method = "GET"
  public var uri = ""
  public var object = ""
  public var query = ""
  public var address = ""
  public var agent = ""
  public var rows = -1
  public var count = -1
  public var status = 200
  public var error = ""
  public var bytes = -1
  public var duration = 0
  public var job = ""
  /// Records of a bulk job so far; only on `BulkApi2` rows.
  public var jobRows = -1
  public var jobState = ""
  public var session = ""
  public var loginKey = ""
  public var token = ""
  public var targetToken = ""
  /// `LOGIN_NO_ERROR` or another LOGIN_STATUS.
  public var loginStatus = ""
  public var loginType = ""
  public var loginSubType = ""
  /// Filled in after sorting: unique, ascending with time.
  public var serial = 0

  public init(_ time: Int64, _ party: Party) {
    self.time = time
    self.party = party
    address = party.address
    agent = party.agent
  }
}

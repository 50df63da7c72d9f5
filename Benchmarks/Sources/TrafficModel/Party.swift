/// One identity that calls the CRM: an app with its user, or a person in the browser.
public struct Party: Sendable {
  /// Short name in the documentation of the sample data.
  public var key: String
  /// Readable name of the integration; the person's name for people.
  public var name: String
  /// Connected app id, 15 characters; empty for the browser and for SOAP clients.
  public var appID: String
  /// User id, 15 characters.
  public var userID: String
  public var userName: String
  /// `service_account` or `human`.
  public var type: String
  /// Client name; the user agent of the native form.
  public var agent: String
  /// The number that RestApi rows give instead of a user agent.
  public var agentCode: Int
  public var apiVersion: String
  public var address: String
  /// True when rows name the client instead of a connected app (SOAP).
  public var namedByClient = false

  /// The credential, derived as for an Event Log File: app and user, else client and user, else user.
  public var credential: String {
    if !appID.isEmpty { return appID + "|" + userID }
    if namedByClient { return agent + "|" + userID }
    return userID
  }
}

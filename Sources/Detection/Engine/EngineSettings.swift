public import Inventory
public import Networks
public import SecurityModel

/// Everything the user can set about detection.
public struct EngineSettings: Sendable {
  /// Detector id -> tunable key -> value.
  public var tunables: [String: [String: Double]] = [:]
  /// Detectors that are switched off.
  public var disabled: Set<String> = []
  /// Users whose failed logins are watched closely (AUT-002), lower case.
  public var vip: Set<String> = []
  /// Object types whose first use is always worth a look, lower case.
  public var sensitiveObjects: Set<String> = Self.defaultSensitiveObjects
  public var registrations: [Registration] = []
  /// True when a registry was given at all: without one nothing is "unregistered".
  public var hasRegistry = false
  public var expected: [ExpectedActivity] = []
  public var networks = NetworkTable()
  /// Offset of local time from UTC in minutes, for business hours and weekdays.
  public var utcOffsetMinutes = 0
  /// Clock changes of the configured zones, in order of time: what they displace is no alarm.
  public var clockChanges: [ClockChange] = []
  /// Daily API calls the organisation may make when no record tells it; 0 = unknown.
  public var dailyQuota: Int64 = 0
  /// Events further ahead of the newest sensible time than this are refused (milliseconds).
  public var futureLimit: Int64 = Timestamp.Duration.day

  public init() {}

  /// Salesforce objects whose content is worth stealing or that open further doors.
  public static let defaultSensitiveObjects: Set<String> = [
    "user", "profile", "permissionset", "permissionsetassignment", "connectedapplication",
    "oauthtoken", "authsession", "loginhistory", "setupaudittrail", "namedcredential",
    "contentversion", "contentdocument", "attachment", "document", "emailmessage",
    "individual", "paymentmethod", "creditcard", "socialsecurity", "authprovider",
  ]
}

public import LogFormats

/// The settings of one run: defaults overlaid with the user's file.
public struct Configuration: Hashable, Sendable {
  /// Detector id -> tunable key -> value; only what the file changes.
  public var tunables: [String: [String: Double]] = [:]
  /// Detectors switched off with `enabled: false`.
  public var disabled: [String] = []
  /// Files and folders of the user's own Sigma rules.
  public var rules: [String] = []
  /// Rules that are switched off, by the ids of their findings.
  public var disabledRules: [String] = []
  /// Named lists, such as `vip` and `sensitive_objects`.
  public var lists: [String: [String]] = [:]
  public var businessHours = BusinessHours()
  /// Time zone as written; its offset from UTC is worked out by who knows the calendar.
  public var timezone = "UTC"
  /// Other zones that integrations keep their schedules by; their clock changes are no alarm.
  public var otherTimezones: [String] = []
  public var retentionDays = 180
  /// Daily API calls of the organisation when the log doesn't tell; 0 = unknown.
  public var dailyQuota: Int64 = 0
  public var registry: String?
  public var networks: [String] = []
  public var sources: [String] = []
  public var interface = Interface()
  /// Log formats that the user mapped, in file order.
  public var formats: [FormatMapping] = []

  public init() {}

  /// When people are expected to work.
  public struct BusinessHours: Hashable, Sendable {
    /// 0 = Monday … 6 = Sunday.
    public var days = [0, 1, 2, 3, 4]
    /// Minutes after midnight.
    public var from = 7 * 60
    public var to = 20 * 60
    public init() {}
  }

  /// How the dashboard looks and behaves.
  public struct Interface: Hashable, Sendable {
    public var theme = "nightwatch"
    public var charset = "auto"
    public var mouse = true
    public var bell = false
    public init() {}
  }

  /// Lists that detectors know.
  public static let knownLists = [
    "vip", "sensitive_objects", "sensitive_fields", "canaries", "leavers", "blocklist", "allowlist",
  ]
}

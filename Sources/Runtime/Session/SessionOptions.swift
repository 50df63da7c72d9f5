public import Dashboard
public import SecurityModel
public import TerminalKit

/// What a dashboard session needs from outside.
public struct SessionOptions: Sendable {
  /// Name that actions are stored under.
  public var analyst: String
  public var settings: DashboardSettings
  public var ringsForCritical: Bool
  /// Colour schemes by name, with what the picker shows of them.
  public var themes: [(choice: ThemeChoice, palette: Palette)]
  public var exporter: FindingExporter
  /// Keeps settings for the next start.
  public var save: @Sendable (DashboardSettings) -> Void
  /// Opens an editor with a text; nil when it was left without saving.
  public var edit: @Sendable (String) -> String?
  public var clock: WallClock
  /// Paces a replay; nil otherwise.
  public var pacer: Pacer?
  /// Rows of all detectors, for runbooks.
  public var rows: [DetectorRow]
  /// Whether a process collects into the store; asked twice a second when it isn't this one.
  public var isCollected: @Sendable () -> Bool

  public init(
    analyst: String, settings: DashboardSettings, ringsForCritical: Bool = false,
    themes: [(choice: ThemeChoice, palette: Palette)], exporter: FindingExporter,
    save: @escaping @Sendable (DashboardSettings) -> Void = { _ in },
    edit: @escaping @Sendable (String) -> String? = { _ in nil }, clock: WallClock = .system,
    pacer: Pacer? = nil, rows: [DetectorRow] = [],
    isCollected: @escaping @Sendable () -> Bool = { true }
  ) {
    self.analyst = analyst
    self.settings = settings
    self.ringsForCritical = ringsForCritical
    self.themes = themes
    self.exporter = exporter
    self.save = save
    self.edit = edit
    self.clock = clock
    self.pacer = pacer
    self.rows = rows
    self.isCollected = isCollected
  }
}

public import SecurityModel
public import TerminalKit

/// Everything the dashboard knows and shows. Made once; changed by `Dashboard.update` alone.
public struct DashboardState: Sendable {
  /// Who acts; findings assigned to that name are "mine".
  public internal(set) var analyst: String
  /// What the terminal can show.
  public internal(set) var charset: Charset
  /// The name of the palette in use, previews included.
  public internal(set) var themeName: String
  /// Whether the mouse is ours; the runtime calls `Screen.setMouse` at start accordingly.
  public internal(set) var usesMouse: Bool
  /// Wall-clock time as last told.
  public internal(set) var wall: Timestamp?

  var size = Size(width: 80, height: 24)
  /// The last snapshot shown; its deltas have gone into the lists.
  var live: Snapshot?
  /// Snapshots that came in while the screen was frozen, folded into one.
  var held: Snapshot?
  var isFrozen = false
  /// Findings that came in while frozen.
  var heldNew = 0

  var findings: LiveList<FindingRow>
  var credentials: LiveList<CredentialListRow>
  /// Credentials that were looked for in the store because the list does not hold all.
  var foundCredentials: [CredentialRow] = []
  /// Credentials with a finding that matches the filter.
  var matchedCredentials: Set<String> = []
  var filter = Filter.none
  /// Whether the store was asked for closed findings, so that a filter can find them.
  var askedForClosed = false
  /// Findings that were loaded beyond the working set, so that the next one does not drop them.
  var extraFindings: Set<String> = []
  /// The page of older findings that the store has; asked for at the end of the list.
  var olderFindings: FindingsQuery?

  // Where the user is.
  var place = Place.overview
  var focus = PaneID.alerts
  var isZoomed = false
  /// Places that `Esc` leads back to.
  var stack: [Visit] = []
  /// Places in the order of visit, for `[` and `]`.
  var visits: [Visit] = [Visit(place: .overview, focus: .alerts)]
  var visitIndex = 0
  var overlay: Overlay?
  /// Whether the inventory had the keys last: then the chart is about its cursor.
  var cameFromInventory = false

  /// Findings that were stored after this are news; nil = there was no picture before.
  var newsSince: Timestamp?

  // What was loaded for drill-downs.
  var findingDetail: FindingDetail?
  /// The finding that was asked for last, and as of when.
  var findingAsked: FindingStamp?
  var credentialDetail: CredentialDetail?
  /// The credential that was asked for last.
  var credentialAsked: String?
  /// First row in view of a scrolling page, by pane.
  var scroll: [PaneID: Int] = [:]
  /// The same for places that were left, for the way back.
  var scrolled: [Place: Int] = [:]
  /// The finding under the cursor of a credential's page; nil = the newest, which is the last.
  var credentialFinding: String?
  /// Raw JSON instead of a table of evidence.
  var showsRawEvidence = false

  // The chart.
  var chart: ChartData?
  var chartWindow = ChartWindow.twoHours
  /// End of the chart's window when the user has moved it; nil = now.
  var chartEnd: Timestamp?
  /// Whether the user has moved the window; else it holds the finding at hand.
  var chartIsPinned = false
  /// What the chart was about when the window was moved.
  var chartSubject: String?
  var chartIsLogarithmic = false
  /// Whether the week before is drawn beside it.
  var comparesWeeks = false
  /// Index into the chart's markers.
  var chartMarker: Int?
  /// The moment that was clicked on.
  var chartPoint: Timestamp?
  var chartAsked: ChartRequest?
  var chartAskedEvent: Timestamp?
  var chartAskedWall: Timestamp?

  var audit: [AnalystAction] = []
  var auditIsLoaded = false
  var themes: [ThemeChoice] = []

  // Work on findings.
  /// Open findings that are assigned to the analyst.
  var mine = 0
  var selection: Set<String> = []
  /// Where a range began.
  var rangeAnchor: String?
  var pending: [Int: PendingRequest] = [:]
  var nextRequest = 1
  var undoStack: [UndoEntry] = []
  var redoStack: [UndoEntry] = []
  /// Notes that were begun and left.
  var drafts: [String: String] = [:]
  var filterHistory: [String] = []
  var commandHistory: [String] = []
  var assignees: [String] = []

  var toast: ToastState?
  var banners: [(key: String, notice: Notice)] = []
  var settings: DashboardSettings
  /// Where the chart was taken hold of, and the end of its window then.
  var dragStart: (x: Int, end: Timestamp?)?
  /// Where a click was, to tell double clicks.
  var lastClick: (point: Point, wall: Timestamp?)?
  /// Whether a new critical finding rings.
  var ringsForCritical = false

  /// - Parameters:
  ///   - analyst: the name that actions are stored under.
  ///   - charset: from `Screen.charset`.
  ///   - settings: what was saved last time.
  ///   - ringsForCritical: whether a new critical finding rings the bell.
  public init(
    analyst: String, charset: Charset = .unicode, settings: DashboardSettings = .init(),
    ringsForCritical: Bool = false
  ) {
    self.analyst = analyst
    self.charset = charset
    self.settings = settings
    self.ringsForCritical = ringsForCritical
    themeName = settings.theme
    usesMouse = settings.usesMouse
    findings = LiveList(
      order: FindingRow.Order(name: settings.findingSort) ?? FindingRow.Order(.severity))
    credentials = LiveList(
      order: CredentialListRow.Order(name: settings.credentialSort)
        ?? CredentialListRow.Order(.risk))
    filter = Filter(settings.filter)
  }

  /// Whether `.tick` messages are needed, because something on the screen ends by itself.
  public var wantsTick: Bool { toast != nil }

  /// The row under the cursor of a credential's page.
  var credentialCursor: Int {
    let findings = credentialDetail?.findings ?? []
    let index = credentialFinding.flatMap { id in findings.firstIndex { $0.finding.id == id } }
    return index ?? max(0, findings.count - 1)
  }

  /// The event time that ages are relative to.
  var now: Timestamp? { live?.eventTime ?? live?.wallTime }

  /// What a filter is judged against.
  var filterEnvironment: Filter.Environment {
    let credentials = credentials
    return Filter.Environment(now: now, analyst: analyst) { credentials[$0] }
  }
}

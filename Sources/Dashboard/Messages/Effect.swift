public import SecurityModel
public import TerminalKit

/// What the dashboard asks the runtime to do; the dashboard itself does nothing but think.
public enum Effect: Sendable, Hashable {
  /// Findings beyond the working set; answered by `Message.findings`.
  case loadFindings(FindingsQuery)
  /// One finding with everything around it; answered by `Message.findingDetail`.
  case loadFinding(id: String)
  /// One credential with its findings; answered by `Message.credentialDetail`.
  case loadCredential(id: String)
  /// Credentials that the list does not hold; answered by `Message.credentialsFound`.
  case findCredentials(text: String)
  /// The series of one credential; answered by `Message.chart`. A newer request replaces an older
  /// one that has not been answered.
  case loadChart(ChartRequest)
  /// The newest analyst actions; answered by `Message.audit`.
  case loadAudit(limit: Int)
  /// Stores analyst actions in one transaction, stamped with time and name by the runtime;
  /// answered by `Message.acted` with the same request number.
  case act(request: Int, [ActionDraft])
  /// Opens `$EDITOR` on a private file; answered by `Message.noteEdited`.
  case editNote(findings: [String], text: String)
  /// Resolves another theme and draws with it; `keep` also writes it to the settings.
  case setTheme(name: String, keep: Bool)
  /// Remembers the user's choices for the next start.
  case saveSettings(DashboardSettings)
  /// Puts text on the clipboard (OSC 52); a text that is too long comes back as a notice.
  case copy(SafeText)
  /// Puts the finding as JSON, escaped, on the clipboard.
  case copyFinding(id: String)
  /// Writes findings to a file, and tells its name in a notice.
  case export(findings: [String], format: ExportFormat)
  /// Takes or leaves the mouse.
  case setMouse(Bool)
  /// Changes the speed of a replay, or pauses it; does nothing while live.
  case setReplay(isPaused: Bool, speed: Double)
  /// Switches one of the analyst's rules off or on in the running pipeline, until the process ends.
  case switchRule(detector: String, isOn: Bool)
  /// Paints everything again.
  case repaint
  /// Stops the process, as `^Z` does.
  case suspend
  /// Rings.
  case bell
  /// Ends the program.
  case quit
}

/// Which findings to fetch from the store.
public struct FindingsQuery: Sendable, Hashable {
  /// Closed and muted ones too.
  public var includesClosed: Bool
  /// Only those of this credential, when not nil.
  public var credential: String?
  /// Only those raised before this time, when not nil: the page after the one at hand.
  public var before: Timestamp?
  /// The most rows.
  public var limit: Int

  public init(
    includesClosed: Bool, credential: String? = nil, before: Timestamp? = nil, limit: Int = 2_000
  ) {
    self.includesClosed = includesClosed
    self.credential = credential
    self.before = before
    self.limit = limit
  }
}

/// Findings from the store, newest first.
public struct FindingsPage: Sendable, Hashable {
  public var query: FindingsQuery
  public var findings: [FindingRecord]
  /// True when there are older ones.
  public var hasMore: Bool

  public init(query: FindingsQuery, findings: [FindingRecord], hasMore: Bool) {
    self.query = query
    self.findings = findings
    self.hasMore = hasMore
  }
}

/// File formats of an export.
public enum ExportFormat: String, CaseIterable, Sendable {
  case jsonl
  case csv
  case ocsf
  case cef
}

/// An analyst action before the runtime adds who and when.
public struct ActionDraft: Sendable, Hashable {
  public var finding: String
  public var verb: AnalystAction.Verb
  public var text: String
  /// The version of the finding's state that the analyst saw; nil = don't check.
  public var base: Int64?

  public init(
    finding: String, verb: AnalystAction.Verb, text: String = "", base: Int64? = nil
  ) {
    self.finding = finding
    self.verb = verb
    self.text = text
    self.base = base
  }
}

/// What became of one draft.
public struct ActionOutcome: Sendable, Hashable {
  public var finding: String
  public var result: ActionResult
  /// The finding's state in the store afterwards, when it could be read.
  public var state: FindingState?

  public init(finding: String, result: ActionResult, state: FindingState? = nil) {
    self.finding = finding
    self.result = result
    self.state = state
  }
}

/// The choices that outlive a session.
public struct DashboardSettings: Sendable, Hashable {
  public var theme: String
  public var usesMouse: Bool
  /// Column name and direction, such as `sev` or `-age`.
  public var findingSort: String
  public var credentialSort: String
  public var filter: String
  /// Findings stored (wall clock) after this are "new since last look".
  public var lastLook: Timestamp?

  public init(
    theme: String = "", usesMouse: Bool = false, findingSort: String = "sev",
    credentialSort: String = "risk", filter: String = "", lastLook: Timestamp? = nil
  ) {
    self.theme = theme
    self.usesMouse = usesMouse
    self.findingSort = findingSort
    self.credentialSort = credentialSort
    self.filter = filter
    self.lastLook = lastLook
  }
}

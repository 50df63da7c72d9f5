import SecurityModel
import TerminalKit

extension DashboardState {
  /// Takes a message.
  mutating func handle(_ message: Message, _ effects: inout [Effect]) {
    switch message {
    case .key(let key): handle(key, &effects)
    case .resize(let size): self.size = size
    case .snapshot(let snapshot): take(snapshot, &effects)
    case .findings(let page):
      extraFindings.formUnion(
        page.findings.map(\.finding.id).filter { findings[$0] == nil })
      merge(page.findings, isNews: false, &effects)
      rememberOlder(page)
    case .findingDetail(let id, let detail): take(detail, finding: id)
    case .credentialDetail(let id, let detail): take(detail, credential: id)
    case .chart(let data): take(data)
    case .audit(let actions):
      audit = actions
      auditIsLoaded = true
    case .acted(let request, let outcomes): finish(request, outcomes, &effects)
    case .noteEdited(let findings, let text):
      if let text, !text.isEmpty { act(.note, text: text, on: findings, "noted", &effects) }
    case .themes(let choices, let current):
      themes = choices
      if case .themes = overlay {} else { themeName = current }
    case .notice(let notice): take(notice)
    case .credentialsFound(let text, let rows):
      guard filter.credentialWord == text else { return }
      foundCredentials = rows.filter { credentials[$0.id] == nil }
      let matching = credentialFilter
      credentials.merge(foundCredentials.map { CredentialListRow($0) }, matching: matching)
    case .tick(let time): tick(time)
    }
  }

  private mutating func tick(_ time: Timestamp) {
    wall = time
    guard var toast else { return }
    if let end = toast.end {
      if end <= time { self.toast = nil }
    } else {
      toast.end = time.advanced(by: Self.toastLength)
      self.toast = toast
    }
  }

  /// How long a toast stays, in milliseconds.
  static let toastLength: Int64 = 8_000

  // MARK: Live data

  private mutating func take(_ snapshot: Snapshot, _ effects: inout [Effect]) {
    wall = snapshot.wallTime
    guard !isFrozen else {
      countHeld(snapshot)
      if held != nil { held?.merge(snapshot) } else { held = snapshot }
      return
    }
    show(snapshot, &effects)
  }

  private mutating func countHeld(_ snapshot: Snapshot) {
    switch snapshot.findings {
    case .unchanged: break
    case .replace(let rows), .merge(let rows, _):
      var known: Set<String> = []
      if case .merge(let rows, _) = held?.findings { known = Set(rows.map(\.finding.id)) }
      if case .replace(let rows) = held?.findings { known = Set(rows.map(\.finding.id)) }
      heldNew += rows.count { findings[$0.finding.id] == nil && !known.contains($0.finding.id) }
    }
  }

  /// Puts a snapshot on the screen.
  mutating func show(_ snapshot: Snapshot, _ effects: inout [Effect]) {
    if live == nil, !filter.isEmpty {
      let text = SafeText(untrusted: filter.text, limit: 60)
      say("the filter of last time is on: " + text, .warning, hint: "\\ shows everything")
      if filter.wantsClosed {
        askedForClosed = true
        effects.append(.loadFindings(FindingsQuery(includesClosed: true)))
      }
    }
    let criticalBefore = live?.open[.critical]
    let rule = currentRule?.detector
    // A commit takes its time: it may carry the time before the picture that it is not in.
    newsSince = live?.wallTime.advanced(by: -10_000)
    live = snapshot
    keepRule(rule)
    // The deltas live in the lists from here on.
    live?.findings = .unchanged
    live?.credentials = .unchanged
    // Credentials first: filters on findings may ask about them.
    switch snapshot.credentials {
    case .unchanged: break
    case .replace(let rows):
      let filter = credentialFilter
      // Of two rows with one id the last one counts, and what is live knows more.
      credentials.replace((foundCredentials + rows).map { CredentialListRow($0) }, matching: filter)
    case .merge(let rows, let removed):
      let filter = credentialFilter
      credentials.merge(
        rows.map { CredentialListRow($0) }, removed: removed, matching: filter)
    }
    switch snapshot.findings {
    case .unchanged: break
    case .replace(let records):
      let matching = findingFilter
      announce(records)
      let rows = records.map { findings[$0.finding.id]?.updated(with: $0) ?? FindingRow($0) }
      findings.replace(rows + kept(beside: records, &effects), matching: matching)
      learnNames(records)
      selection = selection.filter { findings[$0] != nil }
      findingsChanged(nil)
      if case .credential(let id) = place { effects.append(.loadCredential(id: id)) }
    case .merge(let records, let removed): merge(records, removed: removed, &effects)
    }
    if ringsForCritical, let before = criticalBefore, snapshot.open[.critical] > before {
      effects.append(.bell)
    }
  }

  /// Rows that the working set does not have, and the filter wants: closed ones, and older ones that
  /// were loaded for it.
  private mutating func kept(
    beside records: [FindingRecord], _ effects: inout [Effect]
  ) -> [FindingRow] {
    guard !filter.isEmpty else {
      (extraFindings, askedForClosed, olderFindings) = ([], false, nil)
      return []
    }
    let ids = Set(records.map(\.finding.id))
    let gone = findings.rows.filter { !ids.contains($0.id) }
    // What was open a moment ago has been closed or muted by somebody: the store knows.
    if filter.wantsClosed, gone.contains(where: { $0.isOpen && !extraFindings.contains($0.id) }) {
      effects.append(.loadFindings(FindingsQuery(includesClosed: true)))
    }
    let wantsClosed = filter.wantsClosed
    return gone.filter { wantsClosed && !$0.isOpen || extraFindings.contains($0.id) }
  }

  /// Tells of a finding that is critical now and was not before, to whoever looks elsewhere.
  ///
  /// The first pictures fill the list by and by: what was stored before them is no news.
  private mutating func announce(_ records: [FindingRecord]) {
    guard let since = newsSince else { return }
    let new = records.filter { record in
      guard record.finding.severity == .critical, record.state.status == .new else { return false }
      guard let known = findings[record.finding.id] else { return record.stored >= since }
      return known.finding.severity < .critical
    }
    guard let first = new.first, !(place == .overview && focus == .alerts && findings.offset == 0)
    else { return }
    let more = new.count > 1 ? " and \(new.count - 1) more" : ""
    let name = CredentialLabel.text(
      first.finding.credential, integration: first.finding.integration)
    say(
      "C! " + SafeText(untrusted: first.finding.title, limit: 60) + SafeText(trusted: more) + "  "
        + name, .critical, hint: "1 shows the alerts")
  }

  private mutating func merge(
    _ records: [FindingRecord], removed: [String] = [], isNews: Bool = true,
    _ effects: inout [Effect]
  ) {
    let filter = findingFilter
    if isNews { announce(records) }
    let rows = records.map { findings[$0.finding.id]?.updated(with: $0) ?? FindingRow($0) }
    findings.merge(rows, removed: removed, areNews: isNews, matching: filter)
    selection.subtract(removed)
    learnNames(records)
    findingsChanged(records.map(\.finding.credential))
    if case .credential(let id) = place, records.contains(where: { $0.finding.credential == id }) {
      effects.append(.loadCredential(id: id))
    }
  }

  private mutating func rememberOlder(_ page: FindingsPage) {
    guard page.hasMore, let oldest = page.findings.map(\.finding.raised).min() else { return }
    var query = page.query
    query.before = oldest
    olderFindings = query
  }

  /// Remembers who findings are assigned to, for completion.
  private mutating func learnNames(_ records: [FindingRecord]) {
    for record in records {
      guard let name = record.state.assignee, assignees.count < 100, !assignees.contains(name)
      else { continue }
      assignees.append(name)
      assignees.sort()
    }
  }

  // MARK: Answers

  private mutating func take(_ detail: FindingDetail?, finding id: String) {
    guard place == .finding(id) || findings.current?.id == id else { return }
    findingDetail = detail
    if place == .finding(id), detail == nil, findings[id] == nil {
      say("this finding is no longer in the store", .warning)
    }
  }

  private mutating func take(_ detail: CredentialDetail?, credential id: String) {
    guard id == credentialAsked else { return }
    credentialDetail = detail
  }

  private mutating func take(_ data: ChartData) {
    guard data.request == chartAsked else { return }
    chart = data
    if let marker = chartMarker, marker >= data.markers.count { chartMarker = nil }
  }

  private mutating func take(_ notice: Notice) {
    switch notice.placement {
    case .toast:
      let role: Role =
        switch notice.kind {
        case .done: .ok
        case .info: .ok
        case .warning: .warning
        case .error: .error
        }
      say(notice.text, role)
    case .banner(let key):
      banners.removeAll { $0.key == key }
      if !notice.text.isEmpty { banners.append((key, notice)) }
    }
  }

  /// Shows a toast.
  mutating func say(_ text: SafeText, _ role: Role = .ok, hint: SafeText = .empty) {
    let end = wall.map { $0.advanced(by: Self.toastLength) }
    toast = ToastState(text: text, role: role, hint: hint, end: end)
  }

  /// Banners of the runtime, and the one that the collector's state asks for.
  var shownBanners: [Notice] {
    var shown = banners.map(\.notice)
    if case .stopped(let reason) = live?.collector {
      let text = SafeText(trusted: "ingestion has stopped: ") + SafeText(untrusted: reason)
      shown.insert(Notice(.error, text, placement: .banner(key: "collector")), at: 0)
    }
    return shown
  }
}

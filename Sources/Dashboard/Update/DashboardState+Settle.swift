import SecurityModel
import TerminalKit

extension DashboardState {
  /// Brings what depends on size, cursor and place up to date, and asks for what is missing.
  mutating func settle(_ effects: inout [Effect]) {
    let layout = ScreenLayout(self, size: size)
    if let rect = layout.inside(.alerts) { findings.setHeight(Table.visibleRows(rect)) }
    if let rect = layout.inside(.inventory) { credentials.setHeight(Table.visibleRows(rect)) }
    if place == .overview, layout.tier > .narrow, layout.rect(focus) == nil { focus = .alerts }
    if place == .rules, focus == .ruleProblems, layout.tier > .narrow, layout.rect(focus) == nil {
      focus = .rules
    }
    settleChart()
    wantFinding(layout, &effects)
    wantChart(layout, &effects)
    if focus == .alerts, filter.wantsClosed, let query = olderFindings, !findings.isFollowing,
      findings.cursor == findings.count - 1
    {
      olderFindings = nil
      effects.append(.loadFindings(query))
      say("loading older findings")
    }
    if place == .audit, !auditIsLoaded {
      auditIsLoaded = true
      effects.append(.loadAudit(limit: 500))
    }
  }

  /// The credential that charts and the detail strip are about.
  var selectedCredential: String? {
    switch place {
    case .credential(let id): id
    case .finding(let id):
      findings[id]?.finding.credential ?? findingDetail?.record.finding.credential
    case .overview:
      focus == .inventory
        ? credentials.current?.id
        : chartFollowsInventory
          ? credentials.current?.id
          : findings.current?.finding.credential ?? credentials.current?.id
    case .sources, .audit, .rules: nil
    }
  }

  /// True while the chart has the keys and was reached from the inventory.
  var chartFollowsInventory: Bool {
    guard focus == .chart || focus == .activity || focus == .heat || focus == .detail else {
      return false
    }
    return cameFromInventory
  }

  /// Asks for what the list does not hold of the finding that is shown: evidence, runbook, history.
  private mutating func wantFinding(_ layout: ScreenLayout, _ effects: inout [Effect]) {
    let row: FindingRow?
    switch place {
    case .finding(let id): row = findings[id]
    case .overview where layout.rect(.detail) != nil && focus != .inventory:
      row = findings.current
    default: row = nil
    }
    guard let row else { return }
    let stamp = FindingStamp(row)
    guard findingAsked != stamp else { return }
    findingAsked = stamp
    effects.append(.loadFinding(id: row.id))
  }

  private mutating func wantChart(_ layout: ScreenLayout, _ effects: inout [Effect]) {
    // The detail strip has an outline of it where there is no room for the chart.
    let isOutlined = place == .overview && layout.rect(.detail) != nil
    let isShown = isOutlined || [PaneID.chart, .activity].contains { layout.rect($0) != nil }
    guard isShown || layout.rect(.heat) != nil, let credential = selectedCredential else { return }
    if layout.rect(.heat) != nil, credentialAsked != credential {
      credentialAsked = credential
      effects.append(.loadCredential(id: credential))
    }
    guard isShown else { return }
    let request = ChartRequest(credential: credential, window: chartWindow, end: chartWindowEnd)
    let event = live?.eventTime?.floored(toEvery: request.window.step)
    if request == chartAsked {
      // A chart up to now moves on with every bucket, but not more than once a second.
      guard request.end == nil, event != chartAskedEvent,
        (wall?.since(chartAskedWall ?? .distantPast) ?? 0) >= 1_000
      else { return }
    } else if chartAsked?.credential != credential {
      chartMarker = nil
      chartPoint = nil
    }
    chartAsked = request
    chartAskedEvent = event
    chartAskedWall = wall
    effects.append(.loadChart(request))
  }
}

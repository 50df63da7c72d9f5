import SecurityModel
import TerminalKit

/// The first line: is it running, is it up to date, how bad is it; and the tabs below.
enum HeaderView {
  /// A piece of the header; the least important ones go first when there is little room.
  private struct Piece {
    var line: Line
    var importance: Int
  }

  static func draw(_ state: DashboardState, in rect: Rect, on canvas: inout Canvas) {
    canvas.grid.fill(rect, style: canvas.theme.fill(.panel))
    let isTight = rect.width < 80
    let right = counts(state, isTight: rect.width < 100, isWide: rect.width >= 150)
    var pieces = left(state, width: rect.width, charset: canvas.grid.charset)
    func width() -> Int { pieces.reduce(1) { $0 + $1.line.width + 2 } + right.width + 1 }
    while width() > rect.width, pieces.count > 1 {
      var least = 0
      for index in pieces.indices where pieces[index].importance <= pieces[least].importance {
        least = index
      }
      pieces.remove(at: least)
    }
    var x = rect.x + (isTight ? 0 : 1)
    for piece in pieces {
      x = canvas.put(piece.line, x: x, y: rect.y, width: rect.maxX - x, on: .panel) + 2
    }
    let room = rect.maxX - x - 1
    let start = max(x, rect.maxX - right.width - 1)
    canvas.put(right, x: start, y: rect.y, width: max(0, min(right.width, room)), on: .panel)
  }

  private static func left(
    _ state: DashboardState, width: Int, charset: Charset
  ) -> [Piece] {
    var pieces = [Piece(line: Line("crmwatch", .title), importance: 2)]
    guard let live = state.live else {
      pieces.append(Piece(line: Line("waiting for the first data", .textDim), importance: 9))
      return pieces
    }
    if let org = live.orgs.first {
      var line = Line(SafeText(untrusted: org.name, limit: 24), .textStrong)
      if width >= 110 { line = line + Line(" ") + Line(org.platform.label, .textDim) }
      if live.orgs.count > 1 { line = line + .number(" +\(live.orgs.count - 1)", .textDim) }
      pieces.append(Piece(line: line, importance: 4))
    }
    pieces.append(Piece(line: mode(state, live), importance: 10))
    pieces.append(Piece(line: clock(live), importance: 7))
    if live.lag != nil {
      let isSlow = (live.lag ?? 0) > 60_000
      pieces.append(
        Piece(
          line: .pair("lag", SafeText(trusted: Human.lag(live.lag)), isSlow ? .warning : .text),
          importance: 6))
    }
    var rate = Line(SafeText(trusted: isReading(live) ? Human.count(live.eventRate) + "/s" : ""))
    if width >= 150, !live.rateSeries.isEmpty, isReading(live) {
      let spark = Sparkline.text(
        live.rateSeries.map { $0 }, width: min(20, live.rateSeries.count), charset: charset)
      rate = Line(spark, .chart1) + Line(" ") + rate
    }
    if rate.width > 0 { pieces.append(Piece(line: rate, importance: 5)) }
    if !live.sources.isEmpty {
      let healthy = live.sources.count { $0.isHealthy }
      let isFine = healthy == live.sources.count
      pieces.append(
        Piece(
          line: .pair(
            width >= 110 ? "sources" : "src", SafeText(trusted: "\(healthy)/\(live.sources.count)"),
            isFine ? .ok : .error), importance: isFine ? 3 : 8))
    }
    if live.counters.skipped > 0 {
      pieces.append(
        Piece(
          line: .pair("skipped", SafeText(trusted: Human.count(live.counters.skipped)), .warning),
          importance: 3))
    }
    return pieces
  }

  /// Whether this process reads: only then is a rate known.
  private static func isReading(_ live: Snapshot) -> Bool {
    switch live.collector {
    case .live, .reading: true
    case .attached, .unattended, .finished, .stopped: false
    }
  }

  /// What the reader is doing, or that the screen stands still.
  private static func mode(_ state: DashboardState, _ live: Snapshot) -> Line {
    if state.isFrozen {
      return Line((SafeText(trusted: " FROZEN +\(state.heldNew) new "), .paused))
    }
    if live.replay != nil, live.collector == .finished { return Line("END OF REPLAY", .paused) }
    if let replay = live.replay {
      if replay.isCatchingUp { return Line("LEARNING", .live) }
      let speed = replay.speed.isFinite ? "x" + Human.count(replay.speed) : "max"
      let share = replay.progress.map { " " + Human.percent($0) } ?? ""
      return replay.isPaused
        ? Line(" REPLAY paused ", .paused)
        : Line(SafeText(trusted: "REPLAY " + speed + share), .live)
    }
    switch live.collector {
    case .live: return Line("LIVE", .live)
    case .reading(let progress):
      return Line(
        SafeText(trusted: "READING" + (progress.map { " " + Human.percent($0) } ?? "")), .live)
    case .attached: return Line("ATTACHED", .live)
    case .unattended: return Line("NO COLLECTOR", .warning)
    case .finished: return Line("END OF INPUT", .paused)
    case .stopped: return Line("STOPPED", .error)
    }
  }

  private static func clock(_ live: Snapshot) -> Line {
    guard let event = live.eventTime else {
      return Line("no events", .textDim)
    }
    let time = live.replay?.clock ?? event
    let isToday = time.day == live.wallTime.day
    let text = (isToday ? "" : time.dateText + " ") + time.clockText + "Z"
    return Line(SafeText(trusted: text))
  }

  /// `C! 2  H^ 5  M* 11  Lo 23   new 9`
  static func counts(_ state: DashboardState, isTight: Bool, isWide: Bool = false) -> Line {
    guard let live = state.live else { return Line() }
    var line = Line()
    for severity in Severity.allCases.reversed() {
      let count = live.open[severity]
      if severity == .info, count == 0 { continue }
      if line.width > 0 { line.append(isTight ? " " : "  ") }
      let mark = isTight ? String(severity.mark.prefix(1)) : severity.mark + " "
      line.append(
        SafeText(trusted: mark + Human.count(count)), count > 0 ? severity.role : .textDim)
    }
    if live.newSinceLastLook > 0 {
      line.append(isTight ? "  " : "   ")
      line.append(SafeText(trusted: "new " + Human.count(live.newSinceLastLook)), .new)
    }
    if state.mine > 0, isWide {
      line.append("   ")
      line.append(SafeText(trusted: "mine " + Human.count(state.mine)), .accent)
    }
    if live.muted > 0, !isTight {
      line.append("   ")
      line.append(SafeText(trusted: "muted " + Human.count(live.muted)), .muted)
    }
    return line
  }

  static func tabBar(_ state: DashboardState, size: Size) -> TabBar {
    let live = state.live
    func badge(_ value: Int?) -> Line {
      value.map { Line(SafeText(trusted: Human.count($0)), .textDim) } ?? Line()
    }
    let failures = live?.counters.skipped ?? 0
    let tabs = [
      TabBar.Tab(key: "1", title: "Alerts", badge: badge(live?.open.total)),
      TabBar.Tab(key: "2", title: "Inventory", badge: badge(state.credentials.rows.count)),
      TabBar.Tab(key: "3", title: "Chart"),
      TabBar.Tab(
        key: "4", title: "Sources",
        badge: failures > 0
          ? Line(SafeText(trusted: "!" + Human.count(failures)), .warning)
          : badge(live?.sources.count)),
      TabBar.Tab(key: "5", title: "Audit"),
      TabBar.Tab(key: "6", title: "Rules", badge: rulesBadge(live?.rules)),
    ]
    // Without borders there is no title that tells what is left out and what has come in.
    let news = size.width < 80 ? tightTrailing(state) : Line()
    return TabBar(
      tabs: tabs, active: active(state), trailing: news.width > 0 ? news : crumbs(state),
      prefersTrailing: size.width < 80 && (news.width > 0 || state.place.isDrillDown))
  }

  /// How many rules there are; mistakes in their files count more.
  private static func rulesBadge(_ rules: RulesPicture?) -> Line {
    guard let rules, rules.isConfigured else { return Line() }
    return rules.errors > 0
      ? Line(SafeText(trusted: "!" + Human.count(rules.errors)), .warning)
      : Line(SafeText(trusted: Human.count(rules.rules.count)), .textDim)
  }

  private static func tightTrailing(_ state: DashboardState) -> Line {
    guard state.place == .overview else { return Line() }
    let new = state.focus == .inventory ? state.credentials.newAbove : state.findings.newAbove
    let parts = [
      new > 0 ? Line(SafeText(trusted: "^ \(new) new"), .new) : Line(),
      state.selection.isEmpty
        ? Line() : .number("\(state.selection.count) selected", .accent),
      state.filter.text.isEmpty
        ? Line() : Line("/" + SafeText(untrusted: state.filter.text, limit: 24), .accent),
    ]
    return parts.joined(.gap)
  }

  private static func active(_ state: DashboardState) -> Int {
    switch (state.place, state.focus) {
    case (.sources, _): 3
    case (.audit, _): 4
    case (.rules, _): 5
    case (.overview, .inventory): 1
    case (.overview, .chart), (.overview, .activity), (.overview, .heat): 2
    case (.credential, _): 1
    default: 0
    }
  }

  /// `alerts > svc-billing@acme > API volume spike`
  private static func crumbs(_ state: DashboardState) -> Line {
    let visits = state.stack.suffix(2) + [Visit(place: state.place, focus: state.focus)]
    return visits.map { visit in
      let text: SafeText =
        switch visit.place {
        case .overview: visit.focus == .inventory ? "inventory" : "alerts"
        case .sources: "sources"
        case .audit: "audit"
        case .rules: "rules"
        case .credential(let id): state.label(of: id)
        case .finding(let id):
          state.findings[id].map {
            SafeText(untrusted: $0.finding.title, limit: state.size.width < 80 ? 20 : 24)
          } ?? "finding"
        }
      return Line(text, visit == visits.last ? .text : .textDim)
    }.joined(Line(" > ", .textDim))
  }
}

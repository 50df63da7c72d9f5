import SecurityModel
import TerminalKit

extension DashboardState {
  /// Goes to a place; a drill-down lies on top of where the user was.
  mutating func show(_ new: Place, focus pane: PaneID) {
    if new.isDrillDown {
      if place != new { stack.append(Visit(place: place, focus: focus)) }
      if stack.count > 50 { stack.removeFirst() }
    } else {
      stack = []
    }
    enter(Visit(place: new, focus: pane))
    visits = Array(visits.prefix(visitIndex + 1).suffix(99))
    if visits.last != Visit(place: new, focus: pane) {
      visits.append(Visit(place: new, focus: pane))
    }
    visitIndex = visits.count - 1
  }

  /// - Parameter isReturn: whether the user was there before and wants to go on where he was.
  private mutating func enter(_ visit: Visit, isReturn: Bool = false) {
    if place != visit.place { isZoomed = false }
    if scrolled.count > 100 { scrolled = [:] }
    scrolled[place] = scroll[place.home]
    place = visit.place
    setFocus(visit.focus)
    scroll[visit.place.home] = isReturn ? scrolled[visit.place] ?? 0 : 0
    toast = nil
  }

  mutating func setFocus(_ pane: PaneID) {
    if pane == .inventory { cameFromInventory = true }
    if pane == .alerts { cameFromInventory = false }
    focus = pane
  }

  /// Asks for what a place shows.
  mutating func load(_ place: Place, _ effects: inout [Effect]) {
    switch place {
    case .finding(let id):
      if findingDetail?.record.finding.id != id { findingDetail = nil }
      effects.append(.loadFinding(id: id))
    case .credential(let id):
      if credentialDetail?.row.id != id {
        credentialDetail = nil
        credentialFinding = nil
      }
      credentialAsked = id
      effects.append(.loadCredential(id: id))
    default: break
    }
  }

  mutating func openFinding(_ id: String, _ effects: inout [Effect]) {
    show(.finding(id), focus: .finding)
    load(place, &effects)
  }

  mutating func openCredential(_ id: String, _ effects: inout [Effect]) {
    show(.credential(id), focus: .credential)
    load(place, &effects)
  }

  /// Enter.
  mutating func open(_ effects: inout [Effect]) {
    switch focus {
    case .alerts, .detail:
      guard let id = (focus == .detail && cameFromInventory ? nil : findings.current?.id) else {
        if let id = selectedCredential { return openCredential(id, &effects) }
        return say("nothing to open here", .warning)
      }
      openFinding(id, &effects)
    case .inventory:
      guard let id = credentials.current?.id else { return say("nothing to open here", .warning) }
      openCredential(id, &effects)
    case .credential:
      guard let target = targets.first else {
        return say("this credential has no findings", .warning)
      }
      openFinding(target.id, &effects)
    case .audit:
      guard
        let action = audit.indices.contains(scroll[.audit] ?? 0) ? audit[scroll[.audit] ?? 0] : nil
      else { return say("nothing to open here", .warning) }
      openFinding(action.finding, &effects)
    case .chart, .activity, .heat:
      if let marker = chartMarker, let found = chart?.markers[safe: marker] {
        openFinding(found.finding, &effects)
      } else if let id = selectedCredential {
        openCredential(id, &effects)
      }
    case .finding:
      if let related = findingDetail?.related.first { openFinding(related.finding.id, &effects) }
    case .rules: openRule(&effects)
    case .sources, .failures, .ruleProblems: say("nothing to open here", .warning)
    }
  }

  mutating func openCredential(_ effects: inout [Effect]) {
    guard let target = targets.first else { return }
    openCredential(target.finding.credential, &effects)
    // Its page goes on at the finding that one came from.
    credentialFinding = target.id
  }

  /// The finding before or after the open one, in the order of the list.
  mutating func step(by distance: Int, _ effects: inout [Effect]) {
    if case .finding(let id) = place { findings.move(toID: id) }
    let before = findings.cursor
    findings.move(by: distance)
    guard findings.cursor != before, let id = findings.current?.id else {
      return say(distance > 0 ? "this is the last one" : "this is the first one", .warning)
    }
    guard case .finding = place else { return }
    enter(Visit(place: .finding(id), focus: .finding))
    load(place, &effects)
  }

  /// Esc: one step out.
  mutating func back(_ effects: inout [Effect]) {
    if rangeAnchor != nil {
      rangeAnchor = nil
      selection = []
    } else if !selection.isEmpty, place == .overview {
      selection = []
    } else if isZoomed {
      isZoomed = false
    } else if let visit = stack.popLast() {
      enter(visit, isReturn: true)
      reload(&effects)
      visits = Array(visits.prefix(visitIndex + 1))
      visits.append(visit)
      visitIndex = visits.count - 1
    } else if place != .overview {
      show(.overview, focus: .alerts)
    } else if focus != .alerts {
      setFocus(.alerts)
    } else if isFrozen {
      run(.freeze, &effects)
    } else {
      let hint: SafeText = filter.text.isEmpty ? "q quits" : "\\ clears the filter, q quits"
      say("this is the outermost view", .warning, hint: hint)
    }
  }

  private mutating func reload(_ effects: inout [Effect]) {
    if place.isDrillDown { load(place, &effects) }
  }

  mutating func travel(by distance: Int, _ effects: inout [Effect]) {
    let target = visitIndex + distance
    guard let visit = visits[safe: target] else { return }
    visitIndex = target
    if visit.place.isDrillDown, !place.isDrillDown {
      stack = [Visit(place: place, focus: focus)]
    } else if !visit.place.isDrillDown {
      stack = []
    }
    enter(visit, isReturn: true)
    reload(&effects)
  }

  mutating func cyclePane(by distance: Int) {
    let candidates: [PaneID] =
      switch place {
      case .overview: [.alerts, .inventory, .chart, .detail]
      case .sources: [.sources, .failures]
      case .finding: [.finding, .chart]
      case .credential: [.credential, .chart]
      case .audit: [.audit]
      case .rules: [.rules, .ruleProblems]
      }
    let layout = ScreenLayout(self, size: size)
    let isOverview = place == .overview && layout.tier <= .normal
    // Without room for two, pages show their panes one at a time.
    let isPage = !place.isDrillDown && layout.tier == .narrow
    let shown = candidates.filter { pane in
      isOverview || isPage || isZoomed ? pane != .detail : layout.rect(pane) != nil
    }
    guard shown.count > 1, let index = shown.firstIndex(of: focus) else {
      if let first = shown.first, first != focus { return setFocus(first) }
      return say("there is only this pane", .warning)
    }
    setFocus(shown[(index + distance + shown.count) % shown.count])
  }

  // MARK: Moving

  mutating func move(_ command: Command) {
    let page = pageHeight
    let distance: Int? =
      switch command {
      case .down: 1
      case .up: -1
      case .pageDown: page
      case .pageUp: -page
      case .halfDown: max(1, page / 2)
      case .halfUp: -max(1, page / 2)
      default: nil
      }
    switch moving {
    case .alerts:
      if let distance {
        findings.move(by: distance)
      } else {
        findings.move(to: command == .top ? 0 : findings.count - 1)
      }
      extendRange()
    case .inventory:
      if let distance {
        credentials.move(by: distance)
      } else {
        credentials.move(to: command == .top ? 0 : credentials.count - 1)
      }
    case .credential:
      let last = max(0, (credentialDetail?.findings.count ?? 0) - 1)
      let target = distance.map { credentialCursor + $0 } ?? (command == .top ? 0 : last)
      credentialFinding =
        credentialDetail?.findings[safe: min(max(0, target), last)]?.finding.id
    case .chart, .activity, .heat: break
    default:
      // These lists have a cursor, pages have only a first row.
      let hasCursor = [.audit, .sources, .failures, .rules, .ruleProblems].contains(focus)
      let last = max(0, rowCount(focus) - (hasCursor ? 1 : page))
      let target = distance.map { (scroll[focus] ?? 0) + $0 } ?? (command == .top ? 0 : last)
      scroll[focus] = min(max(0, target), last)
    }
  }

  /// The list that moves: a chart follows the one it was reached from.
  private var moving: PaneID {
    guard place == .overview, [.chart, .activity, .heat].contains(focus) else { return focus }
    return cameFromInventory ? .inventory : .alerts
  }

  /// Rows that the focused pane has room for.
  var pageHeight: Int {
    let layout = ScreenLayout(self, size: size)
    return max(1, (layout.inside(focus)?.height ?? 2) - 1)
  }

  /// Rows of a page that scrolls as a whole.
  func rowCount(_ pane: PaneID) -> Int {
    let layout = ScreenLayout(self, size: size)
    let width = layout.inside(pane)?.width ?? size.width
    switch pane {
    case .finding: return FindingPane.lines(self, width: width).count
    case .detail:
      let height = layout.inside(pane)?.height ?? size.height
      return DetailPane.lines(
        self, layout, size: Size(width: width, height: height), charset: charset
      ).count
    case .audit: return audit.count
    case .sources: return live?.sources.count ?? 0
    case .failures: return live?.failures.count ?? 0
    case .rules: return live?.rules?.rules.count ?? 0
    case .ruleProblems: return live?.rules?.problems.count ?? 0
    default: return 0
    }
  }

  // MARK: Lists

  mutating func sort(reversing: Bool, _ effects: inout [Effect]) {
    if focus == .inventory {
      var order = credentials.order
      if reversing {
        order.isReversed.toggle()
      } else {
        order = .init(Self.after(order.column))
      }
      sortCredentials(by: order, &effects)
    } else {
      var order = findings.order
      if reversing {
        order.isReversed.toggle()
      } else {
        order = .init(Self.after(order.column))
      }
      sortFindings(by: order, &effects)
    }
  }

  /// The inventory as a tree, and as the list it was.
  mutating func toggleTree(_ effects: inout [Effect]) {
    let isTree = credentials.order.column == .tree
    sortCredentials(by: .init(isTree ? .risk : .tree), &effects)
  }

  mutating func sortFindings(by order: FindingRow.Order, _ effects: inout [Effect]) {
    let matching = findingFilter
    findings.sort(by: order, matching: matching)
    settings.findingSort = order.name
    effects.append(.saveSettings(settings))
    say(
      SafeText(
        trusted: "sorted by " + order.column.rawValue + (order.isReversed ? ", reversed" : "")))
  }

  mutating func sortCredentials(by order: CredentialListRow.Order, _ effects: inout [Effect]) {
    let matching = credentialFilter
    credentials.sort(by: order, matching: matching)
    settings.credentialSort = order.name
    effects.append(.saveSettings(settings))
    say(
      SafeText(
        trusted: "sorted by " + order.column.rawValue + (order.isReversed ? ", reversed" : "")))
  }

  private static func after<Column: CaseIterable & Equatable>(_ column: Column) -> Column {
    let all = Array(Column.allCases)
    let index = all.firstIndex(of: column) ?? 0
    return all[(index + 1) % all.count]
  }

  mutating func copy(_ effects: inout [Effect]) {
    let text: SafeText? =
      switch focus {
      case .inventory: credentials.current.map { SafeText(untrusted: $0.id) }
      case .failures:
        live?.failures[safe: scroll[.failures] ?? 0].map { SafeText(untrusted: $0.text) }
      case .sources: live?.sources[safe: scroll[.sources] ?? 0].map { SafeText(untrusted: $0.uri) }
      case .rules:
        currentRule.map { SafeText(untrusted: "\($0.detector) \($0.title) \($0.file)") }
      case .ruleProblems:
        live?.rules?.problems[safe: scroll[.ruleProblems] ?? 0].map {
          SafeText(untrusted: $0.text)
        }
      default:
        targets.first.map { row in
          let f = row.finding
          return SafeText(
            untrusted: "\(f.severity.name) \(f.detector) \(f.title) · \(f.credential) · "
              + "\(f.explanation) [\(f.id)]")
        }
      }
    guard let text else { return say("nothing to copy here", .warning) }
    effects.append(.copy(text))
    say("copied: " + text.truncated(to: 50))
  }

  mutating func copyJSON(_ effects: inout [Effect]) {
    guard let id = targets.first?.id else { return }
    effects.append(.copyFinding(id: id))
    say("copied the finding as JSON")
  }
}

extension Collection where Index == Int {
  /// The element, or nil outside of the bounds.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

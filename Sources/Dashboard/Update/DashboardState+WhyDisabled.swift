import SecurityModel
import TerminalKit

extension DashboardState {
  /// Why a command can't do anything now; nil when it can.
  func whyDisabled(_ command: Command) -> SafeText? {
    switch command {
    case .acknowledge:
      return refusal(Self.refusesAcknowledge)
    case .start:
      return refusal(Self.refusesStart)
    case .close:
      return refusal { $0.state.status == .closed ? "already closed: r opens it again" : nil }
    case .reopen:
      return refusal { $0.isOpen && $0.state.status == .new ? "it is open: nothing to undo" : nil }
    case .note, .noteEditor, .assign, .mute, .export, .openCredential, .copyJSON:
      return targets.isEmpty ? noTarget : nil
    case .select, .selectRange, .selectAll, .exportAll:
      guard focus == .alerts else { return "this is for the alerts: press 1" }
      return findings.isEmpty ? "no finding matches the filter" : nil
    case .open:
      switch focus {
      case .alerts: return findings.isEmpty ? noTarget : nil
      case .inventory: return credentials.isEmpty ? "there is no credential to open" : nil
      case .sources, .failures, .ruleProblems: return "nothing opens here"
      case .rules: return currentRule == nil ? "no rule is under the cursor" : nil
      case .audit: return audit.isEmpty ? "nobody has acted yet" : nil
      case .finding:
        let isAlone = findingDetail?.related.isEmpty ?? true
        return isAlone ? "no other finding belongs to this incident" : nil
      default: return nil
      }
    case .clearFilter: return filter.text.isEmpty ? "no filter is set: / sets one" : nil
    case .undo:
      return undoStack.isEmpty && pending.isEmpty
        ? "nothing to undo: only your own actions since opening can be" : nil
    case .redo: return redoStack.isEmpty ? "nothing to redo" : nil
    case .zoomPane: return isZoomed ? "already zoomed: _ shows all panes" : nil
    case .unzoomPane: return isZoomed ? nil : "all panes are shown: + zooms the focused one"
    case .historyBack: return visitIndex == 0 ? "no earlier place" : nil
    case .historyForward: return visitIndex + 1 >= visits.count ? "no later place" : nil
    case .theme: return themes.isEmpty ? "no palettes have been loaded" : nil
    case .replayPause, .replayFaster, .replaySlower:
      return live?.replay == nil ? "this is not a replay" : nil
    case .onlyThis, .tree: return credentials.isEmpty ? "there is no credential yet" : nil
    case .sort, .sortReverse:
      if focus == .rules { return "rules are in the order of their hits" }
      return focus == .alerts || focus == .inventory ? nil : "this list is in time order"
    case .toggleRule: return whyRuleStays
    case .previousMarker, .nextMarker:
      return chart?.markers.isEmpty ?? true ? "no finding on this stretch of time" : nil
    case .panLeft, .panRight, .panNow, .zoomIn, .zoomOut, .logScale, .compare:
      return chartRefusal(command)
    default: return nil
    }
  }

  private func chartRefusal(_ command: Command) -> SafeText? {
    guard selectedCredential != nil else { return "no credential is selected" }
    switch command {
    case .zoomIn: return chartWindow == .twoHours ? "this is the finest window" : nil
    case .zoomOut: return chartWindow == .quarter ? "this is the longest window" : nil
    case .panRight, .panNow: return chartWindowEnd == nil ? "the chart ends now" : nil
    case .compare:
      if comparesWeeks { return nil }
      if chartWindow == .quarter { return "weeks are compared over 7 days or less: = shows less" }
      return chart?.weekBefore.isEmpty ?? true ? "nothing is known of the week before" : nil
    default: return nil
    }
  }

  /// Why a finding can't be acknowledged.
  static func refusesAcknowledge(_ row: FindingRow) -> SafeText? {
    switch row.state.status {
    case .new: nil
    case .acknowledged: "already acknowledged"
    case .inProgress: "already in progress"
    case .suppressed: "it is muted: r opens it again"
    case .closed: "it is closed: r opens it again"
    }
  }

  /// Why work on a finding can't begin.
  static func refusesStart(_ row: FindingRow) -> SafeText? {
    switch row.state.status {
    case .new, .acknowledged: nil
    default: refusesAcknowledge(row)
    }
  }

  /// The reason shared by all targets, or nil when one of them will do.
  private func refusal(_ reason: (FindingRow) -> SafeText?) -> SafeText? {
    let rows = targets
    guard let first = rows.first else { return noTarget }
    guard let why = reason(first) else { return nil }
    return rows.dropFirst().contains { reason($0) == nil } ? nil : why
  }

  private var noTarget: SafeText {
    switch (place, focus) {
    case (.overview, .alerts), (.overview, .detail):
      findings.rows.isEmpty ? "there is no finding yet" : "no finding matches the filter"
    case (.overview, _): "this acts on findings: press 1 for the alerts"
    case (.credential, _): "this credential has no findings"
    default: "no finding is under the cursor"
    }
  }

  /// The findings that a key acts on: the selection, else the one under the cursor.
  var targets: [FindingRow] {
    switch place {
    case .finding(let id):
      return [findings[id] ?? findingDetail.map { FindingRow($0.record) }].compactMap { $0 }
    case .credential:
      guard let detail = credentialDetail, detail.findings.indices.contains(credentialCursor)
      else { return [] }
      let record = detail.findings[credentialCursor]
      return [findings[record.finding.id] ?? FindingRow(record)]
    case .overview:
      guard focus == .alerts || focus == .detail else { return [] }
      if !selection.isEmpty {
        return (0..<findings.count).compactMap { findings.row($0) }
          .filter { selection.contains($0.id) }
      }
      return [findings.current].compactMap { $0 }
    case .sources, .audit, .rules: return []
    }
  }
}

import SecurityModel
import TerminalKit

extension DashboardState {
  /// More findings than this are closed only after a question.
  static let bulkLimit = 20
  /// Mutes longer than this are asked about.
  static let longMute = Timestamp.Duration.day

  mutating func runOnFindings(_ command: Command, _ effects: inout [Effect]) {
    let ids = targets.map(\.id)
    switch command {
    case .acknowledge:
      act(
        .acknowledge, on: targets.filter { Self.refusesAcknowledge($0) == nil }.map(\.id),
        "acknowledged", &effects)
    case .start:
      act(
        .start, on: targets.filter { Self.refusesStart($0) == nil }.map(\.id), "in progress",
        &effects)
    case .reopen: act(.reopen, on: ids, "opened again", &effects)
    case .note: openNote(ids)
    case .noteEditor:
      effects.append(.editNote(findings: ids, text: drafts[Self.draftKey(ids)] ?? ""))
    case .assign: openAssign(ids)
    case .close: openVerdicts(ids)
    case .mute: openMutes(ids)
    case .export: openExport(ids)
    case .exportAll: openExport((0..<findings.count).compactMap { findings.row($0)?.id })
    case .select: toggleSelection()
    case .selectRange: startRange()
    case .selectAll: selectAll()
    case .undo: undo(&effects)
    case .redo: redo(&effects)
    default: break
    }
  }

  // MARK: Selection

  private mutating func toggleSelection() {
    guard let id = findings.current?.id else { return }
    rangeAnchor = nil
    if selection.remove(id) == nil { selection.insert(id) }
    findings.move(by: 1)
  }

  private mutating func startRange() {
    if rangeAnchor != nil {
      rangeAnchor = nil
      return
    }
    rangeAnchor = findings.current?.id
    extendRange()
  }

  /// Selects from the anchor to the cursor, wherever live rows have pushed them.
  mutating func extendRange() {
    guard let anchor = rangeAnchor,
      let start = (0..<findings.count).first(where: { findings.row($0)?.id == anchor })
    else { return }
    let range = min(start, findings.cursor)...max(start, findings.cursor)
    selection = Set(range.compactMap { findings.row($0)?.id })
  }

  private mutating func selectAll() {
    rangeAnchor = nil
    let all = Set((0..<findings.count).compactMap { findings.row($0)?.id })
    selection = selection == all ? [] : all
  }

  // MARK: Acting

  /// Shows the change at once and asks the store for it.
  mutating func act(
    _ verb: AnalystAction.Verb, text: String = "", on ids: [String], _ label: SafeText,
    kind: PendingRequest.Kind = .act, drafts given: [ActionDraft]? = nil,
    before: [String: FindingState] = [:], _ effects: inout [Effect]
  ) {
    let drafts =
      given
      ?? ids.compactMap { id in
        state(of: id).map { state in
          // A note never contradicts anything, so it is never refused.
          let base: Int64? = if case .note = verb { nil } else { state.version }
          return ActionDraft(finding: id, verb: verb, text: text, base: base)
        }
      }
    guard !drafts.isEmpty else { return }
    var items: [PendingRequest.Item] = []
    let request = nextRequest
    nextRequest += 1
    let matching = findingFilter
    for draft in drafts {
      guard let now = state(of: draft.finding) else { continue }
      items.append(.init(draft: draft, before: now))
      let new =
        before[draft.finding] ?? now.applying(draft.verb, text: draft.text, by: analyst, at: wall)
      findings.update(draft.finding, matching: matching) { row in
        row.optimistic = new
        row.request = request
      }
    }
    pending[request] = PendingRequest(kind: kind, label: label, items: items)
    selection = []
    rangeAnchor = nil
    if case .act = kind { redoStack = [] }
    findingsChanged(nil)
    effects.append(.act(request: request, drafts))
  }

  /// The state that is shown for a finding.
  func state(of id: String) -> FindingState? {
    if let row = findings[id] { return row.state }
    if let detail = findingDetail, detail.record.finding.id == id { return detail.record.state }
    return credentialDetail?.findings.first { $0.finding.id == id }?.state
  }

  // MARK: Answers

  mutating func finish(
    _ request: Int, _ outcomes: [ActionOutcome], _ effects: inout [Effect]
  ) {
    guard let done = pending.removeValue(forKey: request) else { return }
    var stored: [UndoEntry.Item] = []
    var failure: (text: SafeText, count: Int)?
    let matching = findingFilter
    var results: [String: ActionOutcome] = [:]
    for outcome in outcomes { results[outcome.finding] = outcome }
    for item in done.items {
      let id = item.draft.finding
      let outcome = results[id] ?? ActionOutcome(finding: id, result: .unknownFinding)
      switch outcome.result {
      case .stored(let sequence):
        stored.append(.init(draft: item.draft, before: item.before, sequence: sequence))
        confirm(id, request, outcome.state, sequence, matching)
      case .conflict(let by, let verb, let at):
        let text =
          SafeText(trusted: "already " + Self.past(verb) + " by ") + SafeText(untrusted: by)
          + SafeText(trusted: " at " + Human.clock(at, near: wall))
        failure = (text, (failure?.count ?? 0) + 1)
        revert(id, request, outcome.state, matching)
      case .unknownFinding:
        failure = ("no longer in the store", (failure?.count ?? 0) + 1)
        revert(id, request, outcome.state, matching)
      }
    }
    findingsChanged(nil)
    refreshDetail(done.items.map(\.draft.finding), &effects)
    conclude(done, stored, failure, &effects)
  }

  private mutating func confirm(
    _ id: String, _ request: Int, _ state: FindingState?, _ sequence: Int64,
    _ matching: (FindingRow) -> Bool
  ) {
    findings.update(id, matching: matching) { row in
      if let state { row.record.state = state }
      guard row.request == request else { return }
      row.request = nil
      if state != nil {
        row.optimistic = nil
      } else {
        row.optimistic?.version = sequence
      }
    }
  }

  private mutating func revert(
    _ id: String, _ request: Int, _ state: FindingState?, _ matching: (FindingRow) -> Bool
  ) {
    findings.update(id, matching: matching) { row in
      if let state { row.record.state = state }
      guard row.request == request else { return }
      row.request = nil
      row.optimistic = nil
    }
  }

  private mutating func refreshDetail(_ ids: [String], _ effects: inout [Effect]) {
    switch place {
    case .finding(let id) where ids.contains(id): effects.append(.loadFinding(id: id))
    case .credential(let id): effects.append(.loadCredential(id: id))
    case .audit: effects.append(.loadAudit(limit: 500))
    default: break
    }
  }

  private mutating func conclude(
    _ done: PendingRequest, _ stored: [UndoEntry.Item], _ failure: (text: SafeText, count: Int)?,
    _ effects: inout [Effect]
  ) {
    let entry = UndoEntry(label: done.label, items: stored)
    if !stored.isEmpty {
      switch done.kind {
      case .act, .redo: undoStack = Array((undoStack + [entry]).suffix(100))
      case .undo(let undone): redoStack.append(undone)
      }
    }
    let count = stored.count
    let what = count == 1 ? done.label : SafeText(trusted: "\(count) ") + done.label
    if let failure {
      var text = failure.text
      if count > 0 {
        text = what + SafeText(trusted: "; \(failure.count) refused: ") + failure.text
      }
      say(text, .error)
    } else if case .undo = done.kind {
      say("undone: " + done.label, .ok, hint: "C-r redo")
    } else {
      say(Self.sentence(done.label, count), .ok, hint: "u undo")
    }
    if done.undoOnArrival, !stored.isEmpty { undo(&effects) }
  }

  /// `acknowledged 3 findings`.
  private static func sentence(_ label: SafeText, _ count: Int) -> SafeText {
    count == 1 ? label : label + SafeText(trusted: ": \(count) findings")
  }

  /// The past form of a verb as the store names it.
  static func past(_ verb: String) -> String {
    switch verb {
    case "acknowledge": "acknowledged"
    case "start": "taken in progress"
    case "note": "noted"
    case "assign": "assigned"
    case "close": "closed"
    case "mute": "muted"
    case "reopen": "opened again"
    case "undo": "undone"
    default: "changed"
    }
  }

  // MARK: Undo

  mutating func undo(_ effects: inout [Effect]) {
    if let last = pending.keys.max(), let request = pending[last] {
      if case .undo = request.kind {
      } else {
        pending[last]?.undoOnArrival = true
        return say("is being stored; will be undone")
      }
    }
    guard let entry = undoStack.popLast() else { return }
    var before: [String: FindingState] = [:]
    let drafts = entry.items.map { item in
      before[item.draft.finding] = item.before
      return ActionDraft(finding: item.draft.finding, verb: .undo(sequence: item.sequence))
    }
    act(
      .note, on: [], entry.label, kind: .undo(entry), drafts: drafts, before: before, &effects)
  }

  mutating func redo(_ effects: inout [Effect]) {
    guard let entry = redoStack.popLast() else { return }
    let drafts = entry.items.map { item in
      ActionDraft(
        finding: item.draft.finding, verb: item.draft.verb, text: item.draft.text,
        base: state(of: item.draft.finding)?.version)
    }
    act(.note, on: [], entry.label, kind: .redo, drafts: drafts, &effects)
  }
}

extension FindingState {
  /// The state as it will be when the store has taken the action.
  func applying(
    _ verb: AnalystAction.Verb, text: String, by analyst: String, at time: Timestamp?
  ) -> FindingState {
    var state = self
    switch verb {
    case .acknowledge: state.status = .acknowledged
    case .start: state.status = .inProgress
    case .note, .undo: break
    case .assign(let name): state.assignee = name
    case .close(let verdict):
      state.status = .closed
      state.verdict = verdict
    case .mute(let until):
      state.status = .suppressed
      state.mutedUntil = until
    case .reopen:
      state.status = .new
      state.verdict = nil
      state.mutedUntil = nil
    }
    if !text.isEmpty, let time { state.notes.append(Note(at: time, by: analyst, text: text)) }
    state.changedBy = analyst
    state.changedAt = time ?? changedAt
    return state
  }
}

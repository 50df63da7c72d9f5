import SecurityModel
import TerminalKit

/// A finding in full: what happened, against what is normal, on what evidence, and what to do.
enum FindingPane {
  static let pane = Pane(id: .finding) { state, rect, layout, canvas in
    let lines = lines(state, width: max(1, rect.width - (layout.hasBorders ? 4 : 0)))
    let height = layout.hasBorders ? rect.height - 2 : rect.height
    let offset = min(state.scroll[.finding] ?? 0, max(0, lines.count - height))
    let below = lines.count - offset - height
    let inside = canvas.frame(
      .finding, state, rect, layout, title: title(state), right: right(state),
      footer: below > 0 ? .number("\(below) more lines, j goes on", .textDim) : Line())
    guard !lines.isEmpty else {
      canvas.empty([Line("loading …", .textDim)], in: inside)
      return
    }
    let text = layout.hasBorders ? inside.insetBy(dx: 1, dy: 0) : inside
    canvas.put(lines.dropFirst(offset), in: text)
    if layout.hasBorders {
      canvas.draw(
        ScrollBar(count: lines.count, offset: offset, isFocused: state.focus == .finding),
        in: Rect(x: rect.maxX - 1, y: inside.y, width: 1, height: inside.height))
    }
  }

  /// The row shown: the live one, else what the store said.
  private static func row(_ state: DashboardState) -> FindingRow? {
    guard case .finding(let id) = state.place else { return state.findings.current }
    if let row = state.findings[id] { return row }
    return state.findingDetail.flatMap { $0.record.finding.id == id ? FindingRow($0.record) : nil }
  }

  private static func title(_ state: DashboardState) -> Line {
    guard let row = row(state) else { return Line("Finding") }
    return Line([Span("Finding  "), Span(SafeText(untrusted: row.id, limit: 20), .textDim)])
  }

  private static func right(_ state: DashboardState) -> Line {
    guard let row = row(state) else { return Line() }
    let who = row.state.assignee.map { SafeText(untrusted: $0, limit: 20) } ?? "unassigned"
    return [row.state.status.badge, Line(who, .textDim)].joined(.gap)
  }

  /// The whole page; drawn through a window.
  static func lines(_ state: DashboardState, width: Int) -> [Line] {
    guard width > 0, let row = row(state) else { return [] }
    let detail = state.findingDetail.flatMap { $0.record.finding.id == row.id ? $0 : nil }
    // Rows of the list come without evidence; the page's own has it.
    let evident = detail?.record.finding ?? row.finding
    var page = Page(width: width)
    head(row, state, &page)
    page.section("What happened")
    page.text(Line(SafeText(untrusted: row.finding.explanation, limit: 2_000)))
    if !row.state.notes.isEmpty {
      page.section("Notes")
      for note in row.state.notes { page.text(FindingFacts.note(note, state)) }
    }
    let comparison = comparisonTable(row.finding, width: width)
    if !comparison.isEmpty {
      page.section("Observed against expected")
      page.lines += comparison
    }
    // First what to do, then the proof, then the background: nobody reads to the end at night.
    if let detector = detail?.detector { runbook(detector, &page) }
    evidence(evident, state, &page)
    related(detail, state, &page)
    if let detector = detail?.detector { method(detector, &page) }
    mapping(row.finding, &page)
    history(detail, state, &page)
    return page.lines
  }

  private static func related(
    _ detail: FindingDetail?, _ state: DashboardState, _ page: inout Page
  ) {
    guard let related = detail?.related, !related.isEmpty else { return }
    page.section(
      SafeText(trusted: "Same incident (\(related.count))"), hint: "Enter opens the first")
    for record in related.prefix(20) {
      page.line(
        record.finding.severity.badge + Line(" ") + record.state.status.badge + Line(" ")
          + .number(Human.clock(record.finding.firstSeen, near: state.now) + " ", .textDim)
          + Line(SafeText(untrusted: record.finding.title, limit: 200)))
    }
    if related.count > 20 {
      page.line(.number("and \(related.count - 20) more", .textDim))
    }
  }

  private static func head(_ row: FindingRow, _ state: DashboardState, _ page: inout Page) {
    let f = row.finding
    page.line(
      f.severity.badge + Line(" ") + row.badges(escapes: SafeText(untrusted: f.title).escapedCount)
        + Line(SafeText(untrusted: f.title, limit: 400), .textStrong))
    page.flow(
      [
        f.integration.isEmpty || f.integration == f.credential
          ? Line() : Line(SafeText(untrusted: f.integration, limit: 100), .textStrong),
        Line(SafeText(untrusted: f.credential, limit: 200), .accent),
        Line(
          (f.platform.label, .text), (" ", .text), (SafeText(untrusted: f.org, limit: 80), .text)),
        Line(SafeText(untrusted: f.detector, limit: 40), .textDim),
      ])
    var when = [
      Line(
        (SafeText(trusted: Human.stamp(f.firstSeen)), .text), (" to ", .textDim),
        (SafeText(trusted: Human.clock(f.lastSeen, near: f.firstSeen)), .text),
        (SafeText(trusted: ", " + Human.plural(f.count, "time")), .text))
    ]
    when.append(.pair("confidence", SafeText(trusted: Human.percent(f.confidence))))
    if f.risk > 0 {
      when.append(.pair("risk", SafeText(trusted: "\(f.risk)"), AlertsPane.risk(f.risk)))
    }
    if f.isLate { when.append(Line("arrived late", .badge)) }
    page.flow(when)
    status(row.state, state, &page)
  }

  private static func status(
    _ s: FindingState, _ state: DashboardState, _ page: inout Page
  ) {
    var line = Line(s.status.word, s.status.role)
    if let verdict = s.verdict, s.status == .closed {
      line = line + Line((" as ", .textDim), (FindingFacts.words(verdict.rawValue), .textStrong))
    }
    if let until = s.mutedUntil, s.status == .suppressed {
      line = line + .number(" until " + Human.clock(until, near: state.wall), .muted)
    }
    if let by = s.changedBy, let at = s.changedAt {
      line =
        line + Line((", last changed by ", .textDim), (SafeText(untrusted: by, limit: 40), .note))
      line = line + .number(" " + Human.clock(at, near: state.wall), .textDim)
    }
    if s.isEscalated { line = line + Line("  re-opened: the severity has risen", .high) }
    page.text(line)
  }

  /// Three columns: name, observed, expected. Long values go on below.
  private static func comparisonTable(_ f: Finding, width: Int) -> [Line] {
    let rows = FindingFacts.comparisons(f)
    guard !rows.isEmpty else { return [] }
    let first = min(24, rows.map(\.name.width).max() ?? 0) + 2
    let longest = rows.compactMap { $0.normal?.width }.max() ?? 0
    let last = min(24, max(6, longest), max(10, (width - first) / 2))
    let widest = max(10, rows.compactMap { $0.observed?.width }.max() ?? 0) + 2
    let second = max(12, min(widest, width - first - last))
    let heading = Line(
      (SafeText.spaces(first), .textDim), (SafeText("observed").padded(to: second), .textDim),
      ("normal", .textDim))
    return [heading]
      + rows.flatMap { row in
        let role: Role = row.observed == nil ? .textDim : .textStrong
        let values = Line(row.observed ?? "-", role).wrapped(to: second - 2)
        return values.enumerated().map { index, value in
          let name = index == 0 ? row.name.fitted(to: first - 2) : ""
          var line = Line(name.padded(to: first), .textDim) + value
          guard index == 0 else { return line }
          line.append(SafeText.spaces(second - value.width))
          line.append(row.normal ?? "-", row.normal == nil ? .textDim : .text)
          return line
        }
      }
  }

  private static func evidence(_ f: Finding, _ state: DashboardState, _ page: inout Page) {
    guard !f.evidence.isEmpty else { return }
    page.section(
      SafeText(trusted: "Evidence (\(Human.plural(f.evidence.count, "event")))"),
      hint: state.showsRawEvidence ? "J table" : "J as JSON")
    let events = f.evidence.prefix(Finding.evidenceLimit)
    if state.showsRawEvidence {
      for event in events {
        page.text(Line(SafeText(untrusted: event.json.text, limit: 4_000), .textDim))
      }
    } else if page.width >= EvidenceTable.leastWidth {
      for line in EvidenceTable.lines(Array(events), day: f.firstSeen, width: page.width) {
        page.line(line)
      }
    } else {
      for event in events { page.text(EventLine.line(event), indent: 9) }
    }
  }

  private static func runbook(_ detector: DetectorRow, _ page: inout Page) {
    page.section("What to do")
    for (index, step) in detector.runbook.enumerated() {
      page.text(
        Line((SafeText(trusted: "\(index + 1). "), .accent), (SafeText(untrusted: step), .text)),
        indent: 3)
    }
  }

  private static func method(_ detector: DetectorRow, _ page: inout Page) {
    page.section("Why it matters")
    page.text(Line(SafeText(untrusted: detector.why)))
    page.section("How it is found")
    page.text(Line(SafeText(untrusted: detector.summary)))
    page.text(Line(("severity: ", .textDim), (SafeText(untrusted: detector.severityRule), .text)))
  }

  private static func mapping(_ f: Finding, _ page: inout Page) {
    var entries: [(SafeText, [String])] = [("ATT&CK", f.attack), ("OWASP API", f.owasp)]
    let names: [String: SafeText] = [
      "soc2": "SOC 2", "gdpr": "GDPR", "ccpa": "CCPA", "nist_800_53": "NIST 800-53",
      "hipaa": "HIPAA", "sox": "SOX", "pci_dss": "PCI DSS",
    ]
    entries += f.controls.entries.map { (names[$0.framework] ?? "-", $0.clauses) }
    let used = entries.filter { !$0.1.isEmpty }
    guard !used.isEmpty else { return }
    page.section("Mapping", hint: "what this is evidence for")
    for (name, values) in used {
      page.text(
        Line(
          (name.padded(to: 13), .textDim),
          (SafeText(untrusted: values.joined(separator: ", ")), .text)),
        indent: 13)
    }
  }

  private static func history(
    _ detail: FindingDetail?, _ state: DashboardState, _ page: inout Page
  ) {
    guard let detail, !detail.history.isEmpty else { return }
    var undone: Set<Int64> = []
    for action in detail.history {
      if case .undo(let sequence) = action.verb { undone.insert(sequence) }
    }
    page.section("History")
    for action in detail.history {
      page.text(
        FindingFacts.action(action, isUndone: undone.contains(action.sequence), state), indent: 22)
    }
  }
}

/// A page being written, wrapped to its width.
struct Page {
  let width: Int
  var lines: [Line] = []

  init(width: Int) { self.width = width }

  mutating func line(_ line: Line) { lines.append(line.truncated(to: width)) }

  mutating func text(_ line: Line, indent: Int = 0) {
    lines += line.wrapped(to: width, indent: min(indent, width / 2)).prefix(60)
  }

  mutating func flow(_ pieces: [Line]) { lines += pieces.flow(.dot, width: width) }

  mutating func section(_ title: SafeText, hint: SafeText? = nil) {
    if !lines.isEmpty { lines.append(Line()) }
    var line = Line(title, .title)
    if let hint { line = line + Line("  ") + Line(hint, .hint) }
    lines.append(line)
  }
}

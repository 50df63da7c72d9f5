import SecurityModel
import TerminalKit

/// What is under the cursor, in a few lines; follows the cursor.
enum DetailPane {
  static let pane = Pane(id: .detail) { state, rect, layout, canvas in
    let inside = canvas.frame(
      .detail, state, rect, layout, title: title(state), right: right(state, width: rect.width)
    ).padded
    let lines = lines(
      state, layout, size: Size(width: inside.width, height: inside.height),
      charset: canvas.grid.charset)
    guard !lines.isEmpty else {
      canvas.empty([Line("nothing is under the cursor", .textDim)], in: inside)
      return
    }
    let offset = min(state.scroll[.detail] ?? 0, max(0, lines.count - inside.height))
    canvas.put(lines.dropFirst(offset), in: inside)
  }

  private static func showsCredential(_ state: DashboardState) -> Bool {
    state.focus == .inventory || state.chartFollowsInventory || state.findings.isEmpty
  }

  private static func title(_ state: DashboardState) -> Line {
    if showsCredential(state) {
      guard let row = state.credentials.current else { return Line("Detail") }
      return Line([Span("Detail  "), Span(state.label(of: row.id), .accent)])
    }
    guard let row = state.findings.current else { return Line("Detail") }
    return Line([
      Span("Detail  "), Span(SafeText(untrusted: row.finding.detector, limit: 20), .accent),
    ])
  }

  private static func right(_ state: DashboardState, width: Int) -> Line {
    guard !showsCredential(state), let row = state.findings.current, width >= 60 else {
      return Line()
    }
    let who = row.state.assignee.map { SafeText(untrusted: $0, limit: 20) } ?? "unassigned"
    return [row.state.status.badge, Line(who, .textDim)].joined(.gap)
  }

  /// From this height on there is room for the whole page of what is under the cursor.
  private static let pageHeight = 20

  /// What a pane of that size shows; longer than the pane when there is more to say.
  static func lines(
    _ state: DashboardState, _ layout: ScreenLayout, size: Size, charset: Charset
  ) -> [Line] {
    let width = size.width
    var lines: [Line]
    if showsCredential(state) {
      guard let row = state.credentials.current else { return [] }
      lines = CredentialFacts.summary(row.row, state, width: width)
      if size.height >= pageHeight { lines += findings(of: row.id, state, width: width) }
    } else {
      guard let row = state.findings.current else { return [] }
      guard size.height < pageHeight else { return FindingPane.lines(state, width: width) }
      lines = finding(row, state, width: width)
    }
    // Where the chart has no pane of its own, its outline tells at least whether it is going on.
    if layout.rect(.chart) == nil, let chart = outline(state, width: width, charset: charset) {
      lines.insert(chart, at: min(1, lines.count))
    }
    return lines
  }

  /// `calls/min ▁▁▁▂▇█ max 412  now 388  normal 12-63`
  private static func outline(_ state: DashboardState, width: Int, charset: Charset) -> Line? {
    guard width >= 60, let data = state.chart, data.request.credential == state.selectedCredential,
      !data.calls.isEmpty
    else { return nil }
    let label = Line(SafeText(trusted: data.request.window.unit + " "), .textDim)
    let facts = Line.gap + ChartPane.facts(data, state, width: width / 2)
    let room = width - label.width - facts.width
    guard room >= 12 else { return nil }
    // The peak of each stretch, as in the chart.
    let count = data.calls.count
    let peaks = (0..<min(room, count)).map { index -> Double? in
      let range = index * count / min(room, count)..<(index + 1) * count / min(room, count)
      return data.calls[range].compactMap { $0 }.max()
    }
    return label
      + Line(Sparkline.text(peaks, width: peaks.count, charset: charset), .chart1) + facts
  }

  /// The findings of a credential, newest first, as far as they are known.
  private static func findings(
    of id: String, _ state: DashboardState, width: Int
  ) -> [Line] {
    guard let detail = state.credentialDetail, detail.row.id == id else { return [] }
    let title = Line(
      ("Findings, newest first", .title),
      (SafeText(trusted: "  \(detail.findings.count)"), .textDim))
    let rows = detail.findings.reversed().map { record in
      record.finding.severity.badge + Line(" ") + record.state.status.badge + Line(" ")
        + .number(Human.clock(record.finding.firstSeen, near: state.now) + " ", .textDim)
        + Line(SafeText(untrusted: record.finding.title, limit: 200))
    }
    return [Line(), title] + rows.map { $0.truncated(to: width) }
  }

  private static func finding(_ row: FindingRow, _ state: DashboardState, width: Int) -> [Line] {
    let f = row.finding
    var lines: [Line] = []
    let title =
      f.severity.badge + Line(" ") + Line(SafeText(untrusted: f.title, limit: 200), .textStrong)
    let name = Line(CredentialLabel.text(f.credential, integration: f.integration), .accent)
    let org = Line(
      (" · ", .textDim), (f.platform.label, .textDim), (" ", .textDim),
      (SafeText(untrusted: f.org, limit: 60), .textDim))
    // The organisation is the same for nearly all rows: it goes when there is little room.
    let room = width - title.width - 3
    if name.width + org.width <= room {
      lines.append(title + .gap + Line(" ") + name + org)
    } else if name.width <= room {
      lines.append(title + .gap + Line(" ") + name)
    } else {
      lines.append(title)
      lines.append(name + org)
    }
    let detail = state.findingDetail.flatMap { $0.record.finding.id == f.id ? $0 : nil }
    lines += labelled("why", Line(SafeText(untrusted: f.explanation, limit: 600)), width)
    if row.isOpen, let step = detail?.detector?.runbook.first {
      lines += labelled("do", Line(SafeText(untrusted: step, limit: 300), .accent), width)
    }
    for note in row.state.notes.suffix(2).reversed() {
      lines += labelled("note", FindingFacts.note(note, state), width)
    }
    let seen = FindingFacts.comparison(f)
    if !seen.isEmpty { lines += labelled("seen", rows: seen.flow(.dot, width: max(8, width - 6))) }
    if let event = (detail?.record.finding ?? f).evidence.last {
      lines += labelled("log", EventLine.line(event), width)
    }
    lines += labelled(
      "when",
      Line(
        (SafeText(trusted: Human.clock(f.firstSeen, near: state.now)), .text),
        (" to ", .textDim), (SafeText(trusted: Human.clock(f.lastSeen, near: state.now)), .text),
        (SafeText(trusted: "  \(Human.plural(f.count, "time"))"), .textDim),
        (SafeText(trusted: "  confidence " + Human.percent(f.confidence)), .textDim)), width)
    return lines
  }

  /// A label of five cells and a text beside it.
  static func labelled(_ label: SafeText, _ text: Line, _ width: Int) -> [Line] {
    labelled(label, rows: text.wrapped(to: max(8, width - 6)))
  }

  /// A label and rows beside it.
  static func labelled(_ label: SafeText, rows: [Line]) -> [Line] {
    rows.prefix(12).enumerated().map { index, row in
      Line(index == 0 ? label.padded(to: 6) : SafeText.spaces(6), .textDim) + row
    }
  }
}

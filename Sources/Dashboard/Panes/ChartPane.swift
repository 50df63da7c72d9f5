import SecurityModel
import TerminalKit

/// The calls of the selected credential over time, against what is normal.
enum ChartPane {
  static let pane = Pane(id: .chart) { state, rect, layout, canvas in
    let id = state.selectedCredential
    let data = state.chart.flatMap { $0.request.credential == id ? $0 : nil }
    let name = id.map { state.label(of: $0) } ?? "-"
    let unit = SafeText(trusted: (data?.request.window ?? state.chartWindow).unit)
    let title = Line.numbered("3", capital(unit)) + Line([Span("  "), Span(name, .accent)])
    let inside = canvas.frame(
      .chart, state, rect, layout, title: title,
      right: right(state, data, width: rect.width - title.width - 9))
    guard id != nil, let data else {
      canvas.empty([absence(id, state)], in: inside)
      return
    }
    canvas.draw(chart(data, state), in: inside)
    if !data.calls.contains(where: { $0 ?? 0 > 0 }) {
      // A flat line says less than when there was something.
      let lines = silence(data, state)
      let top = inside.y + max(0, (inside.height - 2 - lines.count) / 2)
      for (row, line) in lines.enumerated() where top + row < inside.maxY {
        canvas.put(line, x: inside.x + 5, y: top + row, width: inside.width - 6, align: .center)
      }
    }
    if !layout.hasBorders, inside.height > 3 {
      canvas.put(
        title + .gap + right(state, data, width: rect.width - title.width - 2), x: inside.x,
        y: inside.y, width: inside.width)
    }
  }

  /// `no calls in these 2 h; the last one was 08-18 13:39Z`, and the keys that lead there.
  private static func silence(_ data: ChartData, _ state: DashboardState) -> [Line] {
    if isWider(data, state) { return [Self.wider] }
    let record = state.credentials[data.request.credential]?.record
    let what = SafeText(trusted: "no calls in these " + data.request.window.words)
    var line = Line(what, .text)
    if let last = record?.lastSeen {
      let time = SafeText(trusted: Human.clock(last, near: state.now))
      line = line + Line(("; the last one was ", .textDim), (time, .text))
    }
    let keys = Line(
      ("-", .hintKey), (" shows more time  ", .textDim), ("h", .hintKey), (" goes back", .textDim))
    let hasKeys = [.chart, .credential].contains(state.focus)
    return hasKeys ? [line, keys] : [line]
  }

  private static let wider = Line(
    "this is about more than one credential: the finding names them", .textDim)

  /// True for what a finding about an organisation names: it has no calls of its own.
  private static func isWider(_ data: ChartData, _ state: DashboardState) -> Bool {
    state.credentials[data.request.credential]?.record == nil
      && data.calls.allSatisfy { $0 == nil }
  }

  /// Why a pane about `id` is empty: nothing is selected, it is no single credential, or not yet.
  static func absence(_ id: String?, _ state: DashboardState) -> Line {
    guard let id else { return Line("no credential is selected", .textDim) }
    if let data = state.chart, data.request.credential == id, isWider(data, state) {
      return wider
    }
    return Line("loading …", .textDim)
  }

  private static func capital(_ text: SafeText) -> SafeText {
    SafeText(trusted: text.plain.prefix(1).uppercased() + text.plain.dropFirst())
  }

  /// `max 412  now 388  normal 12-63  2h 24h 7d 90d`
  private static func right(_ state: DashboardState, _ data: ChartData?, width: Int) -> Line {
    let windows = ChartWindow.allCases.map { window in
      Line(
        SafeText(trusted: window.rawValue), window == state.chartWindow ? .accent : .textDim)
    }.joined(Line(" "))
    guard let data else { return windows }
    let beside = facts(data, state, width: width - windows.width - 2)
    // That this is not now matters more than what other windows there are.
    guard data.request.end != nil, beside.width == 0 else { return [beside, windows].joined(.gap) }
    let window = Line(SafeText(trusted: state.chartWindow.rawValue), .accent)
    return [facts(data, state, width: width - window.width - 2), window].joined(.gap)
  }

  /// `max 412  now 388  normal 12-63`: the least important go first when there is little room.
  static func facts(_ data: ChartData, _ state: DashboardState, width: Int) -> Line {
    var parts: [(importance: Int, line: Line)] = []
    let top = data.calls.compactMap { $0 }.max()
    parts.append((1, .pair("max", SafeText(trusted: Human.count(top)))))
    let isPast = data.request.end != nil
    let last = SafeText(trusted: Human.count(data.calls.last ?? nil))
    if !isPast { parts.append((3, .pair("now", last, .textStrong))) }
    if let band = data.band.last ?? nil {
      let range = SafeText(trusted: normal(band.low) + "-" + normal(band.high))
      parts.append(
        (
          2,
          Line(TimeSeriesChart.bandSample(state.charset) + " ", .chartBand) + .pair("normal", range)
        ))
    } else if data.band.isEmpty {
      parts.append((2, Line("no baseline yet", .textDim)))
    }
    if !data.markers.isEmpty {
      parts.append((0, .number(Human.plural(data.markers.count, "finding"), .marker)))
    }
    if state.chartIsLogarithmic { parts.append((4, Line("log", .accent))) }
    if state.comparesWeeks, !data.weekBefore.isEmpty {
      parts.append((4, Line("week before", .chart2)))
    }
    if let end = data.request.end {
      parts.append(
        (5, Line("ends " + SafeText(trusted: Human.clock(end, near: state.now)), .paused)))
    }
    func line() -> Line { parts.map(\.line).joined(.gap) }
    while !parts.isEmpty, line().width > width {
      let least = parts.indices.min { parts[$0].importance < parts[$1].importance } ?? 0
      parts.remove(at: least)
    }
    return line()
  }

  /// A bound of what is normal: fractions matter where whole numbers would all be nought.
  private static func normal(_ value: Double) -> String {
    Human.count(value < 10 ? value : value.rounded())
  }

  static func chart(_ data: ChartData, _ state: DashboardState) -> TimeSeriesChart {
    // A lower week would be hidden behind an area.
    let isCompared = state.comparesWeeks && !data.weekBefore.isEmpty
    return TimeSeriesChart(
      start: data.start.index(ofEvery: 1_000), bucketSeconds: max(1, data.step / 1_000),
      values: data.calls,
      baseline: data.band.map { band in
        band.map { .init(low: $0.low, median: $0.median, high: $0.high) }
      },
      comparison: isCompared ? data.weekBefore : [],
      markers: data.markers.map {
        .init(
          epochSeconds: $0.time.index(ofEvery: 1_000), role: $0.severity.role,
          symbol: $0.severity.mark.unicodeScalars.first ?? "!")
      },
      cursor: state.chartCursor(data), scale: state.chartIsLogarithmic ? .logarithmic : .linear,
      form: isCompared ? .line : .area)
  }
}

/// Errors and rows of the selected credential, on the axis of the chart beside it.
enum ActivityPane {
  static let pane = Pane(id: .activity) { state, rect, layout, canvas in
    let id = state.selectedCredential
    let data = state.chart.flatMap { $0.request.credential == id ? $0 : nil }
    let inside = canvas.frame(
      .activity, state, rect, layout, title: Line("Rows and errors"),
      right: data.map { totals($0) } ?? Line())
    guard let data else {
      canvas.empty([ChartPane.absence(id, state)], in: inside)
      return
    }
    let parts = Layout.rows(inside, [.weight(1), .weight(1)])
    for (part, values, label) in [
      (parts[0], data.rows, "rows" as SafeText), (parts[1], data.errors, "errors"),
    ] {
      canvas.draw(
        TimeSeriesChart(
          start: data.start.index(ofEvery: 1_000), bucketSeconds: max(1, data.step / 1_000),
          values: values, cursor: state.chartCursor(data), wholeNumbers: false), in: part)
      canvas.put(
        Line((" ", .textDim), (label, .textStrong), (" ", .textDim)),
        // Below the first row, where a moment is read out.
        x: part.maxX - label.width - 2, y: part.y + (part.height > 4 ? 1 : 0),
        width: label.width + 2)
    }
  }

  private static func totals(_ data: ChartData) -> Line {
    func sum(_ values: [Double?]) -> Double { values.reduce(0) { $0 + ($1 ?? 0) } }
    return [
      Line.pair("rows", SafeText(trusted: Human.count(sum(data.rows).rounded()))),
      Line.pair("errors", SafeText(trusted: Human.count(sum(data.errors).rounded()))),
      Line.pair("bytes", SafeText(trusted: Human.bytes(Int64(min(1e18, max(0, sum(data.bytes))))))),
    ].joined(.gap)
  }
}

/// When the selected credential is usually at work.
enum HeatPane {
  static let pane = Pane(id: .heat) { state, rect, layout, canvas in
    let inside = canvas.frame(
      .heat, state, rect, layout, title: Line("Hours of the week"),
      right: Line("calls, UTC", .textDim))
    let id = state.selectedCredential
    guard let detail = state.credentialDetail, detail.row.id == id else {
      canvas.empty([ChartPane.absence(id, state)], in: inside)
      return
    }
    guard detail.hoursOfWeek.contains(where: { $0 != nil }) else {
      canvas.empty([Line("no profile yet: it needs a week of calls", .textDim)], in: inside)
      return
    }
    let time = highlighted(state)
    canvas.draw(
      HeatMap(
        values: detail.hoursOfWeek,
        highlight: time.map { (weekday: $0.weekday, hour: $0.hourOfDay) }), in: inside)
    // A tall pane has room to say whose hours these are.
    let used = HeatMap.idealHeight + 2
    guard state.place == .overview, inside.height >= used + 3 else { return }
    let rest = Rect(
      x: inside.x, y: inside.y + used, width: inside.width, height: inside.height - used
    ).padded
    canvas.put(
      CredentialFacts.summary(
        id.flatMap { state.credentials[$0]?.row } ?? detail.row, state, width: rest.width), in: rest
    )
  }

  /// The hour of the finding at hand.
  private static func highlighted(_ state: DashboardState) -> Timestamp? {
    if let point = state.chartPoint { return point }
    if let marker = state.chartMarker, let data = state.chart {
      return data.markers[safe: marker]?.time
    }
    switch state.place {
    case .finding, .credential: return state.chartFinding?.lastSeen
    case .overview: return state.focus == .alerts ? state.findings.current?.finding.lastSeen : nil
    default: return nil
    }
  }
}

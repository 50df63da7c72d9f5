import SecurityModel
import TerminalKit

/// Where events come from, and whether they still do.
enum SourcesPane {
  static let pane = Pane(id: .sources) { state, rect, layout, canvas in
    let sources = state.live?.sources ?? []
    let counters = state.live?.counters ?? .init()
    let totals = [
      Line.pair("events", SafeText(trusted: Human.count(counters.events))),
      .pair("duplicates", SafeText(trusted: Human.count(counters.duplicates))),
      .pair(
        "late", SafeText(trusted: Human.count(counters.late)), counters.late > 0 ? .badge : .text),
      .pair(
        "too late", SafeText(trusted: Human.count(counters.tooLate)),
        counters.tooLate > 0 ? .warning : .text),
      .pair(
        "future", SafeText(trusted: Human.count(counters.future)),
        counters.future > 0 ? .warning : .text),
      .pair(
        "skipped", SafeText(trusted: Human.count(counters.skipped)),
        counters.skipped > 0 ? .warning : .text),
    ].joined(.gap)
    let inside = canvas.frame(
      .sources, state, rect, layout, title: Line("Sources"), right: totals)
    guard !sources.isEmpty else {
      canvas.empty(EmptyText.noSources, in: inside)
      return
    }
    let cursor = min(state.scroll[.sources] ?? 0, sources.count - 1)
    canvas.draw(
      Table(
        columns: [
          .init("", minimum: 2, ideal: 2),
          .init("SOURCE", minimum: 14, ideal: 30, isFlexible: true),
          .init("FORMAT", minimum: 14, ideal: 18, dropPriority: 3),
          .init("READ", minimum: 4, ideal: 5, alignment: .trailing, dropPriority: 4),
          .init("EVENTS", minimum: 6, ideal: 6, alignment: .trailing, dropPriority: 1),
          .init("SKIP", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 2),
          .init("LAST", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 5),
          .init("STATE", minimum: 8, ideal: 14, isFlexible: rect.width >= 100),
        ], rowCount: sources.count, state: ScrollState(cursor: cursor),
        isFocused: state.focus == .sources
      ) { index in
        let source = sources[index]
        let share = source.size > 0 ? Double(source.position) / Double(source.size) : nil
        return Table.Row([
          source.isHealthy ? Line("ok", .ok) : Line("!!", .error),
          name(source.uri),
          Line(
            source.format.isEmpty ? "-" : SafeText(untrusted: source.format, limit: 60), .textDim),
          .number(share.map { Human.percent($0) } ?? "-", .textDim),
          .number(Human.count(source.events)),
          .number(Human.count(source.skipped), source.skipped > 0 ? .warning : .textDim),
          .number(Human.age(source.lastEvent, at: state.now), .textDim),
          Line(SafeText(untrusted: source.state, limit: 120), source.isHealthy ? .text : .error),
        ])
      }, in: inside.paddedRight)
  }

  /// The file's name first: folders are long, and alike.
  private static func name(_ uri: String) -> Line {
    guard uri.hasPrefix("/"), let slash = uri.lastIndex(of: "/"), slash != uri.startIndex else {
      return Line(SafeText(untrusted: uri, limit: 300))
    }
    let file = uri[uri.index(after: slash)...]
    return Line(
      (SafeText(untrusted: String(file), limit: 200), .text),
      ("  ", .textDim), (SafeText(untrusted: String(uri[..<slash]), limit: 200), .textDim))
  }
}

/// Records that could not be decoded: file, line and reason.
enum FailuresPane {
  static let pane = Pane(id: .failures) { state, rect, layout, canvas in
    let failures = state.live?.failures ?? []
    let skipped = state.live?.counters.skipped ?? 0
    var inside = canvas.frame(
      .failures, state, rect, layout, title: Line("Records that could not be read"),
      right: skipped > 0
        ? .number("the newest \(failures.count) of \(Human.count(skipped))", .textDim) : Line())
    let told = noticed(state, height: inside.height)
    canvas.put(
      told,
      in: Rect(
        x: inside.x + 1, y: inside.maxY - told.count, width: inside.width - 2, height: told.count))
    inside = Rect(
      x: inside.x, y: inside.y, width: inside.width, height: inside.height - told.count)
    guard !failures.isEmpty else {
      canvas.empty([Line("every record could be read", .ok)], in: inside)
      return
    }
    let cursor = min(state.scroll[.failures] ?? 0, failures.count - 1)
    canvas.draw(
      Table(
        columns: [
          .init("WHERE", minimum: 12, ideal: 36),
          .init("REASON", minimum: 12, ideal: 40, isFlexible: true),
        ], rowCount: failures.count, state: ScrollState(cursor: cursor),
        isFocused: state.focus == .failures
      ) { index in
        let failure = failures[index]
        let line = failure.line > 0 ? ":\(failure.line)" : ""
        let column = failure.column > 0 ? ":\(failure.column)" : ""
        // The end of a path says more than its beginning.
        let path = SafeText(untrusted: failure.source, limit: 300)
        let place = SafeText(trusted: line + column)
        let room = max(6, 36 - place.width)
        let short = path.width > room ? "…" + path.dropFirst(path.width - room + 1) : path
        return Table.Row([
          Line((short, .text), (place, .accent)),
          Line(SafeText(untrusted: failure.reason, limit: 300)),
        ])
      }, in: inside.paddedRight)
  }
  /// The newest of what the reader has noticed, for the foot of the pane.
  private static func noticed(_ state: DashboardState, height: Int) -> [Line] {
    let notices = state.live?.notices ?? []
    let room = min(height / 3, 6)
    guard !notices.isEmpty, room >= 2 else { return [] }
    let title = Line(
      ("Noticed", .title), (SafeText(trusted: "  \(notices.count), newest first"), .textDim))
    return [title]
      + notices.reversed().prefix(room - 1).map { Line(SafeText(untrusted: $0, limit: 300)) }
  }
}

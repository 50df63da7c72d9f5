import SecurityModel
import TerminalKit

/// The analyst's own rules: how often they hit, what they cost, and whether they are on.
enum RulesPane {
  static let pane = Pane(id: .rules) { state, rect, layout, canvas in
    let picture = state.live?.rules
    let rules = picture?.rules ?? []
    let totals = picture.map { RulesPane.totals($0) } ?? Line()
    var inside = canvas.frame(
      .rules, state, rect, layout, title: Line("Rules"), right: totals,
      footer: footer(state, width: rect.width))
    if !layout.hasBorders, totals.width > 0, inside.height > 4 {
      // Without a border the totals need a row of their own.
      canvas.put(totals, x: inside.x + 1, y: inside.y, width: inside.width - 2)
      inside = Rect(
        x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
    }
    guard !rules.isEmpty else {
      canvas.empty(EmptyText.rules(state), in: inside)
      return
    }
    let cursor = min(state.scroll[.rules] ?? 0, rules.count - 1)
    canvas.draw(
      table(rules, state, cursor: cursor, width: rect.width, height: Table.visibleRows(inside)),
      in: inside.paddedRight)
  }

  private static func table(
    _ rules: [RuleHealth], _ state: DashboardState, cursor: Int, width: Int, height: Int
  ) -> Table {
    var columns: [Table.Column] = [
      .init("ON", minimum: 3, ideal: 3),
      .init("SEV", minimum: 3, ideal: 3),
      .init("RULE", minimum: 16, ideal: 40, isFlexible: true),
      .init("ID", minimum: 14, ideal: 14, dropPriority: 2),
      .init("HITS", minimum: 5, ideal: 5, alignment: .trailing),
      .init("LAST", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 1),
      .init("COST", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 3),
    ]
    let showsFile = width >= 110
    let fileWidth = width / 4
    if showsFile {
      columns.append(.init("FILE", minimum: fileWidth, ideal: fileWidth))
    }
    columns[4].makeRoomForArrow()
    return Table(
      columns: columns, rowCount: rules.count,
      state: ScrollState(cursor: cursor, offset: max(0, cursor - height + 1)),
      isFocused: state.focus == .rules, sort: .init(column: 4, isAscending: false)
    ) { index in
      let rule = rules[index]
      let title = Line(
        SafeText(untrusted: rule.title, limit: 200), rule.hits > 0 ? .textStrong : .text)
      var cells: [Line] = [
        rule.isOn ? Line("on", .ok) : Line("off", .warning),
        rule.severity.badge,
        rule.isCorrelation ? Line("corr ", .badge) + title : title,
        Line(SafeText(untrusted: rule.detector, limit: 20), .accent),
        .number(Human.count(Double(rule.hits)), rule.hits > 0 ? .text : .textDim),
        .number(Human.age(rule.lastHit, at: state.now), .textDim),
        .number(rule.isCorrelation ? "-" : Human.percent(rule.costShare), .textDim),
      ]
      if showsFile { cells.append(Line(fileEnd(rule.file, width: fileWidth), .textDim)) }
      return Table.Row(cells, isDim: !rule.isOn)
    }
  }

  /// `12 rules  cost 4.24 us/event  off 1`
  private static func totals(_ picture: RulesPicture) -> Line {
    guard picture.isConfigured else { return Line() }
    let off = picture.rules.count { !$0.isOn }
    func warned(_ label: SafeText, _ count: Int64) -> Line {
      count > 0
        ? .pair(label, SafeText(trusted: Human.count(count)), .warning) : Line()
    }
    return [
      .number(Human.plural(picture.rules.count, "rule")),
      .pair(
        "cost", SafeText(trusted: Human.decimal(picture.microsecondsPerEvent, 2) + " us/event")),
      warned("off", Int64(off)),
      warned("mistakes", Int64(picture.problems.count)),
      warned("regex limits", Int64(picture.regexLimitHits)),
      warned("given up", picture.evictions),
    ].joined(.gap)
  }

  /// Where the rule under the cursor comes from, when there is no column for it.
  private static func footer(_ state: DashboardState, width: Int) -> Line {
    guard width < 110, let rule = state.currentRule else { return Line() }
    return Line(fileEnd(rule.file, width: max(8, width - 8)), .textDim)
  }

  /// The end of a path says more than its beginning.
  static func fileEnd(_ path: String, width: Int) -> SafeText {
    let text = SafeText(untrusted: path, limit: 400)
    return text.width > width ? "…" + text.dropFirst(text.width - width + 1) : text
  }
}

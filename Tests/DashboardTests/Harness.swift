import SecurityModel
import TerminalKit

@testable import Dashboard

/// The runtime in miniature: answers effects from the fixture, and keeps a list of them.
struct Harness {
  var state: DashboardState
  private(set) var effects: [Effect] = []
  /// Whether actions are stored at once.
  var answersActions = true
  /// Whether queries are answered at once.
  var answersQueries = true
  private var sequence: Int64 = 100

  init(
    width: Int = 120, height: Int = 40, charset: Charset = .unicode,
    snapshot: Snapshot? = Fixture.snapshot(), settings: DashboardSettings = .init()
  ) {
    state = DashboardState(analyst: "kim", charset: charset, settings: settings)
    send(.resize(Size(width: width, height: height)))
    send(
      .themes(
        [
          ThemeChoice(name: "dark", variant: "dark"), ThemeChoice(name: "light", variant: "light"),
          ThemeChoice(name: "high-contrast", variant: "dark"),
        ], current: "dark"))
    if let snapshot { send(.snapshot(snapshot)) }
  }

  mutating func send(_ message: Message) {
    var queue = [message]
    while !queue.isEmpty {
      for effect in Dashboard.update(&state, queue.removeFirst()) {
        effects.append(effect)
        if let answer = answer(effect) { queue.append(answer) }
      }
    }
  }

  private mutating func answer(_ effect: Effect) -> Message? {
    switch effect {
    case .loadFinding(let id) where answersQueries:
      return .findingDetail(id: id, Fixture.findingDetail(id))
    case .loadCredential(let id) where answersQueries:
      return .credentialDetail(id: id, Fixture.credentialDetail(id))
    case .loadChart(let request) where answersQueries: return .chart(Fixture.chart(request))
    case .loadAudit where answersQueries:
      return .audit(Fixture.findingDetail(Fixture.findings[0].finding.id)?.history.reversed() ?? [])
    case .act(let request, let drafts) where answersActions:
      return .acted(
        request: request,
        drafts.map { draft in
          sequence += 1
          return ActionOutcome(finding: draft.finding, result: .stored(sequence: sequence))
        })
    default: return nil
    }
  }

  /// Feeds keys: letters as they are, others as `<Enter>`, `<Esc>`, `<C-r>`.
  mutating func type(_ script: String) {
    var rest = script[...]
    while let first = rest.first {
      if first == "<", let end = rest.firstIndex(of: ">"),
        let key = Self.named[String(rest[rest.index(after: rest.startIndex)..<end])]
      {
        send(.key(key))
        rest = rest[rest.index(after: end)...]
      } else {
        send(.key(.character(first)))
        rest = rest.dropFirst()
      }
    }
  }

  static let named: [String: Key] = [
    "Enter": .enter, "Esc": .escape, "Tab": .tab, "S-Tab": .backTab, "Up": .up, "Down": .down,
    "PgDn": .pageDown, "Home": .home, "End": .end, "BS": .backspace, "C-r": .control("r"),
    "C-o": .control("o"), "C-d": .control("d"), "C-c": .control("c"), "C-u": .control("u"),
    "F1": .function(1),
  ]

  var frame: Frame { Dashboard.view(state, theme: Fixture.theme, size: state.size) }
  var text: String { frame.grid.snapshot() }

  /// The drafts of the last request.
  var lastDrafts: [ActionDraft] {
    for effect in effects.reversed() {
      if case .act(_, let drafts) = effect { return drafts }
    }
    return []
  }

  /// The number of the last request.
  var lastRequest: Int {
    for effect in effects.reversed() {
      if case .act(let request, _) = effect { return request }
    }
    return 0
  }

  /// The title of the finding under the cursor.
  var cursorTitle: String? { state.findings.current?.finding.title }
}

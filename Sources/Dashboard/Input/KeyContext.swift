/// Where a key binding holds; a pane looks keys up in several contexts, one after the other.
enum KeyContext: String, CaseIterable, Sendable, Hashable {
  case global
  case places
  case list
  case findings
  case alerts
  case inventory
  case chart
  case finding
  case credential
  case rules
  case prompt
  case menu
  case search

  /// The heading in the help.
  var title: String {
    switch self {
    case .global: "Everywhere"
    case .places: "Everywhere but on charts"
    case .list: "Lists and pages"
    case .findings: "Work on findings"
    case .alerts: "Alerts"
    case .inventory: "Inventory"
    case .chart: "Chart"
    case .finding: "A finding"
    case .credential: "A credential"
    case .rules: "Rules"
    case .prompt: "While typing"
    case .menu: "Menus"
    case .search: "Help, themes, command line"
    }
  }

  /// The contexts of a pane, most specific first.
  static func chain(_ pane: PaneID) -> [KeyContext] {
    switch pane {
    case .alerts: [.alerts, .findings, .list, .global, .places]
    case .inventory: [.inventory, .list, .global, .places]
    case .chart, .activity, .heat: [.chart, .list, .global]
    case .finding, .detail: [.finding, .findings, .list, .global, .places]
    case .credential: [.credential, .chart, .findings, .list, .global]
    case .rules: [.rules, .list, .global, .places]
    case .sources, .failures, .audit, .ruleProblems: [.list, .global, .places]
    }
  }
}

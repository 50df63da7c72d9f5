import TerminalKit

enum ScreenView {
  static func draw(_ state: DashboardState, on canvas: inout Canvas) {}
}
enum HeaderView {
  static func tabBar(_ state: DashboardState, size: Size) -> TabBar { TabBar(tabs: [], active: 0) }
}
enum FindingPane {
  static func lines(_ state: DashboardState, width: Int) -> [Line] { [] }
}
enum DetailPane {
  static func lines(_ state: DashboardState, width: Int) -> [Line] { [] }
}
enum HelpView {
  static func bindings(_ help: HelpList) -> [Binding] { [] }
}

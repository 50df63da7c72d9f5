import SecurityModel
import TerminalKit

/// Puts a frame together.
enum ScreenView {
  static func draw(_ state: DashboardState, on canvas: inout Canvas) {
    let layout = ScreenLayout(state, size: canvas.grid.size)
    guard layout.tier > .tiny else {
      TinyView.draw(state, on: &canvas)
      return
    }
    HeaderView.draw(state, in: layout.header, on: &canvas)
    if !layout.tabs.isEmpty {
      canvas.draw(HeaderView.tabBar(state, size: layout.tabs.size), in: layout.tabs)
    }
    for (rect, notice) in zip(layout.banners, state.shownBanners) {
      draw(notice, in: rect, on: &canvas)
    }
    for (id, rect) in layout.panes {
      PaneRegistry.pane(id)?.draw(state, rect, layout, &canvas)
    }
    if layout.status != layout.hints { StatusView.draw(state, in: layout.status, on: &canvas) }
    StatusView.drawHints(state, layout, on: &canvas)
    OverlayView.draw(state, layout, on: &canvas)
  }

  private static func draw(_ notice: Notice, in rect: Rect, on canvas: inout Canvas) {
    let role: Role = notice.kind == .error ? .error : notice.kind == .warning ? .warning : .accent
    let style = canvas.theme.style(role, on: .panel).adding(.reverse)
    canvas.grid.fill(rect, style: style)
    let mark: SafeText = notice.kind == .error ? " ✗ " : " ! "
    canvas.grid.put(mark + notice.text, x: rect.x, y: rect.y, style: style, maxWidth: rect.width)
  }
}

/// Below 40x8: how bad it is, and the worst that nobody has looked at.
enum TinyView {
  static func draw(_ state: DashboardState, on canvas: inout Canvas) {
    let (width, height) = (canvas.grid.width, canvas.grid.height)
    guard width > 0, height > 0 else { return }
    let head = HeaderView.counts(state, isTight: true)
    canvas.put(head, x: 0, y: 0, width: width)
    guard height > 1 else { return }
    if let row = state.findings.current {
      let f = row.finding
      canvas.put(
        f.severity.badge + Line(" ") + row.state.status.badge + Line(" ")
          + Line(SafeText(untrusted: f.title, limit: 200)), x: 0, y: 1, width: width)
      if height > 3 {
        canvas.put(
          Line(CredentialLabel.text(f.credential, integration: f.integration), .textDim), x: 0,
          y: 2, width: width)
      }
    } else {
      canvas.put(Line("no open findings", .textDim), x: 0, y: 1, width: width)
    }
    guard height > 2 else { return }
    let last = Rect(x: 0, y: height - 1, width: width, height: 1)
    if state.toast != nil || state.overlay != nil {
      StatusView.draw(state, in: last, on: &canvas)
      OverlayView.drawPrompt(state, in: last, on: &canvas)
    } else {
      canvas.put(
        Line(
          ("q", .hintKey), (" quit ", .hint), ("a", .hintKey), (" ack ", .hint),
          ("40x8 shows more", .textDim)),
        x: 0, y: height - 1, width: width)
    }
  }
}

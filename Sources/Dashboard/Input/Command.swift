/// Everything a key or the command line can do; the raw value is its name there.
enum Command: String, CaseIterable, Sendable, Hashable {
  // Everywhere.
  case help
  case palette = "command"
  case filter
  case clearFilter = "clear-filter"
  case back
  case quit
  case quitNow = "quit-now"
  case alerts
  case inventory
  case chart
  case sources
  case audit
  case rules
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case zoomPane = "zoom-pane"
  case unzoomPane = "unzoom-pane"
  case historyBack = "history-back"
  case historyForward = "history-forward"
  case freeze
  case undo
  case redo
  case theme
  case mouse
  case replayPause = "replay-pause"
  case replayFaster = "replay-faster"
  case replaySlower = "replay-slower"
  case repaint
  case suspend

  // Lists.
  case down
  case up
  case pageDown = "page-down"
  case pageUp = "page-up"
  case halfDown = "half-page-down"
  case halfUp = "half-page-up"
  case top
  case bottom
  case open
  case sort
  case sortReverse = "sort-reverse"
  case copy
  case copyJSON = "copy-json"

  // Findings.
  case acknowledge
  case start
  case note
  case noteEditor = "note-editor"
  case assign
  case close
  case mute
  case reopen
  case export
  case exportAll = "export-all"
  case openCredential = "credential"

  // Alerts.
  case select
  case selectRange = "select-range"
  case selectAll = "select-all"
  case showClosed = "show-closed"

  // Rules.
  case toggleRule = "toggle-rule"

  // Inventory.
  case onlyThis = "only-this"
  case tree

  // Chart.
  case zoomIn = "chart-zoom-in"
  case zoomOut = "chart-zoom-out"
  case panLeft = "chart-earlier"
  case panRight = "chart-later"
  case panNow = "chart-now"
  case logScale = "chart-log"
  case compare = "chart-compare"
  case previousMarker = "previous-marker"
  case nextMarker = "next-marker"

  // A finding.
  case nextFinding = "next-finding"
  case previousFinding = "previous-finding"
  case rawEvidence = "raw-evidence"

  // While typing, in menus.
  case accept
  case cancel
  case complete
  case newLine = "new-line"
  case menuDown = "menu-down"
  case menuUp = "menu-up"
  case searchDown = "next-match"
  case searchUp = "previous-match"
}

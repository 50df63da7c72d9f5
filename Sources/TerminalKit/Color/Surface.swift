/// What a piece of the screen lies on: decides the background and what stands out against it.
public enum Surface: UInt8, Sendable, CaseIterable, Hashable {
  /// The screen itself.
  case background
  /// Header, tab bar, hint line.
  case panel
  /// The row under the cursor in the focused pane.
  case selection
  /// The row under the cursor in a pane without the focus, and rows picked for a bulk action.
  case selectionDim
  /// Menus, help and dialogs above the rest.
  case popup

  /// The name in theme files: `selection_dim`.
  public var name: String {
    switch self {
    case .background: "background"
    case .panel: "panel"
    case .selection: "selection"
    case .selectionDim: "selection_dim"
    case .popup: "popup"
    }
  }
}

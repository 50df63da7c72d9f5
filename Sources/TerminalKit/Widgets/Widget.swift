/// Something that draws itself into a rectangle of a frame.
///
/// Drawing is a pure function of the value: no state is kept, nothing is drawn outside of `rect`,
/// and any rectangle is accepted, empty ones too.
public protocol Widget {
  /// Draws into `rect` of `grid` in the looks of `theme`.
  func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme)
}

/// The views that can be reached by a number key, and where the user is.
public struct TabBar: Widget {
  /// One view.
  public struct Tab: Sendable, Hashable {
    /// The key that leads there.
    public var key: SafeText
    /// The name of the view.
    public var title: SafeText
    /// A number behind the name, such as open findings.
    public var badge: Line

    /// Makes a tab.
    public init(key: SafeText, title: SafeText, badge: Line = Line()) {
      self.key = key
      self.title = title
      self.badge = badge
    }

    fileprivate func line(isActive: Bool, isShort: Bool) -> Line {
      let role: Role = isActive ? .tabActive : .tabInactive
      var line = Line(" ", role)
      line.append(key, isActive ? .tabActive : .hintKey)
      if !isShort {
        line.append(" ", role)
        line.append(title, role)
        if badge.width > 0 { line = line + Line(" ", role) + badge }
      }
      line.append(" ", role)
      return line
    }
  }

  /// The views from left to right.
  public var tabs: [Tab]
  /// Index of the view in front.
  public var active: Int
  /// Shown at the right when there is room, such as the path of a drill-down.
  public var trailing: Line

  /// Makes a tab bar.
  public init(tabs: [Tab], active: Int, trailing: Line = Line()) {
    self.tabs = tabs
    self.active = active
    self.trailing = trailing
  }

  /// The columns of each tab in a bar of `width`, for drawing and for the mouse.
  ///
  /// When not all fit, the inactive ones shrink to their key; then those at the end are left out.
  public func layout(width: Int) -> [Range<Int>] {
    let full = ranges { _ in false }
    if (full.last?.upperBound ?? 0) <= width { return full }
    return ranges { $0 != active }.map { range in
      range.lowerBound >= width
        ? width..<width : range.lowerBound..<min(width, range.upperBound)
    }
  }

  private func ranges(isShort: (Int) -> Bool) -> [Range<Int>] {
    var x = 0
    return tabs.enumerated().map { index, tab in
      let width = tab.line(isActive: index == active, isShort: isShort(index)).width
      defer { x += width }
      return x..<(x + width)
    }
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let rect = rect.row(0)
    grid.fill(rect, style: theme.fill(.panel))
    guard !rect.isEmpty else { return }
    let full = ranges { _ in false }
    let isTight = (full.last?.upperBound ?? 0) > rect.width
    let ranges = layout(width: rect.width)
    for (index, tab) in tabs.enumerated() {
      let isActive = index == active
      let surface: Surface = isActive ? .background : .panel
      let line = tab.line(isActive: isActive, isShort: isTight && !isActive)
      grid.put(
        line, x: rect.x + ranges[index].lowerBound, y: rect.y, theme: theme, on: surface,
        maxWidth: ranges[index].count)
    }
    let end = ranges.last?.upperBound ?? 0
    if trailing.width > 0, end + trailing.width + 2 <= rect.width {
      grid.put(
        trailing, x: rect.maxX - trailing.width - 1, y: rect.y, theme: theme, on: .panel,
        maxWidth: trailing.width)
    }
  }
}

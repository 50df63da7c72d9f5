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

    fileprivate func line(isActive: Bool, _ detail: Detail, endsInBlank: Bool = true) -> Line {
      let role: Role = isActive ? .tabActive : .tabInactive
      var line = Line(" ", role)
      line.append(key, isActive ? .tabActive : .hintKey)
      if detail > .keys {
        line.append(" ", role)
        line.append(title, role)
        if badge.width > 0, detail == .badges { line = line + Line(" ", role) + badge }
      }
      if endsInBlank { line.append(" ", role) }
      return line
    }
  }

  /// The views from left to right.
  public var tabs: [Tab]
  /// Index of the view in front.
  public var active: Int
  /// Shown at the right when there is room, such as the path of a drill-down.
  public var trailing: Line
  /// Whether titles step back for `trailing` where there is no room for both.
  public var prefersTrailing: Bool

  /// Makes a tab bar.
  public init(tabs: [Tab], active: Int, trailing: Line = Line(), prefersTrailing: Bool = false) {
    self.tabs = tabs
    self.active = active
    self.trailing = trailing
    self.prefersTrailing = prefersTrailing
  }

  /// The columns of each tab in a bar of `width`, for drawing and for the mouse.
  ///
  /// When not all fit, the badges go first; then the inactive ones shrink to their key; then those
  /// at the end are left out.
  public func layout(width: Int) -> [Range<Int>] {
    ranges(detail(width: width)).map { range in
      range.lowerBound >= width
        ? width..<width : range.lowerBound..<min(width, range.upperBound)
    }
  }

  /// How much of a tab is shown.
  fileprivate enum Detail: Int, Comparable {
    case keys
    case titles
    case badges

    static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
  }

  /// How much of the inactive tabs there is room for. The blank behind the last one may be cut.
  private func detail(width: Int) -> Detail {
    let room = prefersTrailing && trailing.width > 0 ? width - trailing.width - 2 : width
    for detail in [Detail.badges, .titles]
    where (ranges(detail).last?.upperBound ?? 0) - 1 <= room { return detail }
    return .keys
  }

  private func line(_ index: Int, _ detail: Detail, endsInBlank: Bool = true) -> Line {
    let isActive = index == active
    // The active one keeps its title and, when only keys are left, its badge too.
    return tabs[index].line(
      isActive: isActive, isActive && detail == .keys ? .badges : detail, endsInBlank: endsInBlank)
  }

  private func ranges(_ detail: Detail) -> [Range<Int>] {
    var x = 0
    return tabs.indices.map { index in
      let width = line(index, detail).width
      defer { x += width }
      return x..<(x + width)
    }
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let rect = rect.row(0)
    grid.fill(rect, style: theme.fill(.panel))
    guard !rect.isEmpty else { return }
    let detail = detail(width: rect.width)
    let ranges = layout(width: rect.width)
    for index in tabs.indices {
      let isActive = index == active
      let surface: Surface = isActive ? .background : .panel
      let whole = line(index, detail)
      let isCut = ranges[index].count == whole.width - 1
      grid.put(
        isCut ? line(index, detail, endsInBlank: false) : whole,
        x: rect.x + ranges[index].lowerBound, y: rect.y, theme: theme, on: surface,
        maxWidth: ranges[index].count)
    }
    let end = ranges.last?.upperBound ?? 0
    if trailing.width > 0, end + trailing.width + 1 <= rect.width {
      grid.put(
        trailing, x: rect.maxX - trailing.width - 1, y: rect.y, theme: theme, on: .panel,
        maxWidth: trailing.width)
    }
  }
}

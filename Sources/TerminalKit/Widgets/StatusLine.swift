/// The keys that do something at the moment, on one line.
public struct StatusLine: Widget {
  /// One key and what it does.
  public struct Hint: Sendable, Hashable {
    /// The key as it stands on the keyboard.
    public var key: SafeText
    /// What it does, in one or two words.
    public var label: SafeText
    /// Hints with a lower value are dropped first when the line is short.
    public var priority: Int

    /// Makes a hint.
    public init(_ key: SafeText, _ label: SafeText, priority: Int = 0) {
      self.key = key
      self.label = label
      self.priority = priority
    }

    /// Cells of ` key label`.
    fileprivate var width: Int { key.width + label.width + 2 }
  }

  /// The hints from left to right.
  public var hints: [Hint]
  /// Shown at the right when there is room, such as a mode.
  public var trailing: Line

  /// Makes a line of hints.
  public init(hints: [Hint], trailing: Line = Line()) {
    self.hints = hints
    self.trailing = trailing
  }

  /// Indices of the hints that fit in `width`, in their order.
  public func visible(width: Int) -> [Int] {
    var kept = Array(hints.indices)
    var used = kept.reduce(0) { $0 + hints[$1].width + 1 }
    while used > width, !kept.isEmpty {
      // The last one among the least important goes.
      var victim = 0
      for position in kept.indices
      where hints[kept[position]].priority <= hints[kept[victim]].priority {
        victim = position
      }
      used -= hints[kept[victim]].width + 1
      kept.remove(at: victim)
    }
    return kept
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let rect = rect.row(0)
    grid.fill(rect, style: theme.fill(.panel))
    guard !rect.isEmpty else { return }
    var x = rect.x
    for index in visible(width: rect.width) {
      let hint = hints[index]
      x = grid.put(hint.key, x: x + 1, y: rect.y, style: theme.style(.hintKey, on: .panel))
      x = grid.put(hint.label, x: x + 1, y: rect.y, style: theme.style(.hint, on: .panel)) + 1
    }
    if trailing.width > 0, x - rect.x + trailing.width + 2 <= rect.width {
      grid.put(
        trailing, x: rect.maxX - trailing.width - 1, y: rect.y, theme: theme, on: .panel)
    }
  }
}

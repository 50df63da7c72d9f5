/// Decides which columns of a table are shown and how wide.
public enum TableLayout {
  /// Widths for columns in `total` cells, gaps not counted in the widths; nil for a dropped column.
  ///
  /// Columns are dropped by falling drop priority until all minimums fit. What is left first brings
  /// columns to their ideal width, from left to right, then goes to the flexible ones.
  public static func widths(_ columns: [Table.Column], total: Int) -> [Int?] {
    var widths: [Int?] = columns.map { $0.minimum }
    while used(widths) > total, let victim = victim(columns, widths) { widths[victim] = nil }
    var rest = total - used(widths)
    if rest < 0 { return squeezed(widths, total: total) }
    for (index, column) in columns.enumerated() {
      guard let width = widths[index] else { continue }
      let growth = min(rest, column.ideal - width)
      widths[index] = width + growth
      rest -= growth
    }
    var flexible = columns.indices.filter { widths[$0] != nil && columns[$0].isFlexible }
    while rest > 0, let index = flexible.popLast() {
      let share = rest / (flexible.count + 1)
      widths[index] = (widths[index] ?? 0) + share
      rest -= share
    }
    return widths
  }

  private static func used(_ widths: [Int?]) -> Int {
    let shown = widths.compactMap { $0 }
    return shown.reduce(0, +) + max(0, shown.count - 1) * Table.gap
  }

  private static func victim(_ columns: [Table.Column], _ widths: [Int?]) -> Int? {
    var victim: Int?
    for (index, column) in columns.enumerated() where widths[index] != nil {
      guard column.dropPriority > 0 else { continue }
      if let current = victim, columns[current].dropPriority > column.dropPriority { continue }
      victim = index
    }
    return victim
  }

  /// Even the columns that must stay do not fit: the leading ones get what there is.
  private static func squeezed(_ widths: [Int?], total: Int) -> [Int?] {
    var rest = total
    return widths.map { width in
      guard let width, rest > 0 else { return nil }
      let given = min(width, rest)
      rest -= given + Table.gap
      return given
    }
  }
}

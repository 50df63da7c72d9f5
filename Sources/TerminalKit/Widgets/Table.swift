/// A list in columns that adapts to the width and draws only the rows in view.
///
/// Every row starts with a gutter of two cells: `>` marks the cursor, `*` a row picked for a bulk
/// action, so both are seen without colour.
public struct Table: Widget {
  /// One column.
  public struct Column: Sendable, Hashable {
    /// The heading.
    public var title: SafeText
    /// Where values stand; numbers belong to the right.
    public var alignment: Alignment
    /// The least width at which the column is worth showing.
    public var minimum: Int
    /// The width at which nothing is cut.
    public var ideal: Int
    /// Columns with a higher value are dropped earlier; 0 is never dropped.
    public var dropPriority: Int
    /// Whether the column takes the space that is left.
    public var isFlexible: Bool

    /// Makes a column.
    public init(
      _ title: SafeText, minimum: Int, ideal: Int, alignment: Alignment = .leading,
      dropPriority: Int = 0, isFlexible: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.minimum = max(1, minimum)
      self.ideal = max(self.minimum, ideal)
      self.dropPriority = dropPriority
      self.isFlexible = isFlexible
    }
  }

  /// One row; a cell for each column.
  public struct Row: Sendable, Hashable {
    /// The values, in the order of the columns; missing ones are blank.
    public var cells: [Line]
    /// Whether the row is picked for a bulk action.
    public var isMarked: Bool
    /// Whether the row steps back, such as a closed finding.
    public var isDim: Bool

    /// Makes a row.
    public init(_ cells: [Line], isMarked: Bool = false, isDim: Bool = false) {
      self.cells = cells
      self.isMarked = isMarked
      self.isDim = isDim
    }
  }

  /// The column that rows are sorted by.
  public struct Sort: Sendable, Hashable {
    /// Index of the column.
    public var column: Int
    /// Whether the smallest value comes first.
    public var isAscending: Bool

    /// Makes a sort order.
    public init(column: Int, isAscending: Bool) {
      self.column = column
      self.isAscending = isAscending
    }
  }

  /// Cells in front of the first column.
  public static let gutter = 2
  /// Cells between columns.
  public static let gap = 1

  /// The columns from left to right.
  public var columns: [Column]
  /// How many rows the list has.
  public var rowCount: Int
  /// Cursor and part in view.
  public var state: ScrollState
  /// Whether keys go to this list.
  public var isFocused: Bool
  /// Whether the first line holds the headings.
  public var showsHeader: Bool
  /// The column under the header cursor, if there is one.
  public var headerCursor: Int?
  /// The column that rows are sorted by.
  public var sort: Sort?
  /// What the list lies on.
  public var surface: Surface
  /// Shown in the middle when there are no rows.
  public var emptyText: Line
  /// Makes the row at an index; called for the rows in view only.
  public var row: (Int) -> Row

  /// Makes a table.
  public init(
    columns: [Column], rowCount: Int, state: ScrollState, isFocused: Bool = true,
    showsHeader: Bool = true, headerCursor: Int? = nil, sort: Sort? = nil,
    surface: Surface = .background, emptyText: Line = Line(), row: @escaping (Int) -> Row
  ) {
    self.columns = columns
    self.rowCount = max(0, rowCount)
    self.state = state
    self.isFocused = isFocused
    self.showsHeader = showsHeader
    self.headerCursor = headerCursor
    self.sort = sort
    self.surface = surface
    self.emptyText = emptyText
    self.row = row
  }

  /// How many rows fit in a rectangle, for `ScrollState.settle`.
  public static func visibleRows(_ rect: Rect, showsHeader: Bool = true) -> Int {
    max(0, rect.height - (showsHeader && rect.height > 1 ? 1 : 0))
  }

  /// The row under a position, for the mouse; nil on the heading and below the last row.
  public func row(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point) else { return nil }
    let header = showsHeader && rect.height > 1 ? 1 : 0
    let line = point.y - rect.y - header
    let height = rect.height - header
    guard line >= 0 else { return nil }
    let index = state.settled(count: rowCount, height: height).offset + line
    return index < rowCount ? index : nil
  }

  /// The column at an offset from the left edge of a table of that width, for the mouse.
  public func column(at x: Int, width: Int) -> Int? {
    var left = Table.gutter
    for (index, width) in TableLayout.widths(columns, total: width - Table.gutter).enumerated() {
      guard let width else { continue }
      if x >= left, x < left + width + Table.gap { return index }
      left += width + Table.gap
    }
    return nil
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    grid.fill(rect, style: theme.fill(surface))
    guard !rect.isEmpty else { return }
    let widths = TableLayout.widths(columns, total: rect.width - Table.gutter)
    var body = rect
    if showsHeader, rect.height > 1 {
      drawHeader(on: &grid, in: rect.row(0), widths: widths, theme: theme)
      body = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
    }
    if rowCount == 0 {
      grid.put(
        emptyText, x: body.x, y: body.y + (body.height - 1) / 2, theme: theme, on: surface,
        maxWidth: body.width, align: .center)
      return
    }
    let view = state.settled(count: rowCount, height: body.height)
    for line in 0..<body.height where view.offset + line < rowCount {
      let index = view.offset + line
      draw(
        row(index), isCursor: index == view.cursor, on: &grid, in: body.row(line), widths: widths,
        theme: theme)
    }
  }

  private func drawHeader(
    on grid: inout CellGrid, in rect: Rect, widths: [Int?], theme: Theme
  ) {
    var x = rect.x + Table.gutter
    for (index, column) in columns.enumerated() {
      guard let width = widths[index] else { continue }
      var title = column.title
      let isSorted = sort?.column == index
      if isSorted {
        let arrow: SafeText = sort?.isAscending == true ? "▲" : "▼"
        title = title.prefix(width - 1) + arrow
      }
      var style = theme.style(isSorted ? .accent : .textDim, on: surface)
      if isSorted { style = style.adding(.bold) }
      if headerCursor == index { style = style.adding(.reverse) }
      let text = title.fitted(to: width, align: column.alignment)
      grid.put(text, x: x, y: rect.y, style: style, maxWidth: rect.maxX - x)
      x += width + Table.gap
    }
  }

  private func draw(
    _ row: Row, isCursor: Bool, on grid: inout CellGrid, in rect: Rect, widths: [Int?],
    theme: Theme
  ) {
    let place: Surface =
      isCursor ? (isFocused ? .selection : .selectionDim) : (row.isMarked ? .selectionDim : surface)
    if place != surface { grid.fill(rect, style: theme.fill(place)) }
    let pointer = theme.style(isFocused ? .accent : .textDim, on: place)
    if isCursor { grid.put(">", x: rect.x, y: rect.y, style: pointer, maxWidth: rect.width) }
    if row.isMarked, rect.width > 1 {
      grid.put("*", x: rect.x + 1, y: rect.y, style: theme.style(.accent, on: place))
    }
    var x = rect.x + Table.gutter
    for (index, cell) in zip(columns.indices, row.cells) {
      guard let width = widths[index] else { continue }
      let line = row.isDim ? Table.dimmed(cell) : cell
      grid.put(
        line, x: x, y: rect.y, theme: theme, on: place, maxWidth: min(width, rect.maxX - x),
        align: columns[index].alignment)
      x += width + Table.gap
    }
  }

  private static func dimmed(_ cell: Line) -> Line {
    Line(cell.spans.map { Span($0.text, .textDim) })
  }
}

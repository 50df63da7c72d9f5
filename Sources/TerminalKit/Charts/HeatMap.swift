/// Activity by weekday and hour: 7 rows of 24 values, Monday first, hours in UTC.
public struct HeatMap: Widget {
  /// 168 values, Monday 00 first; nil where nothing is known. Missing values count as nil.
  public var values: [Double?]
  /// The slot to point out, such as the one of an alert: weekday 0 to 6 and hour 0 to 23.
  public var highlight: (weekday: Int, hour: Int)?
  /// The value of the darkest step; nil takes the largest one.
  public var maximum: Double?
  /// What it lies on.
  public var surface: Surface

  /// Makes a heat map.
  public init(
    values: [Double?], highlight: (weekday: Int, hour: Int)? = nil, maximum: Double? = nil,
    surface: Surface = .background
  ) {
    self.values = values
    self.highlight = highlight
    self.maximum = maximum
    self.surface = surface
  }

  /// The rows it wants: heading, seven days, legend.
  public static let idealHeight = 9
  private static let labelWidth = 4
  private static let days: [SafeText] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// How hours are put into columns.
  private struct Grouping {
    /// Hours a column stands for.
    let hours: Int
    /// Cells a column takes.
    let cells: Int
  }

  private func grouping(_ width: Int) -> Grouping? {
    let room = width - HeatMap.labelWidth
    if room >= 24 { return Grouping(hours: 1, cells: min(4, room / 24)) }
    for hours in [2, 3, 4, 6] where room >= 24 / hours { return Grouping(hours: hours, cells: 1) }
    return nil
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    guard !rect.isEmpty, let grouping = grouping(rect.width) else { return }
    let largest = maximum ?? values.reduce(0) { max($0, $1 ?? 0) }
    let scale = largest.isFinite ? largest : 1
    let merges = rect.height < 7
    let rows = merges ? 1 : 7
    let hasHeading = rect.height > rows
    let top = rect.y + (hasHeading ? 1 : 0)
    if hasHeading { drawHours(on: &grid, in: rect, grouping, theme) }
    for row in 0..<rows {
      let label = merges ? "all" : HeatMap.days[row]
      let y = top + row
      grid.put(
        label, x: rect.x, y: y, style: theme.style(.textDim, on: surface), maxWidth: rect.width)
      for column in 0..<(24 / grouping.hours) {
        let slots = slots(row: merges ? nil : row, column: column, grouping)
        let value = slots.compactMap { slot in slot < values.count ? values[slot] : nil }.max()
        let isHighlighted =
          highlight.map { slots.contains($0.weekday * 24 + $0.hour) } ?? false
        let x = rect.x + HeatMap.labelWidth + column * grouping.cells
        for cell in 0..<grouping.cells {
          drawValue(
            value, largest: scale, isHighlighted: isHighlighted, x: x + cell, y: y, on: &grid,
            theme: theme)
        }
      }
    }
    if rect.height >= rows + 2 {
      drawLegend(largest: scale, on: &grid, in: rect.row(rows + 1), theme: theme)
    }
  }

  private func slots(row: Int?, column: Int, _ grouping: Grouping) -> [Int] {
    let days = row.map { $0..<($0 + 1) } ?? 0..<7
    let hours = (column * grouping.hours)..<((column + 1) * grouping.hours)
    return days.flatMap { day in hours.map { day * 24 + $0 } }
  }

  private func drawHours(
    on grid: inout CellGrid, in rect: Rect, _ grouping: Grouping, _ theme: Theme
  ) {
    let style = theme.style(.chartAxis, on: surface)
    let columns = 24 / grouping.hours
    let every = grouping.cells >= 3 ? 1 : (grouping.cells == 2 ? 2 : 3)
    for column in stride(from: 0, to: columns, by: every) {
      let hour = column * grouping.hours
      let text = SafeText(trusted: hour < 10 ? "0\(hour)" : "\(hour)")
      grid.put(
        text, x: rect.x + HeatMap.labelWidth + column * grouping.cells, y: rect.y, style: style,
        maxWidth: max(2, grouping.cells))
    }
    grid.put("UTC", x: rect.x, y: rect.y, style: style, maxWidth: HeatMap.labelWidth - 1)
  }

  /// 0 for none, then four steps; the root spreads the low values, where the surprises are.
  static func level(_ value: Double, largest: Double) -> Int {
    guard value > 0, largest > 0 else { return 0 }
    let part = min(1, value / largest).squareRoot()
    return min(4, max(1, Int((part * 4).rounded(.up))))
  }

  private static let roles: [Role] = [.heat0, .heat1, .heat2, .heat3, .heat4]
  private static let shades: [Unicode.Scalar] = ["·", "░", "▒", "▓", "█"]
  private static let marks: [Unicode.Scalar] = [".", ":", "+", "#", "@"]

  private func drawValue(
    _ value: Double?, largest: Double, isHighlighted: Bool, x: Int, y: Int,
    on grid: inout CellGrid, theme: Theme
  ) {
    let level = value.map { HeatMap.level($0, largest: largest) }
    var style = theme.style(level.map { HeatMap.roles[$0] } ?? .textDim, on: surface)
    if isHighlighted { style = theme.style(.marker, on: surface).adding([.reverse, .bold]) }
    let steps = grid.charset.hasShades ? HeatMap.shades : HeatMap.marks
    grid.put(level.map { steps[$0] } ?? " ", x: x, y: y, style: style)
  }

  private func drawLegend(
    largest: Double, on grid: inout CellGrid, in rect: Rect, theme: Theme
  ) {
    let dim = theme.style(.chartAxis, on: surface)
    var x = rect.x + HeatMap.labelWidth
    guard rect.width >= 27 else { return }
    x = grid.put("0 ", x: x, y: rect.y, style: dim)
    let steps = grid.charset.hasShades ? HeatMap.shades : HeatMap.marks
    for (step, role) in zip(steps, HeatMap.roles) {
      grid.put(step, x: x, y: rect.y, style: theme.style(role, on: surface))
      x += 1
    }
    x = grid.put(" ", x: x, y: rect.y, style: dim)
    x = grid.put(CompactNumber.text(largest), x: x, y: rect.y, style: dim)
    let note: SafeText = "  blank: no data"
    if x + note.width <= rect.maxX { grid.put(note, x: x, y: rect.y, style: dim) }
  }
}

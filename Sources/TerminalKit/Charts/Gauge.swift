/// A share as a bar with its percentage.
public struct Gauge: Widget {
  /// 0 to 1, or nil when it is not known.
  public var fraction: Double?
  /// Shown in front of the bar.
  public var label: SafeText
  /// The colour of the filled part.
  public var role: Role
  /// What it lies on.
  public var surface: Surface

  /// Makes a gauge.
  public init(
    fraction: Double?, label: SafeText = .empty, role: Role = .gaugeFill,
    surface: Surface = .background
  ) {
    self.fraction = fraction
    self.label = label
    self.role = role
    self.surface = surface
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let rect = rect.row(0)
    guard !rect.isEmpty else { return }
    var x = rect.x
    if !label.isEmpty, label.width + 9 <= rect.width {
      x = grid.put(label, x: x, y: rect.y, style: theme.style(.text, on: surface)) + 1
    }
    let known = fraction.flatMap { $0.isNaN ? nil : min(1, max(0, $0)) }
    let number = known.map(CompactNumber.percent) ?? "-"
    let bar = rect.maxX - x - 5
    if bar > 0 {
      let eighths = Int((known ?? 0) * Double(bar * 8))
      for cell in 0..<bar {
        let level = min(8, max(0, eighths - cell * 8))
        draw(level, x: x + cell, y: rect.y, on: &grid, theme: theme)
      }
    }
    grid.put(
      number.padded(to: min(4, rect.width), align: .trailing), x: max(rect.x, rect.maxX - 4),
      y: rect.y, style: theme.style(.text, on: surface), maxWidth: rect.width)
  }

  private func draw(_ level: Int, x: Int, y: Int, on grid: inout CellGrid, theme: Theme) {
    let filled = theme.style(role, on: surface)
    let empty = theme.style(.gaugeEmpty, on: surface)
    if level == 0 {
      let track: Unicode.Scalar = grid.charset.hasShades ? "░" : "."
      grid.put(track, x: x, y: y, style: empty)
    } else if level == 8 || !grid.charset.hasEighths {
      let full: Unicode.Scalar = grid.charset.hasShades ? "█" : "#"
      let half: Unicode.Scalar = grid.charset.hasShades ? "▌" : "="
      grid.put(level >= 6 ? full : half, x: x, y: y, style: filled)
    } else {
      // U+2588 is full, U+258F one eighth.
      let partial = Unicode.Scalar(0x2590 - UInt32(level)) ?? "█"
      grid.put(partial, x: x, y: y, style: filled)
    }
  }
}

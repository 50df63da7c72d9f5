/// One row of text in several roles.
public struct Line: Sendable, Hashable {
  /// The pieces from left to right.
  public var spans: [Span]

  /// - Parameter spans: the pieces from left to right.
  public init(_ spans: [Span] = []) { self.spans = spans }

  /// A row in one role.
  public init(_ text: SafeText, _ role: Role = .text) { spans = [Span(text, role)] }

  /// Cells the row takes.
  public var width: Int { spans.reduce(0) { $0 + $1.text.width } }

  /// The row as shown, without roles.
  public var text: SafeText { spans.map(\.text).joined() }

  /// Characters of the input that were escaped, replaced or dropped.
  public var escapedCount: Int { spans.reduce(0) { $0 + $1.text.escapedCount } }

  /// Appends a piece.
  public mutating func append(_ text: SafeText, _ role: Role = .text) {
    spans.append(Span(text, role))
  }

  /// One row after the other.
  public static func + (left: Line, right: Line) -> Line { Line(left.spans + right.spans) }

  /// The row cut to at most `width` cells, ending in `…` when something was left out.
  public func truncated(to width: Int) -> Line {
    guard self.width > width else { return self }
    var left = max(0, width)
    var kept: [Span] = []
    for span in spans {
      // The rest of the row does not fit: this piece has to make room for the ellipsis.
      if span.text.width >= left {
        let cut = span.text.width > left ? span.text : span.text + "…"
        kept.append(Span(cut.truncated(to: left), span.role))
        break
      }
      kept.append(span)
      left -= span.text.width
    }
    return Line(kept)
  }
}

extension Line: ExpressibleByStringLiteral {
  /// Our own text in the role `.text`.
  public init(stringLiteral value: StaticString) {
    self.init(SafeText(stringLiteral: value))
  }
}

extension CellGrid {
  /// Draws a row of text in several roles.
  /// - Parameters:
  ///   - line: what to draw.
  ///   - x: column of the first cell.
  ///   - y: row.
  ///   - surface: what the text lies on.
  ///   - maxWidth: the most cells to draw; a longer row ends in `…`.
  ///   - align: where the row stands within `maxWidth` when it is shorter.
  /// - Returns: the column after the text.
  @discardableResult
  public mutating func put(
    _ line: Line, x: Int, y: Int, theme: Theme, on surface: Surface = .background,
    maxWidth: Int = CellGrid.largestSide, align: Alignment = .leading
  ) -> Int {
    let total = line.width
    let shown = total > maxWidth ? line.truncated(to: maxWidth) : line
    var column = x
    switch align {
    case .leading: break
    case .center: column += max(0, (maxWidth - total) / 2)
    case .trailing: column += max(0, maxWidth - total)
    }
    let end = x + maxWidth
    for span in shown.spans {
      column = put(
        span.text, x: column, y: y, style: theme.style(span.role, on: surface),
        maxWidth: end - column)
    }
    return column
  }
}

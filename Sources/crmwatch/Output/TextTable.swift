import TerminalKit

/// Rows of cells: aligned with a header for people, tab-separated without one for programs.
struct TextTable {
  private let columns: [String]
  /// Columns whose cells are numbers and stand at the right.
  private let numeric: Set<String>
  private var rows: [[SafeText]] = []

  init(_ columns: [String], numeric: Set<String> = []) {
    self.columns = columns
    self.numeric = numeric
  }

  /// Adds a row; every cell is neutralised.
  mutating func add(_ cells: [String]) { rows.append(cells.map { SafeText(untrusted: $0) }) }

  var isEmpty: Bool { rows.isEmpty }

  /// Writes the rows.
  /// - Parameter indent: blanks before each line for people.
  func write(to output: LineOutput, _ console: Console, indent: Int = 0) {
    guard console.isTerminal else {
      for row in rows { output.line(row.map(\.plain).joined(separator: "\t")) }
      return
    }
    aligned(to: output, console, indent: indent)
  }

  /// Writes aligned rows with their header, whatever the output is.
  func aligned(to output: LineOutput, _ console: Console, indent: Int = 0) {
    let header = columns.map { SafeText(trusted: $0) }
    let widths = columns.indices.map { i in
      rows.reduce(header[i].width) { max($0, i < $1.count ? $1[i].width : 0) }
    }
    let blank = String(repeating: " ", count: indent)
    output.line(blank + console.styled(line(header, widths, limit: console.width), .strong))
    for row in rows {
      output.line(blank + line(row, widths, limit: console.isTerminal ? console.width : .max))
    }
  }

  private func line(_ cells: [SafeText], _ widths: [Int], limit: Int) -> String {
    var text = ""
    var used = 0
    for (i, cell) in cells.enumerated() {
      let isLast = i == cells.count - 1
      let gap = String(repeating: " ", count: max(0, widths[i] - cell.width))
      if numeric.contains(columns[i]) {
        text += gap + cell.plain
      } else if isLast {
        text += limit == .max ? cell.plain : cell.truncated(to: max(10, limit - used)).plain
      } else {
        text += cell.plain + gap
      }
      used += widths[i] + 2
      if !isLast { text += "  " }
    }
    return text
  }
}

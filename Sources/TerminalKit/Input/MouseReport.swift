/// Reads mouse reports in SGR form (xterm mode 1006).
public enum MouseReport {
  /// The longest report that is read, without its introducer: three numbers of five digits.
  public static let longest = 18

  /// Reads `button;column;row` with its final `M` or `m`.
  /// - Parameter report: what follows `ESC [ <`.
  /// - Returns: nil for anything that is not a report, and for moves without a button.
  public static func parse(_ report: some StringProtocol) -> MouseEvent? {
    guard let final = report.last, final == "M" || final == "m" else { return nil }
    let numbers = report.dropLast().split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard numbers.count == 3, let code = numbers[0], let column = numbers[1],
      let row = numbers[2], column >= 1, row >= 1, column <= 10_000, row <= 10_000, code >= 0
    else { return nil }
    let action: MouseEvent.Action
    let button: MouseEvent.Button
    if code & 64 != 0 {
      guard code & 3 < 2 else { return nil }
      action = code & 1 == 0 ? .scrollUp : .scrollDown
      button = .none
    } else {
      let buttons: [MouseEvent.Button] = [.left, .middle, .right, .none]
      button = buttons[code & 3]
      let isMove = code & 32 != 0
      if isMove, button == .none { return nil }
      action = isMove ? .drag : (final == "M" ? .press : .release)
    }
    return MouseEvent(
      action: action, button: button, position: Point(x: column - 1, y: row - 1),
      shift: code & 4 != 0, control: code & 16 != 0, alt: code & 8 != 0)
  }
}

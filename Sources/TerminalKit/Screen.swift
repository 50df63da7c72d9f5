/// The terminal as the dashboard sees it; `TerminalDriver` has the real one, tests a recording one.
@MainActor
public protocol Screen: AnyObject {
  /// The present size in cells.
  var size: Size { get }
  /// What the terminal's font and locale can show.
  var charset: Charset { get }
  /// How many colours the terminal has; resolve the theme for this depth.
  var colorDepth: ColorDepth { get }

  /// Shows the grid. Only cells that differ from the last frame are written.
  /// - Parameters:
  ///   - grid: the frame; parts beyond the screen are cut off, missing parts are blank.
  ///   - cursor: where the blinking cursor stands, or nil to hide it.
  func draw(_ grid: CellGrid, cursor: Point?)

  /// Waits until a key arrives, `wake` becomes readable, or the time is over.
  ///
  /// The bytes in `wake` are left for the caller to read.
  /// - Parameters:
  ///   - timeoutMilliseconds: the longest wait; nil waits for ever and costs nothing.
  ///   - wake: a file descriptor to watch as well, such as the reading end of a pipe.
  func wait(timeoutMilliseconds: Int?, wake: Int32?) -> ScreenInput

  /// Repaints everything with the next `draw`, for C-l or after other output.
  func repaint()

  /// Gives the terminal back, for an editor or a pager; `resume` takes it again.
  func suspend()

  /// Takes the terminal again after `suspend`; the next `draw` repaints everything.
  func resume()

  /// Stops the process as `^Z` does; returns when it has been continued.
  func stopProcess()

  /// Rings.
  func bell()

  /// Sends a desktop notification, if the terminal knows how (OSC 9); at most 80 plain characters.
  func notify(_ text: SafeText)

  /// Puts text on the clipboard of the user's own machine, through ssh and tmux too (OSC 52).
  /// - Returns: whether the text was short enough to be sent.
  @discardableResult
  func copyToClipboard(_ text: SafeText) -> Bool

  /// Takes or leaves the mouse; while it is left, the terminal selects text by itself.
  func setMouse(_ enabled: Bool)

  /// Restores the terminal for good.
  func shutdown()
}

extension Screen {
  /// Shows the grid without a cursor.
  public func draw(_ grid: CellGrid) { draw(grid, cursor: nil) }
}

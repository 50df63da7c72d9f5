import CTerminal
public import TerminalKit

/// The terminal through ncursesw.
///
/// ncurses is not thread-safe; the main actor is the only one that reaches it. The program's main
/// loop calls `wait` and blocks the main actor there, so nothing else may await it.
@MainActor
public final class NcursesScreen: Screen {
  /// What the user has asked for.
  public struct Options: Sendable {
    /// How many colours to use.
    public var color: TerminalProfile.ColorChoice
    /// Which characters to use; nil to decide by locale and terminal.
    public var charset: Charset.Repertoire?
    /// Whether the terminal draws East Asian Ambiguous characters two cells wide.
    public var ambiguousIsWide: Bool
    /// Whether to take the mouse from the start.
    public var mouse: Bool
    /// Milliseconds after which ESC is a key of its own.
    public var escapeDelay: Int
    /// Where standard error goes while the screen is taken; nil leaves it.
    public var standardErrorPath: String?

    /// The defaults of the program.
    public init(
      color: TerminalProfile.ColorChoice = .auto, charset: Charset.Repertoire? = nil,
      ambiguousIsWide: Bool = false, mouse: Bool = false, escapeDelay: Int = 25,
      standardErrorPath: String? = nil
    ) {
      self.color = color
      self.charset = charset
      self.ambiguousIsWide = ambiguousIsWide
      self.mouse = mouse
      self.escapeDelay = escapeDelay
      self.standardErrorPath = standardErrorPath
    }
  }

  /// What the terminal can do.
  public let profile: TerminalProfile
  public private(set) var size: Size
  public var charset: Charset { profile.charset }
  public var colorDepth: ColorDepth { profile.colorDepth }

  private var shown: CellGrid?
  private var shownCursor: Point?
  private var styles: CellStyles
  private var keyReader = KeyReader()
  private var run: [ct_cell] = []
  /// Signals that came while the process was stopped and still have to be told.
  private var pendingSignals: Int32 = 0
  private var isSuspended = false
  private var isClosed = false

  /// Takes the terminal.
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - options: what the user has asked for.
  public init(environment: [String: String], options: Options = Options()) throws(TerminalError) {
    let isUTF8 = ct_set_locale()
    profile = TerminalProfile(
      environment: environment, isUTF8: isUTF8, terminfoColors: Int(ct_terminfo_colours()),
      color: options.color, charset: options.charset, ambiguousIsWide: options.ambiguousIsWide)
    let features = ct_features(
      direct_colour: profile.colorDepth == .direct, xterm_modes: profile.hasXtermModes,
      synchronized: profile.isSynchronized,
      escape_delay_ms: Int32(clamping: max(0, options.escapeDelay)))
    let term = environment["TERM"] ?? ""
    switch Int(ct_open(features)) {
    case CT_OPEN_OK: break
    case CT_OPEN_NO_TERMINAL: throw .noTerminal
    case CT_OPEN_UNKNOWN_TERM: throw .unknownType(term)
    case CT_OPEN_TOO_SIMPLE: throw .tooSimple(term)
    default: throw .failed
    }
    styles = CellStyles(depth: profile.colorDepth)
    size = Size(ct_resize())
    if let path = options.standardErrorPath { _ = ct_redirect_standard_error(path) }
    if options.mouse { ct_set_mouse(true) }
  }

  public func draw(_ grid: CellGrid, cursor: Point?) {
    guard !isSuspended, !isClosed else { return }
    let cursor = cursor.flatMap { Rect(size).contains($0) ? $0 : nil }
    if let shown, shown == grid, shownCursor == cursor { return }
    let old = shown.flatMap { $0.size == grid.size ? $0 : nil }
    let width = min(grid.width, size.width)
    for row in 0..<min(grid.height, size.height) {
      grid.withCells { new in
        let start = row * grid.width
        let cells = UnsafeBufferPointer(rebasing: new[start..<(start + width)])
        if let old {
          old.withCells { before in
            let known = UnsafeBufferPointer(rebasing: before[start..<(start + width)])
            drawChanges(cells, known: known, row: row)
          }
        } else {
          put(cells, 0..<width, row: row)
        }
      }
    }
    shown = grid
    shownCursor = cursor
    ct_flush(Int32(clamping: cursor?.y ?? -1), Int32(clamping: cursor?.x ?? 0))
  }

  /// Writes the runs of cells that differ.
  private func drawChanges(
    _ cells: UnsafeBufferPointer<Cell>, known: UnsafeBufferPointer<Cell>, row: Int
  ) {
    var column = 0
    while column < cells.count {
      guard cells[column] != known[column] else {
        column += 1
        continue
      }
      var start = column
      // A right half is written with its left one.
      if cells[start].glyph.isContinuation, start > 0 { start -= 1 }
      while column < cells.count, cells[column] != known[column] { column += 1 }
      put(cells, start..<column, row: row)
    }
  }

  private func put(_ cells: UnsafeBufferPointer<Cell>, _ range: Range<Int>, row: Int) {
    run.removeAll(keepingCapacity: true)
    for column in range {
      let cell = cells[column]
      let glyph = cell.glyph
      if glyph.isContinuation { continue }
      let style = styles.resolve(cell.style)
      // A wide character on the last column has no room for its right half.
      let isCut = glyph.isWide && column + 1 >= cells.count
      run.append(
        ct_cell(
          base: isCut ? 0x20 : glyph.base, marks: (glyph.firstMark, glyph.secondMark),
          pair: style.pair, attributes: style.attributes, width: glyph.isWide && !isCut ? 2 : 1))
    }
    run.withUnsafeBufferPointer { buffer in
      ct_put(Int32(row), Int32(range.lowerBound), buffer.baseAddress, Int32(buffer.count))
    }
  }

  public func wait(timeoutMilliseconds: Int?, wake: Int32?) -> ScreenInput {
    guard !isClosed else { return ScreenInput(keys: [.hangup]) }
    var input = ScreenInput()
    var timeout = Int32(clamping: timeoutMilliseconds.map { max(0, $0) } ?? -1)
    // The end of a paste may have got lost on the way; half a second later it will not come.
    let pasteTimeout: Int32 = 500
    let limitsPaste = keyReader.isPasting && (timeout < 0 || timeout > pasteTimeout)
    if limitsPaste { timeout = pasteTimeout }
    if pendingSignals != 0 { timeout = 0 }
    let ready = Int(ct_wait(timeout, wake ?? -1))
    input.isWoken = ready & CT_READY_WAKE != 0
    if ready & CT_READY_SIGNAL != 0 || pendingSignals != 0 { handleSignals(into: &input.keys) }
    // Even a terminal that is gone may have left keys to read.
    if ready & CT_READY_TERMINAL != 0 { keyReader.read(into: &input.keys) }
    if ready & CT_READY_HANGUP != 0 { input.keys.append(.hangup) }
    if ready == 0, limitsPaste { keyReader.finishPaste(into: &input.keys) }
    return input
  }

  private func handleSignals(into keys: inout [Key]) {
    let signals = Int(ct_take_signals() | pendingSignals)
    pendingSignals = 0
    if signals & CT_SIGNAL_END != 0 { keys.append(.hangup) }
    if signals & CT_SIGNAL_INTERRUPT != 0 { keys.append(.control("c")) }
    if signals & CT_SIGNAL_STOP != 0 {
      stopProcess()
      keys.append(.resize(size))
    } else if signals & (CT_SIGNAL_RESIZE | CT_SIGNAL_CONTINUE) != 0 {
      // After being stopped from outside, the shell has written over the screen.
      if signals & CT_SIGNAL_CONTINUE != 0, !isSuspended {
        ct_suspend()
        ct_resume()
      }
      measure()
      keys.append(.resize(size))
    }
  }

  private func measure() {
    guard !isSuspended else { return }
    size = Size(ct_resize())
    shown = nil
  }

  public func repaint() {
    shown = nil
    ct_repaint()
  }

  public func suspend() {
    guard !isSuspended, !isClosed else { return }
    ct_suspend()
    isSuspended = true
  }

  public func resume() {
    guard isSuspended, !isClosed else { return }
    ct_resume()
    isSuspended = false
    measure()
  }

  public func stopProcess() {
    suspend()
    ct_stop_process()
    // SIGCONT and a new size are no news any more; being told to end meanwhile is.
    pendingSignals |= ct_take_signals() & Int32(CT_SIGNAL_END | CT_SIGNAL_INTERRUPT)
    resume()
  }

  public func bell() {
    write([0x07])
  }

  public func notify(_ text: SafeText) {
    guard profile.hasXtermModes else { return }
    // Terminals parse what is in there: printable ASCII only, and no semicolons.
    let plain = text.plain.utf8.filter { $0 >= 0x20 && $0 < 0x7F && $0 != 0x3B }.prefix(80)
    let sequence = Array("\u{1B}]9;".utf8) + plain + [0x07]
    switch profile.multiplexer {
    case .none: write(sequence)
    case .tmux: write(Array("\u{1B}Ptmux;\u{1B}".utf8) + sequence + Array("\u{1B}\\".utf8))
    case .screen: write(Array("\u{1B}P".utf8) + sequence + Array("\u{1B}\\".utf8))
    }
  }

  @discardableResult
  public func copyToClipboard(_ text: SafeText) -> Bool {
    guard profile.hasXtermModes,
      let bytes = ClipboardSequence.bytes(for: text, multiplexer: profile.multiplexer)
    else { return false }
    return write(bytes)
  }

  public func setMouse(_ enabled: Bool) {
    ct_set_mouse(enabled)
  }

  public func shutdown() {
    guard !isClosed else { return }
    isClosed = true
    ct_close()
  }

  @discardableResult
  private func write(_ bytes: [UInt8]) -> Bool {
    guard !isSuspended, !isClosed else { return false }
    return bytes.withUnsafeBufferPointer { ct_write($0.baseAddress, Int32($0.count)) }
  }
}

extension Size {
  fileprivate init(_ size: ct_size) {
    self.init(width: Int(size.columns), height: Int(size.rows))
  }
}

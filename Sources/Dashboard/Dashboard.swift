public import TerminalKit

/// The screen as a pure machine: messages change the state, effects ask for the rest.
///
/// Nothing in here reads a clock, a file or the terminal; the runtime does what the effects say and
/// answers with messages. Feeding the same messages twice gives the same frames twice.
///
/// A runtime sends `.resize` and `.themes`, then a first `.snapshot` with `.replace` deltas; later
/// snapshots carry `.merge` deltas, and unread ones are folded with `Snapshot.merge`. After each
/// batch of messages it draws one `view`. Actions (`Effect.act`) are shown before they are stored
/// and taken back when the store refuses them, so every request must be answered.
public enum Dashboard {
  /// Takes one message.
  /// - Returns: what the runtime has to do, in order.
  public static func update(_ state: inout DashboardState, _ message: Message) -> [Effect] {
    var effects: [Effect] = []
    state.handle(message, &effects)
    state.settle(&effects)
    return effects
  }

  /// Draws the state; cheap enough to call after every batch of messages.
  /// - Parameters:
  ///   - theme: resolved for the terminal's colour depth.
  ///   - size: the terminal's size; normally what the last `.resize` said.
  public static func view(_ state: DashboardState, theme: Theme, size: Size) -> Frame {
    var canvas = Canvas(
      grid: CellGrid(
        width: size.width, height: size.height, charset: state.charset,
        style: theme.fill(.background)),
      theme: theme)
    ScreenView.draw(state, on: &canvas)
    return Frame(grid: canvas.grid, cursor: canvas.cursor)
  }
}

/// One picture of the screen.
public struct Frame: Sendable, Equatable {
  public var grid: CellGrid
  /// Where the terminal's cursor blinks; nil = hidden.
  public var cursor: Point?
}

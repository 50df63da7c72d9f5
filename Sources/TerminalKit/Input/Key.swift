/// One thing the user did, or one thing that happened to the terminal.
public enum Key: Sendable, Hashable {
  /// A character as typed, blank included.
  case character(Character)
  /// A lower-case letter or one of `@[\]^_` with Control.
  case control(Character)
  /// A character with Alt, or Escape at once followed by it.
  case alt(Character)
  case up
  case down
  case left
  case right
  case shiftUp
  case shiftDown
  case shiftLeft
  case shiftRight
  case controlLeft
  case controlRight
  case home
  case end
  case pageUp
  case pageDown
  case insert
  case delete
  case backspace
  case enter
  case escape
  case tab
  case backTab
  /// F1 to F63.
  case function(Int)
  /// Something under the mouse.
  case mouse(MouseEvent)
  /// Text pasted in one go; unfiltered, so it only ever goes to `TextField` or `SafeText`.
  case paste(String)
  /// The terminal window got the keyboard.
  case focusIn
  /// The terminal window lost the keyboard.
  case focusOut
  /// The terminal has a new size; the next `draw` covers all of it.
  case resize(Size)
  /// The terminal is gone, or the process was told to end: leave the main loop.
  case hangup
}

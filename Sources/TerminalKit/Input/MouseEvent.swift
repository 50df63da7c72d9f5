/// What the mouse did, at a cell.
public struct MouseEvent: Sendable, Hashable {
  /// What happened.
  public enum Action: Sendable, Hashable {
    case press
    case release
    case drag
    case scrollUp
    case scrollDown
  }

  /// Which button.
  public enum Button: Sendable, Hashable {
    case left
    case middle
    case right
    /// No button: the wheel, or a release whose button the terminal does not tell.
    case none
  }

  /// What happened.
  public var action: Action
  /// Which button.
  public var button: Button
  /// The cell, the top left one being `(0, 0)`.
  public var position: Point
  /// Whether Shift was held.
  public var shift: Bool
  /// Whether Control was held.
  public var control: Bool
  /// Whether Alt was held.
  public var alt: Bool

  /// Makes an event.
  public init(
    action: Action, button: Button, position: Point, shift: Bool = false, control: Bool = false,
    alt: Bool = false
  ) {
    self.action = action
    self.button = button
    self.position = position
    self.shift = shift
    self.control = control
    self.alt = alt
  }
}

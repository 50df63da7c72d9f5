/// The cursor of a list and what part of the list is in view.
public struct ScrollState: Sendable, Hashable {
  /// The row under the cursor.
  public private(set) var cursor: Int
  /// The first row in view.
  public private(set) var offset: Int

  /// - Parameters:
  ///   - cursor: the row under the cursor.
  ///   - offset: the first row in view.
  public init(cursor: Int = 0, offset: Int = 0) {
    self.cursor = max(0, cursor)
    self.offset = max(0, offset)
  }

  /// Puts the cursor on a row; `settle` brings it into view.
  public mutating func select(_ row: Int) { cursor = max(0, row) }

  /// Moves the cursor by some rows, stopping at the ends.
  public mutating func move(by rows: Int, count: Int) {
    let (target, overflow) = cursor.addingReportingOverflow(rows)
    let last = max(0, count - 1)
    cursor = overflow ? (rows > 0 ? last : 0) : min(max(0, target), last)
  }

  /// Moves the cursor together with the list when rows were put in above it.
  public mutating func shift(by rows: Int) {
    cursor = max(0, cursor &+ rows)
    offset = max(0, offset &+ rows)
  }

  /// Moves the view and leaves the cursor, as the mouse wheel does; the cursor is kept in view.
  public mutating func scroll(by rows: Int, count: Int, height: Int) {
    let last = max(0, count - height)
    offset = min(max(0, offset &+ rows), last)
    cursor = min(max(cursor, offset), max(offset, offset + height - 1))
    cursor = min(cursor, max(0, count - 1))
  }

  /// Brings cursor and view within a list of `count` rows seen through `height` rows.
  public mutating func settle(count: Int, height: Int) {
    cursor = min(max(0, cursor), max(0, count - 1))
    guard height > 0 else { return }
    if cursor < offset { offset = cursor }
    if cursor >= offset + height { offset = cursor - height + 1 }
    offset = min(offset, max(0, count - height))
    offset = max(0, offset)
  }

  /// The state after `settle`, for drawing.
  public func settled(count: Int, height: Int) -> ScrollState {
    var copy = self
    copy.settle(count: count, height: height)
    return copy
  }
}

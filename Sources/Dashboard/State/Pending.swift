import SecurityModel
import TerminalKit

/// Actions that the store has not answered yet.
struct PendingRequest: Sendable {
  /// What to do with the answer.
  enum Kind: Sendable {
    case act
    case undo(UndoEntry)
    case redo
  }

  var kind: Kind
  /// `acknowledged`, for the toast.
  var label: SafeText
  var items: [Item]
  /// The user has asked to undo before the answer came.
  var undoOnArrival = false

  /// One action.
  struct Item: Sendable {
    var draft: ActionDraft
    var before: FindingState
  }
}

/// Stored actions that `u` takes back together.
struct UndoEntry: Sendable {
  var label: SafeText
  var items: [Item]

  struct Item: Sendable {
    var draft: ActionDraft
    var before: FindingState
    var sequence: Int64
  }
}

/// A message above the key hints.
struct ToastState: Sendable {
  var text: SafeText
  var role: Role
  var hint: SafeText = .empty
  /// Wall-clock end; set by the first tick when no time was known.
  var end: Timestamp?
}

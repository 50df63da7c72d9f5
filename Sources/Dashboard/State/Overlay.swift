import SecurityModel
import TerminalKit

/// Something in front of the panes that has all keys.
enum Overlay: Sendable {
  case prompt(Prompt)
  case menu(ChoiceMenu)
  case help(HelpList)
  case palette(CommandPalette)
  case themes(ThemePicker)
}

/// A line, or some lines, of input at the foot of the screen.
struct Prompt: Sendable {
  enum Kind: Sendable, Hashable {
    /// The filter before, to go back to.
    case filter(previous: String)
    case note([String])
    case assign([String])
    case muteUntil([String])
    case muteReason([String], until: Timestamp)
    case comment([String], Verdict)
  }

  var kind: Kind
  var field: TextField
  /// Lines of a note above the field.
  var lines: [String] = []
  /// Lines of a note below the field.
  var below: [String] = []
  /// What Tab goes through, and where it is.
  var completions: [String] = []
  var completion: Int?
  /// What is wrong with the input.
  var problem: SafeText?

  /// Whether C-o begins another line.
  var isMultiline: Bool {
    if case .note = kind { return true }
    return false
  }

  /// All lines.
  var text: String { (lines + [field.text] + below).joined(separator: "\n") }
}

/// A short list of choices with a letter each.
struct ChoiceMenu: Sendable {
  struct Item: Sendable {
    var key: Character
    var label: SafeText
    var detail: SafeText = .empty
    var choice: Choice
  }

  enum Choice: Sendable, Hashable {
    case close([String], Verdict)
    case closeWithComment([String], Verdict)
    case confirmedClose([String], Verdict)
    case mute([String], milliseconds: Int64)
    case muteUntil([String])
    case confirmedMute([String], until: Timestamp, reason: String)
    case export([String], ExportFormat)
    case quit
    case cancel
  }

  var title: SafeText
  var question: SafeText = .empty
  var items: [Item]
  var cursor = 0

  /// The menu with its cursor on an item.
  func at(_ index: Int) -> ChoiceMenu {
    var menu = self
    menu.cursor = min(max(0, index), max(0, items.count - 1))
    return menu
  }
}

/// The key list of the present context.
struct HelpList: Sendable {
  /// The contexts that keys are looked up in, most specific first.
  var contexts: [KeyContext]
  var field = TextField()
  var cursor = 0
}

/// The command line.
struct CommandPalette: Sendable {
  var field: TextField
  var cursor = 0
}

/// The list of palettes; the one under the cursor is shown at once.
struct ThemePicker: Sendable {
  var field = TextField()
  var cursor = 0
  /// What Esc goes back to.
  var original: String
}

import TerminalKit

/// One line of the key table: the source of dispatch, hints, help, and the documentation.
struct Binding: Sendable, Hashable {
  var context: KeyContext
  var command: Command
  /// Any of these; the first is the one that is shown.
  var keys: [Key]
  /// One line for the help.
  var help: SafeText
  /// One or two words for the hint line; nil = not hinted.
  var hint: SafeText?
  /// Higher stays longer when the hint line is narrow.
  var priority = 0

  init(
    _ context: KeyContext, _ command: Command, _ keys: [Key], _ help: SafeText,
    hint: SafeText? = nil, priority: Int = 0
  ) {
    self.context = context
    self.command = command
    self.keys = keys
    self.help = help
    self.hint = hint
    self.priority = priority
  }
}

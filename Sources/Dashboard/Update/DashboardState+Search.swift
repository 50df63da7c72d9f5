import TerminalKit

extension DashboardState {
  // MARK: Help

  mutating func handle(_ key: Key, in old: HelpList, _ effects: inout [Effect]) {
    var help = old
    let rows = HelpView.bindings(help)
    switch KeyTable.command(key, in: [.search]) {
    case .searchDown: help.cursor = min(help.cursor + 1, max(0, rows.count - 1))
    case .searchUp: help.cursor = max(0, help.cursor - 1)
    case .cancel:
      overlay = nil
      return
    case .accept:
      overlay = nil
      guard let binding = rows[safe: help.cursor] else { return }
      if help.contexts.contains(binding.context) {
        run(binding.command, &effects)
      } else {
        say("that key belongs to another pane", .warning)
      }
      return
    default:
      if key == .character("?"), help.field.text.isEmpty {
        overlay = nil
        return
      }
      let before = help.field.text
      _ = help.field.handle(key)
      if help.field.text != before { help.cursor = 0 }
    }
    overlay = .help(help)
  }

  // MARK: Command line

  mutating func handle(_ key: Key, in old: CommandPalette, _ effects: inout [Effect]) {
    var palette = old
    let rows = PaletteEntry.matching(palette.field.text, state: self)
    switch key {
    case .enter:
      overlay = nil
      let text = Self.trimmed(palette.field.text)
      if !text.isEmpty { commandHistory = Array((commandHistory + [text]).suffix(100)) }
      let argument = PaletteEntry.argument(text)
      guard let entry = rows[safe: palette.cursor] else {
        return say("no such command", .warning, hint: ": and Tab list them")
      }
      return perform(entry, argument, &effects)
    case .tab:
      if let entry = rows[safe: palette.cursor] {
        palette.field.replace(with: entry.name + (entry.argument == nil ? "" : " "))
        palette.cursor = 0
      }
    case .down, .control("n"): palette.cursor = min(palette.cursor + 1, max(0, rows.count - 1))
    case .up, .control("p"): palette.cursor = max(0, palette.cursor - 1)
    default:
      switch palette.field.handle(key) {
      case .cancelled:
        overlay = nil
        return
      case .changed: palette.cursor = 0
      default: break
      }
    }
    overlay = .palette(palette)
  }

  // MARK: Themes

  mutating func openThemes() {
    let index = themes.firstIndex { $0.name == themeName } ?? 0
    overlay = .themes(ThemePicker(cursor: index, original: themeName))
  }

  /// The palettes that match what was typed.
  func themes(_ picker: ThemePicker) -> [ThemeChoice] {
    let text = picker.field.text
    guard !text.isEmpty else { return themes }
    return themes.enumerated()
      .compactMap { index, choice in
        FuzzyMatch.score(text, in: choice.name).map { (-$0, index, choice) }
      }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  mutating func handle(_ key: Key, in old: ThemePicker, _ effects: inout [Effect]) {
    var picker = old
    let rows = themes(picker)
    switch KeyTable.command(key, in: [.search]) {
    case .searchDown: picker.cursor = min(picker.cursor + 1, max(0, rows.count - 1))
    case .searchUp: picker.cursor = max(0, picker.cursor - 1)
    case .cancel:
      overlay = nil
      return preview(picker.original, &effects)
    case .accept:
      overlay = nil
      settings.theme = themeName
      effects += [.setTheme(name: themeName, keep: true), .saveSettings(settings)]
      return say("colours: " + SafeText(untrusted: themeName, limit: 60))
    default:
      let before = picker.field.text
      _ = picker.field.handle(key)
      if picker.field.text != before { picker.cursor = 0 }
    }
    overlay = .themes(picker)
    if let choice = themes(picker)[safe: picker.cursor] { preview(choice.name, &effects) }
  }

  private mutating func preview(_ name: String, _ effects: inout [Effect]) {
    guard name != themeName else { return }
    themeName = name
    effects.append(.setTheme(name: name, keep: false))
  }
}

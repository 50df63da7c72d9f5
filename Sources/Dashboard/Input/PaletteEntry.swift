import SecurityModel
import TerminalKit

/// One line of the command line's list.
struct PaletteEntry: Sendable, Hashable {
  var name: String
  /// What may follow the name; nil = nothing.
  var argument: SafeText?
  var help: SafeText
  /// The key that does the same.
  var key: String?
  var command: Command?

  /// Commands that take an argument, and what it is.
  static let arguments: [Command: SafeText] = [
    .filter: "TERMS", .sort: "COLUMN, -COLUMN turns it round", .theme: "NAME", .note: "TEXT",
    .assign: "NAME, me, - for nobody", .mute: "8h REASON", .close: "VERDICT COMMENT",
    .export: "jsonl csv ocsf cef", .openCredential: "KEY", .chart: "2h 24h 7d 90d",
  ]

  static let all: [PaletteEntry] = {
    var entries: [PaletteEntry] = []
    var seen: Set<Command> = []
    for binding in KeyTable.all
    where ![.prompt, .menu, .search].contains(binding.context)
      && seen.insert(binding.command).inserted
    {
      entries.append(
        PaletteEntry(
          name: binding.command.rawValue, argument: arguments[binding.command],
          help: binding.help, key: binding.keys.first.map(KeyName.text), command: binding.command))
    }
    return entries
  }()

  /// The first word is looked for in the names; a name typed in full hides the others.
  static func matching(_ text: String, state: DashboardState) -> [PaletteEntry] {
    let word = text.split(separator: " ").first.map(String.init) ?? ""
    if text.contains(" "), let exact = all.first(where: { $0.name == word }) { return [exact] }
    return all.enumerated()
      .compactMap { index, entry in
        FuzzyMatch.score(word, in: entry.name).map { (-$0, index, entry) }
      }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  /// What follows the first word.
  static func argument(_ text: String) -> String {
    guard let blank = text.firstIndex(of: " ") else { return "" }
    return DashboardState.trimmed(String(text[blank...]))
  }
}

extension DashboardState {
  /// Does what the command line says.
  mutating func perform(_ entry: PaletteEntry, _ argument: String, _ effects: inout [Effect]) {
    guard let command = entry.command else { return }
    guard !argument.isEmpty else { return run(command, &effects) }
    let needsTarget: [Command] = [.note, .assign, .mute, .close, .export]
    if needsTarget.contains(command), let reason = whyDisabled(command) {
      return say(reason, .warning)
    }
    let ids = targets.map(\.id)
    switch command {
    case .filter: setFilter(argument, &effects)
    case .sort: sort(by: argument, &effects)
    case .theme:
      guard let choice = themes.first(where: { $0.name == argument }) else {
        return say("no palette of that name", .warning)
      }
      themeName = choice.name
      settings.theme = choice.name
      effects += [.setTheme(name: choice.name, keep: true), .saveSettings(settings)]
    case .note: act(.note, text: argument, on: ids, "noted", &effects)
    case .assign:
      let name = argument == "me" ? analyst : argument
      act(.assign(to: name == "-" ? nil : name), on: ids, "assigned", &effects)
    case .mute: mute(ids, argument, &effects)
    case .close: close(ids, argument, &effects)
    case .export:
      guard let format = ExportFormat(rawValue: argument) else {
        return say("formats are jsonl, csv, ocsf, cef", .warning)
      }
      effects.append(.export(findings: ids, format: format))
    case .openCredential:
      guard credentials[argument] != nil else { return say("no such credential", .warning) }
      openCredential(argument, &effects)
    case .chart:
      guard let window = ChartWindow(rawValue: argument) else {
        return say("windows are 2h, 24h, 7d, 90d", .warning)
      }
      chartWindow = window
      run(.chart, &effects)
    default: say("takes nothing after its name", .warning)
    }
  }

  private mutating func sort(by name: String, _ effects: inout [Effect]) {
    if focus == .inventory {
      guard let order = CredentialListRow.Order(name: name) else {
        let names = CredentialListRow.Column.allCases.map(\.rawValue).joined(separator: " ")
        return say(SafeText(trusted: "columns are " + names), .warning)
      }
      sortCredentials(by: order, &effects)
    } else {
      guard let order = FindingRow.Order(name: name) else {
        let names = FindingRow.Column.allCases.map(\.rawValue).joined(separator: " ")
        return say(SafeText(trusted: "columns are " + names), .warning)
      }
      sortFindings(by: order, &effects)
    }
  }

  private mutating func mute(_ ids: [String], _ text: String, _ effects: inout [Effect]) {
    let word = text.split(separator: " ").first.map(String.init) ?? ""
    guard let wall, let until = Human.until(word, from: wall) else {
      return say("mute 8h REASON: how long comes first", .warning)
    }
    let reason = PaletteEntry.argument(text)
    if reason.isEmpty {
      askReason(ids, until: until)
    } else {
      mute(ids, until: until, reason: reason, &effects)
    }
  }

  private mutating func close(_ ids: [String], _ text: String, _ effects: inout [Effect]) {
    let word = (text.split(separator: " ").first.map(String.init) ?? "").lowercased()
    let verdict = Verdict.allCases.first {
      $0.rawValue.hasPrefix(word) || $0.mark.lowercased() == word
    }
    guard let verdict, !word.isEmpty else {
      let names = Verdict.allCases.map(\.rawValue).joined(separator: " ")
      return say(SafeText(trusted: "verdicts are " + names), .warning)
    }
    close(ids, verdict, comment: PaletteEntry.argument(text), &effects)
  }
}

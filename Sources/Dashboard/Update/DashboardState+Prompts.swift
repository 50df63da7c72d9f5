import SecurityModel
import TerminalKit

extension DashboardState {
  /// Takes a key while something lies in front of the panes.
  mutating func handleInOverlay(_ key: Key, _ effects: inout [Effect]) {
    switch overlay {
    case .prompt(let prompt): handle(key, in: prompt, &effects)
    case .menu(let menu): handle(key, in: menu, &effects)
    case .help(let help): handle(key, in: help, &effects)
    case .palette(let palette): handle(key, in: palette, &effects)
    case .themes(let picker): handle(key, in: picker, &effects)
    case nil: break
    }
  }

  // MARK: Opening

  mutating func openFilter() {
    let history = filterHistory
    let text = filter.text.isEmpty ? "" : filter.text + " "
    overlay = .prompt(
      Prompt(
        kind: .filter(previous: filter.text), field: TextField(text: text, history: history)))
  }

  mutating func openNote(_ ids: [String]) {
    var lines = (drafts[Self.draftKey(ids)] ?? "").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let last = lines.popLast() ?? ""
    overlay = .prompt(
      Prompt(
        kind: .note(ids), field: TextField(text: last, limit: Prompt.longestLine), lines: lines))
  }

  mutating func openAssign(_ ids: [String]) {
    overlay = .prompt(Prompt(kind: .assign(ids), field: TextField()))
  }

  static func draftKey(_ ids: [String]) -> String { ids.sorted().joined(separator: ",") }

  // MARK: Typing

  private mutating func handle(_ key: Key, in old: Prompt, _ effects: inout [Effect]) {
    var prompt = old
    switch KeyTable.command(key, in: [.prompt]) {
    case .cancel: return cancel(prompt, &effects)
    case .accept: return accept(prompt, &effects)
    case .complete:
      complete(&prompt)
      overlay = .prompt(prompt)
      return previewFilter(prompt, &effects)
    case .newLine:
      prompt.breakLine()
      overlay = .prompt(prompt)
      return
    default: break
    }
    if prompt.isMultiline, prompt.handleLines(key) {
      overlay = .prompt(prompt)
      return
    }
    let outcome = prompt.field.handle(key)
    if outcome == .changed {
      prompt.completion = nil
      prompt.problem = nil
    }
    overlay = .prompt(prompt)
    if outcome == .changed { previewFilter(prompt, &effects) }
  }

  private mutating func previewFilter(_ prompt: Prompt, _ effects: inout [Effect]) {
    guard case .filter = prompt.kind else { return }
    let new = Filter(Self.withoutBareField(prompt.field.text))
    apply(new, &effects)
    if case .prompt(var shown) = overlay {
      shown.problem = new.problem.map { SafeText(untrusted: $0) }
      overlay = .prompt(shown)
    }
  }

  /// A field whose operator has not been typed yet would be looked for as a word.
  private static func withoutBareField(_ text: String) -> String {
    guard let word = text.split(separator: " ", omittingEmptySubsequences: false).last else {
      return text
    }
    let name = (word.hasPrefix("!") ? word.dropFirst() : word).lowercased()
    let isField = FilterTerm.Field(rawValue: name) != nil || FilterTerm.Field.aliases[name] != nil
    return isField || word == "!" ? String(text.dropLast(word.count)) : text
  }

  private mutating func cancel(_ prompt: Prompt, _ effects: inout [Effect]) {
    overlay = nil
    switch prompt.kind {
    case .filter(let previous): apply(Filter(previous), &effects)
    case .note(let ids):
      let key = Self.draftKey(ids)
      let isEmpty = prompt.text.allSatisfy(\.isWhitespace)
      drafts[key] = isEmpty ? nil : prompt.text
      if !isEmpty { say("note kept as a draft: n goes on with it") }
    default: break
    }
  }

  private mutating func accept(_ prompt: Prompt, _ effects: inout [Effect]) {
    let text = Self.trimmed(prompt.text)
    overlay = nil
    switch prompt.kind {
    case .filter: setFilter(text, &effects)
    case .note(let ids):
      guard !text.isEmpty else { return say("an empty note is not stored", .warning) }
      drafts[Self.draftKey(ids)] = nil
      act(.note, text: text, on: ids, "noted", &effects)
    case .assign(let ids):
      let name = text == "me" ? analyst : text
      let to = name.isEmpty || name == "-" ? nil : name
      act(
        .assign(to: to), on: ids,
        to.map { "assigned to " + SafeText(untrusted: $0, limit: 40) } ?? "assigned to nobody",
        &effects)
    case .muteUntil(let ids):
      guard let wall, let until = Human.until(text, from: wall) else {
        return refuse(prompt, "use 90m, 8h, 7d, 18:00 or 2026-01-31 18:00 (UTC)")
      }
      askReason(ids, until: until)
    case .muteReason(let ids, let until):
      guard !text.isEmpty else { return refuse(prompt, "a mute needs a reason") }
      mute(ids, until: until, reason: text, &effects)
    case .comment(let ids, let verdict):
      close(ids, verdict, comment: text, &effects)
    }
  }

  private mutating func refuse(_ prompt: Prompt, _ problem: SafeText) {
    var prompt = prompt
    prompt.problem = problem
    overlay = .prompt(prompt)
  }

  static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }

  /// Sets the filter for good.
  mutating func setFilter(_ text: String, _ effects: inout [Effect]) {
    let new = Filter(text)
    apply(new, &effects)
    if let problem = new.problem { say(SafeText(untrusted: problem), .warning) }
    if !text.isEmpty, filterHistory.last != text {
      filterHistory = Array((filterHistory + [text]).suffix(100))
    }
    settings.filter = text
    effects.append(.saveSettings(settings))
    foundCredentials = []
    extraFindings = []
    if !new.isEmpty, live?.open.total ?? 0 > findings.rows.count {
      let oldest = findings.rows.map(\.finding.raised).min()
      effects.append(
        .loadFindings(FindingsQuery(includesClosed: false, before: oldest, limit: 10_000)))
    }
    if live?.allCredentials ?? 0 > credentials.rows.count, let word = new.credentialWord {
      effects.append(.findCredentials(text: word))
      return say("also looking in the store")
    }
    guard new.problem == nil else { return }
    if text.isEmpty {
      say("filter cleared")
    } else if findings.isEmpty, credentials.isEmpty {
      say("nothing matches", .warning, hint: "\\ clears the filter")
    }
  }

  /// Shows closed and muted findings too, or only open ones.
  mutating func toggleClosed(_ effects: inout [Effect]) {
    let words = Filter.words(filter.text)
    let rest = words.filter { $0 != "is:any" }
    let text = rest.count < words.count ? rest : words + ["is:any"]
    setFilter(text.joined(separator: " "), &effects)
    say(
      rest.count < words.count ? "only open findings" : "closed and muted findings too")
  }

  /// A value for a filter, in quotes when it needs them.
  static func quoted(_ value: String) -> String {
    value.contains { $0 == " " || $0 == "\t" } ? "\"" + value + "\"" : value
  }

  // MARK: Completion

  private func complete(_ prompt: inout Prompt) {
    if prompt.completion == nil {
      prompt.completions = completions(prompt)
      guard !prompt.completions.isEmpty else { return }
      prompt.completion = 0
    } else if let current = prompt.completion {
      prompt.completion = (current + 1) % prompt.completions.count
    }
    guard let index = prompt.completion else { return }
    prompt.field.replace(with: prompt.completions[index])
  }

  /// Whole texts that the prompt's text could become.
  func completions(_ prompt: Prompt) -> [String] {
    let text = prompt.field.text
    switch prompt.kind {
    case .assign:
      let names = [analyst] + assignees.filter { $0 != analyst }
      return names.filter { text.isEmpty || FuzzyMatch.score(text, in: $0) != nil }
    case .filter: return filterCompletions(text)
    default: return []
    }
  }

  private func filterCompletions(_ text: String) -> [String] {
    let start = text.lastIndex(of: " ").map { text.index(after: $0) } ?? text.startIndex
    let head = String(text[..<start])
    var word = String(text[start...])
    var mark = ""
    if word.hasPrefix("!") {
      mark = "!"
      word.removeFirst()
    }
    return words(startingWith: word).map { head + mark + $0 }
  }

  private func words(startingWith word: String) -> [String] {
    guard let split = word.firstIndex(where: { ":=<>".contains($0) }) else {
      return FilterTerm.Field.allCases.map { field in
        field.rawValue
          + ([.severity, .risk, .count, .calls].contains(field)
            ? ">=" : field == .age ? "<" : ":")
      }.filter { $0.hasPrefix(word.lowercased()) }
    }
    let name = word[..<split].lowercased()
    let valueStart = word[split...].firstIndex { !":=<>".contains($0) } ?? word.endIndex
    let (front, value) = (String(word[..<valueStart]), word[valueStart...].lowercased())
    let field = FilterTerm.Field(rawValue: name) ?? FilterTerm.Field.aliases[name]
    let values: [String] =
      switch field {
      case .severity: Severity.allCases.reversed().map(\.name)
      case .status: Filter.statusWords
      case .verdict: Verdict.allCases.map(\.rawValue)
      case .who: [analyst] + assignees.filter { $0 != analyst }
      case .platform: Platform.allCases.map(\.name)
      case .kind: CredentialType.allCases.map(\.name)
      case .state: CredentialRecord.Readiness.allCases.map(\.rawValue)
      case .api: APISurface.allCases.map(\.name)
      case .org: (live?.orgs ?? []).map(\.name)
      case .rule: Self.unique(findings.rows.prefix(2_000).map(\.finding.detector))
      case .credential: Self.unique(findings.rows.prefix(2_000).map(\.finding.credential))
      case .integration: Self.unique(findings.rows.prefix(2_000).map(\.finding.integration))
      default: []
      }
    return values.filter { $0.lowercased().hasPrefix(value) }.prefix(50)
      .map { front + Self.quoted($0) }
  }

  private static func unique(_ values: [String]) -> [String] { Set(values).sorted() }
}

import ArgumentParser
import Foundation
import Settings

/// Catches a mistyped command before it is taken for a log to watch: `watch` is what runs when no
/// command is named, and any word would do as a source.
enum CommandWord {
  /// What is wrong with a word that stands where a command or a source may; nil = nothing.
  static func complaint(about word: String) -> String? {
    let names = Crmwatch.configuration.subcommands.map { $0._commandName } + ["help"]
    if names.contains(word) {
      return "options come after the command: crmwatch \(word) …"
    }
    if let text = later[word] { return text }
    guard !isSource(word) else { return nil }
    let hint = Suggestion.phrase(for: word, among: names)
    return "unknown command `\(word)`, and no file of that name"
      + (hint.isEmpty ? "; `crmwatch help` lists the commands" : hint)
  }

  /// Commands that the contract names and this version doesn't have.
  private static let later = [
    "report":
      "`report` is not part of this version; until it is, use `crmwatch findings export`, "
      + "`crmwatch inventory audit`, `crmwatch detectors coverage` and `crmwatch stats`"
  ]

  /// What is wrong with a word that stands behind a command with subcommands; nil = nothing.
  static func complaint(about word: String, behind command: String) -> String? {
    guard
      let group = Crmwatch.configuration.subcommands.first(where: { $0._commandName == command }),
      !group.configuration.subcommands.isEmpty
    else { return nil }
    let names = group.configuration.subcommands.map { $0._commandName }
    guard !names.contains(word) else { return nil }
    return "unknown command `\(command) \(word)`" + Suggestion.phrase(for: word, among: names)
  }

  /// Whether a word can only be meant as a source: something that exists, or that names a place.
  private static func isSource(_ word: String) -> Bool {
    word == "-" || word.contains("/") || word.hasPrefix("unix:")
      || word.contains { "*?[".contains($0) }
      || FileManager.default.fileExists(atPath: word)
  }

  /// Refuses the command line when its first word is neither a command nor a source.
  static func check(_ arguments: [String]) throws {
    guard let first = arguments.first, !first.hasPrefix("-"), !first.isEmpty else { return }
    let names = Crmwatch.configuration.subcommands.map { $0._commandName } + ["help"]
    if names.contains(first) {
      guard let second = arguments.dropFirst().first, !second.hasPrefix("-"), !second.isEmpty,
        let complaint = complaint(about: second, behind: first)
      else { return }
      throw Failure(.usage, complaint)
    }
    if let complaint = complaint(about: first) { throw Failure(.usage, complaint) }
  }
}

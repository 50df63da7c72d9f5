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
    guard !isSource(word) else { return nil }
    let hint = Suggestion.phrase(for: word, among: names)
    return "unknown command `\(word)`, and no file of that name"
      + (hint.isEmpty ? "; `crmwatch help` lists the commands" : hint)
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
    guard !names.contains(first), let complaint = complaint(about: first) else { return }
    throw Failure(.usage, complaint)
  }
}

import Foundation
import Settings
import TerminalKit

/// Finds colour schemes: the user's files first, then those that come with the program.
enum ThemeFiles {
  /// Names of all schemes with where they are, sorted; the user's hide built-in ones.
  static var all: [(name: String, path: String?)] {
    var found: [String: String?] = [:]
    for name in ThemeReader.builtInNames { found.updateValue(nil, forKey: name) }
    for folder in Paths.themes.reversed() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in names where file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
        if file.hasPrefix(".") { continue }
        let name = String(file.dropLast(file.hasSuffix(".yaml") ? 5 : 4))
        found.updateValue(folder + "/" + file, forKey: name)
      }
    }
    return found.keys.sorted().map { ($0, found[$0] ?? nil) }
  }

  /// The scheme of a file or a name.
  /// - Throws: `Failure` when there is none, or it has a mistake.
  static func palette(_ name: String) throws -> Palette {
    do {
      if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name == "-" {
        return try ThemeReader.parse(
          try TextFile.read(name, required: true) ?? "", file: name)
      }
      guard let theme = all.first(where: { $0.name == name }) else {
        throw Failure(.no, "no theme is called `\(name)`; see crmwatch theme list")
      }
      guard let path = theme.path else {
        guard let palette = try ThemeReader.builtIn(name) else {
          throw Failure(.ourFault, "the theme \(name) is missing in this build")
        }
        return palette
      }
      return try ThemeReader.parse(try TextFile.read(path, required: true) ?? "", file: path)
    } catch let error as SettingsError {
      throw Failure(.configuration, error.text)
    }
  }

  /// Checks that a theme of the configuration can be used.
  static func check(_ name: String) throws {
    do { _ = try palette(name) } catch let failure as Failure where failure.code == .no {
      throw Failure(.configuration, "ui.theme: " + failure.text)
    }
  }
}

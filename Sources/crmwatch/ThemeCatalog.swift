import Dashboard
import Foundation
import Settings
import TerminalKit

/// All colour schemes that can be chosen: the user's folders first, then those that come along.
enum ThemeCatalog {
  /// Schemes by name; a user's file hides a built-in one of the same name.
  static func all() throws -> [(choice: ThemeChoice, palette: Palette)] {
    var result: [(choice: ThemeChoice, palette: Palette)] = []
    for folder in Paths.themes {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in names.sorted() where file.hasSuffix(".yaml") && !file.hasPrefix(".") {
        let name = String(file.dropLast(5))
        guard !result.contains(where: { $0.choice.name == name }),
          let text = try TextFile.read(folder + "/" + file, required: false),
          let palette = try? ThemeReader.parse(text, file: file)
        else { continue }
        result.append(
          (ThemeChoice(name: name, variant: palette.variant.rawValue, origin: folder), palette))
      }
    }
    for name in ThemeReader.builtInNames where !result.contains(where: { $0.choice.name == name }) {
      do {
        if let palette = try ThemeReader.builtIn(name) {
          result.append((ThemeChoice(name: name, variant: palette.variant.rawValue), palette))
        }
      } catch { throw Failure(.ourFault, error.text) }
    }
    return result
  }
}

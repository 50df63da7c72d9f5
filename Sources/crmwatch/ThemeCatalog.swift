import Dashboard
import Settings
import TerminalKit

/// All colour schemes that can be chosen, resolved for the picker: the user's first, then those that
/// come along. Where they are found is `ThemeFiles`' business.
enum ThemeCatalog {
  /// Schemes by name; a user's file hides a built-in one of the same name unless it has a mistake.
  static func all() throws -> [(choice: ThemeChoice, palette: Palette)] {
    var own: [(choice: ThemeChoice, palette: Palette)] = []
    var builtIn: [(choice: ThemeChoice, palette: Palette)] = []
    for theme in ThemeFiles.all {
      if let path = theme.path, let palette = try? ThemeFiles.palette(theme.name) {
        let origin = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        let variant = palette.variant.rawValue
        own.append((ThemeChoice(name: theme.name, variant: variant, origin: origin), palette))
        continue
      }
      do {
        if let palette = try ThemeReader.builtIn(theme.name) {
          builtIn.append(
            (ThemeChoice(name: theme.name, variant: palette.variant.rawValue), palette))
        }
      } catch { throw Failure(.ourFault, error.text) }
    }
    return own + builtIn
  }
}

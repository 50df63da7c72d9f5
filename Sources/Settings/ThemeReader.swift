import BuiltInThemes
public import TerminalKit

/// Reads colour schemes: base16 and base24 YAML, the older form without `palette:` too.
public enum ThemeReader {
  /// Names of the schemes that come with the program.
  public static var builtInNames: [String] { BuiltInThemes.all.map(\.name) }

  /// The scheme of that name that comes with the program.
  public static func builtIn(_ name: String) throws(SettingsError) -> Palette? {
    guard let theme = BuiltInThemes.all.first(where: { $0.name == name }) else { return nil }
    return try parse(String(decoding: theme.yaml, as: UTF8.self), file: name + ".yaml")
  }

  /// The scheme of a YAML text.
  /// - Throws: `SettingsError` with the place.
  public static func parse(_ text: String, file: String) throws(SettingsError) -> Palette {
    guard let root = try NodeReader.root(text, file: file) else {
      throw SettingsError(file: file, reason: "the file is empty; a base16 scheme is expected")
    }
    var slots: [String: String] = [:]
    var name = ""
    var author = ""
    var variant: Palette.Variant?
    var overrides: [String: String] = [:]
    for (key, _, value) in try root.entries() {
      switch key {
      case "name", "scheme": name = try value.string()
      case "author": author = try value.string()
      case "variant":
        let word = try value.string()
        variant = Palette.Variant(rawValue: word)
        if variant == nil { throw value.fail("`variant` must be dark or light, not `\(word)`") }
      case "system":
        let word = try value.string()
        guard word == "base16" || word == "base24" else {
          throw value.fail("`\(word)` schemes can't be used; take a base16 or base24 one")
        }
      case "palette":
        for (slot, _, color) in try value.entries() { slots[slot] = try color.string() }
      case "crmwatch":
        for (role, _, choice) in try value.entries() {
          if let list = try? choice.strings(), list.count > 1 {
            for (i, item) in list.enumerated() { overrides["\(role)\(i + 1)"] = item }
          } else {
            overrides[role] = try choice.string()
          }
        }
      default:
        // The older form has the slots at the top; other keys belong to other tools.
        if key.hasPrefix("base") { slots[key] = try value.string() }
      }
    }
    do {
      return try Palette(
        slots: slots, name: name.isEmpty ? file : name, author: author, variant: variant,
        overrides: overrides)
    } catch {
      throw SettingsError(file: file, reason: "\(error)")
    }
  }
}

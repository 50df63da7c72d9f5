import Foundation

/// Where files are looked for, after the XDG base directory specification.
enum Paths {
  static func environment(_ name: String) -> String? {
    let value = ProcessInfo.processInfo.environment[name]
    return value?.isEmpty ?? true ? nil : value
  }

  private static var home: String { environment("HOME") ?? NSHomeDirectory() }

  /// `$XDG_DATA_HOME/crmwatch`
  static var data: String {
    (environment("XDG_DATA_HOME") ?? home + "/.local/share") + "/crmwatch"
  }

  /// `$XDG_CONFIG_HOME/crmwatch`
  static var config: String { (environment("XDG_CONFIG_HOME") ?? home + "/.config") + "/crmwatch" }

  /// `$XDG_STATE_HOME/crmwatch`
  static var state: String {
    (environment("XDG_STATE_HOME") ?? home + "/.local/state") + "/crmwatch"
  }

  static var store: String { data + "/crmwatch.db" }
  static var configuration: String { config + "/config.yaml" }

  /// Folders in which themes are looked for, first match wins.
  static var themes: [String] { [config + "/themes", data + "/themes"] }
}

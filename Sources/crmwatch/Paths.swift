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

  /// A file in the state folder, which is made when missing; nil when that isn't possible.
  static func stateFile(_ name: String) -> String? {
    do {
      try FileManager.default.createDirectory(
        atPath: state, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      return state + "/" + name
    } catch { return nil }
  }

  /// The sample data that comes with the program: beside the sources, or installed under `share`.
  static func sampleData() -> String? {
    var candidates: [String] = []
    if let given = environment("CRMWATCH_SAMPLE_DATA") { candidates.append(given) }
    candidates.append(FileManager.default.currentDirectoryPath + "/sample-data")
    var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
    for _ in 0..<5 {
      candidates.append(folder.appendingPathComponent("sample-data").path)
      candidates.append(folder.appendingPathComponent("share/crmwatch/sample-data").path)
      folder = folder.deletingLastPathComponent()
    }
    return candidates.first {
      FileManager.default.fileExists(atPath: $0 + "/demo/history.jsonl.gz")
    }
  }

  private static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }
}

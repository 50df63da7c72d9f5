import Dashboard
import Foundation
import SecurityModel

/// The choices that outlive a session, as a small JSON file in the state folder.
enum SavedSettings {
  private static var path: String? { Paths.stateFile("dashboard.json") }

  /// What was saved last time.
  static func load() -> DashboardSettings? {
    guard let path, let text = try? TextFile.read(path, required: false),
      let value = try? JSONReader.parse(text), let theme = value["theme"]?.string
    else { return nil }
    var usesMouse = false
    if case .bool(let flag)? = value["mouse"] { usesMouse = flag }
    return DashboardSettings(
      theme: theme, usesMouse: usesMouse,
      findingSort: value["finding_sort"]?.string ?? "sev",
      credentialSort: value["credential_sort"]?.string ?? "risk",
      filter: value["filter"]?.string ?? "",
      lastLook: value["last_look"]?.integer.map { Timestamp(milliseconds: $0) })
  }

  /// Keeps the choices; failing to is no reason to disturb the analyst.
  static func save(_ settings: DashboardSettings) {
    guard let path else { return }
    let value = JSONValue.object([
      .init("theme", .string(settings.theme)), .init("mouse", .bool(settings.usesMouse)),
      .init("finding_sort", .string(settings.findingSort)),
      .init("credential_sort", .string(settings.credentialSort)),
      .init("filter", .string(settings.filter)),
      .init("last_look", settings.lastLook.map { .integer($0.milliseconds) } ?? .null),
    ])
    try? Data((value.text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}

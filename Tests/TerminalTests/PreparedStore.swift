import Foundation

/// Stores for dashboards to look at: the sample data, read once by the real binary.
enum PreparedStore {
  /// The demo's two weeks with their findings; made at first use, never written to.
  private static let original: URL? = try? make()
  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("crmwatch-prepared-\(ProcessInfo.processInfo.processIdentifier)")

  struct Unmade: Error {}

  private static func make() throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: PreparedStore.folder) }
    let store = folder.appendingPathComponent("prepared.db")
    let sample = Binary.root + "/sample-data"
    let outcome = try crmwatch(
      [
        "collect", "--once", sample + "/demo", "--registry", sample + "/registry.yaml",
        "--config", sample + "/config.yaml", "--networks", sample + "/networks.csv",
      ], store: store.path)
    guard outcome.code == 0 else { throw Unmade() }
    return store
  }

  /// Copies the store into a folder and gives its path.
  static func copy(into folder: URL) throws -> String {
    guard let original else { throw Unmade() }
    let target = folder.appendingPathComponent("store.db")
    try FileManager.default.copyItem(at: original, to: target)
    return target.path
  }

  /// Runs the command line on a store.
  static func crmwatch(_ arguments: [String], store: String) throws -> Command.Outcome {
    try Command.run(
      Binary.path, arguments + ["--store", store],
      environment: [
        "HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "kim",
        "TERM": "dumb",
      ])
  }
}

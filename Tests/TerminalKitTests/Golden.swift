import Foundation
import TerminalKit
import Testing

/// Compares a frame with the one kept in `Tests/Fixtures/Frames`.
///
/// `CRMWATCH_RECORD=1 swift test` writes the files anew; review them with `git diff`.
enum Golden {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/Frames")

  static func expect(
    _ text: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["CRMWATCH_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data((text + "\n").utf8).write(to: file)
      return
    }
    let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text + "\n" == kept, "frame \(name) differs", sourceLocation: sourceLocation)
  }
}

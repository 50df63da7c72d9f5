import Foundation
import Testing

/// The real binary, started as a user would.
@Suite(.enabled(if: Binary.isUsable, "needs the built binary"))
struct DemoCommandTests {
  @Test func `without a terminal the demo prints its findings`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Binary.path)
    process.arguments = ["demo"]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["CRMWATCH_SAMPLE_DATA": Binary.root + "/sample-data"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(text.contains("EXF-009"))
    #expect(text.contains("findings"))
  }
}

/// Where the built program is.
enum Binary {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static var path: String {
    ProcessInfo.processInfo.environment["CRMWATCH_BINARY"] ?? root + "/.build/debug/crmwatch"
  }
  static var isUsable: Bool { FileManager.default.isExecutableFile(atPath: path) }
}

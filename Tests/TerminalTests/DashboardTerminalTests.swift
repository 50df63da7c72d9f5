import Foundation
import Testing

/// The real binary in a real terminal.
@Suite(.serialized, .enabled(if: Binary.isUsable, "needs tmux and the built binary"))
struct DashboardTerminalTests {
  private func open(
    _ arguments: String, width: Int, height: Int, environment: [String: String] = [:]
  ) throws -> TmuxSession {
    var all = environment
    let state = NSTemporaryDirectory() + "crmwatch-terminal-\(UInt32.random(in: 0 ... .max))"
    all["XDG_STATE_HOME"] = state
    all["CRMWATCH_SAMPLE_DATA"] = Binary.root + "/sample-data"
    return try TmuxSession(
      Binary.path + " " + arguments, width: width, height: height, environment: all)
  }

  @Test func `the demo shows traffic, an attack, and takes an acknowledgement`() throws {
    let session = try open(
      "demo --speed 600", width: 120, height: 40, environment: ["LANG": "C.UTF-8"])
    let attack = session.wait {
      $0.contains("New network") && $0.contains("calls/") || $0.contains("Calls/")
    }
    #expect(attack.contains("Inventory") && attack.contains("Alerts"))
    #expect(session.wait { $0.contains("Recon, bulk export") }.contains("C!"))
    try session.send("a")
    #expect(session.wait { $0.contains("acknowledged") }.contains("u undo"))
    try session.send("Enter")
    #expect(session.wait { $0.contains("What happened") }.contains("ACK"))
    try session.send("?")
    #expect(session.wait { $0.contains("Help") || $0.contains("help") }.count > 200)
    try session.send("Escape")
    try session.resize(width: 80, height: 24)
    #expect(session.wait { $0.contains("Finding") }.count > 200)
    try session.send("C-c")
    try session.send("C-c")
    let left = session.wait { $0.contains("LEFT:") }
    #expect(left.contains("LEFT:0"))
    // The terminal is as it was: echo and canonical mode are on.
    #expect(session.wait { $0.contains("icanon") }.contains("\necho"))
    #expect(!session.screen().contains("-icanon"))
  }

  @Test(arguments: [
    (60, 15, ["LANG": "C", "TERM": "screen"]), (80, 24, ["LANG": "C", "TERM": "vt100"]),
    (40, 8, ["LANG": "C", "TERM": "linux", "NO_COLOR": "1"]),
  ])
  func `plain terminals get plain characters`(
    _ width: Int, _ height: Int, _ environment: [String: String]
  ) throws {
    var all = environment
    all["LC_ALL"] = "C"
    let session = try open("demo --speed max", width: width, height: height, environment: all)
    let screen = session.wait { $0.contains("C!") || $0.contains("H^") }
    #expect(screen.utf8.allSatisfy { $0 < 0x80 })
    #expect(screen.contains("C!") || screen.contains("H^"))
    try session.send("C-c", "C-c")
    #expect(session.wait { $0.contains("LEFT:") }.contains("LEFT:0"))
  }

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
  static var isUsable: Bool {
    FileManager.default.isExecutableFile(atPath: path)
      && ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
      }
  }
}

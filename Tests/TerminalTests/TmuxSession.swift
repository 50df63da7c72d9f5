import Foundation

/// A real terminal for a test: a tmux server of its own, gone with the test.
final class TmuxSession {
  private let socket: String

  /// Starts `command` in a terminal of that size.
  init(_ command: String, width: Int, height: Int, environment: [String: String] = [:]) throws {
    socket =
      "crmwatch-test-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
    let settings = environment.sorted { $0.key < $1.key }
      .map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    let wrapped =
      "env \(settings) sh -c '\(command); echo \"LEFT:$?\"; stty -a | tr \" \" \"\\n\" | grep -x -e \"-*echo\" -e \"-*icanon;*\"; cat'"
    try Self.tmux([
      "-L", socket, "-f", "/dev/null", "new-session", "-d", "-x", "\(width)", "-y", "\(height)",
      wrapped,
    ])
  }

  deinit { _ = try? Self.tmux(["-L", socket, "kill-server"]) }

  /// The visible screen as text.
  func screen() -> String { (try? Self.tmux(["-L", socket, "capture-pane", "-p"])) ?? "" }

  /// Types keys by their tmux names.
  func send(_ keys: String...) throws {
    try Self.tmux(["-L", socket, "send-keys"] + keys)
  }

  /// Changes the terminal's size.
  func resize(width: Int, height: Int) throws {
    try Self.tmux(["-L", socket, "resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// Looks at the screen until it satisfies `condition`; the last screen in any case.
  func wait(seconds: Double = 60, _ condition: (String) -> Bool) -> String {
    let end = Date(timeIntervalSinceNow: seconds)
    var text = screen()
    while !condition(text), Date() < end {
      usleep(50_000)
      text = screen()
    }
    return text
  }

  @discardableResult
  private static func tmux(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tmux"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

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

  /// Runs tmux and gives what it prints.
  ///
  /// Through `popen`: the server that a first command leaves behind inherits every descriptor, and
  /// `Process` would wait for that one to end.
  @discardableResult
  private static func tmux(_ arguments: [String]) throws -> String {
    let quoted = arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
    guard let pipe = popen("tmux " + quoted.joined(separator: " ") + " 2>/dev/null", "r") else {
      return ""
    }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let n = fread(&buffer, 1, buffer.count, pipe)
      if n == 0 { break }
      bytes += buffer[0..<n]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

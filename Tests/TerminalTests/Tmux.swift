import Foundation

/// A shell in a terminal: a tmux server of its own, with one window of a given size.
final class Tmux {
  /// Where tmux is; nil when it isn't installed.
  static let program: String? = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static var isInstalled: Bool { program != nil }

  struct Timeout: Error, CustomStringConvertible {
    var waitedFor: String
    var screen: TerminalScreen
    var description: String { "no \(waitedFor) on the screen:\(screen)" }
  }

  struct Refused: Error {
    var arguments: [String]
    var output: String
  }

  /// A folder of this terminal alone: home, working directory and socket.
  let folder: URL
  private let environment: [String: String]

  init(width: Int, height: Int) throws {
    folder = URL(fileURLWithPath: "/tmp").appendingPathComponent(
      "crmwatch-tmux-\(UUID().uuidString.prefix(12))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    environment = [
      "HOME": folder.path, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
      "TERM": "xterm-256color", "TMUX_TMPDIR": folder.path, "PS1": "$ ",
    ]
    try tmux(
      "new-session", "-d", "-s", "terminal", "-x", "\(width)", "-y", "\(height)",
      "cd '\(folder.path)' && exec /bin/sh -i")
    try tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
  }

  deinit {
    _ = try? tmux("kill-server")
    try? FileManager.default.removeItem(at: folder)
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let all = ["-u", "-S", folder.path + "/tmux", "-f", "/dev/null"] + arguments
    let outcome = try Command.run(Self.program ?? "tmux", all, environment: environment)
    guard outcome.code == 0 else { throw Refused(arguments: arguments, output: outcome.output) }
    return outcome.output
  }

  // MARK: Keys

  /// Presses keys by tmux's names (`Enter`, `Escape`, `C-z`), all at once.
  func press(_ keys: String...) throws {
    _ = try sendKeys(keys)
  }

  /// Types text as it is.
  func type(_ text: String) throws { try tmux("send-keys", "-l", text) }

  /// Types a line to the shell.
  func enter(_ line: String) throws {
    try type(line)
    try press("Enter")
  }

  /// Pastes as a terminal does: in brackets when the program has asked for that.
  func paste(_ text: String) throws {
    try tmux("set-buffer", "--", text)
    try tmux("paste-buffer", "-p")
  }

  private func sendKeys(_ keys: [String]) throws -> String {
    let all =
      ["-u", "-S", folder.path + "/tmux", "-f", "/dev/null", "send-keys"] + keys
    let outcome = try Command.run(Self.program ?? "tmux", all, environment: environment)
    guard outcome.code == 0 else { throw Refused(arguments: keys, output: outcome.output) }
    return outcome.output
  }

  // MARK: Screen

  func resize(width: Int, height: Int) throws {
    try tmux("resize-window", "-x", "\(width)", "-y", "\(height)")
  }

  /// What tmux knows of the terminal, such as `#{alternate_on}`.
  func state(_ format: String) throws -> String {
    try tmux("display-message", "-p", format).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func screen() throws -> TerminalScreen {
    let size = try state("#{pane_width} #{pane_height}").split(separator: " ").compactMap {
      Int($0)
    }
    let rows = try tmux("capture-pane", "-p").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    return TerminalScreen(rows: rows, width: size.first ?? 0, height: size.last ?? 0)
  }

  /// The parameters of all colours and attributes on the screen, such as `48;5;235`.
  func colors() throws -> Set<String> {
    // tmux gives blanks the colour of whatever was written before them: what counts is the set.
    Set(
      try tmux("capture-pane", "-p", "-e").matches(of: /\u{1B}\[([0-9;:]*)m/).map { String($0.1) })
  }

  /// Looks until `condition` holds.
  @discardableResult
  func wait(
    for what: String, seconds: Double = 30, _ condition: (TerminalScreen) -> Bool
  ) async throws -> TerminalScreen {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let screen = try screen()
      if condition(screen) { return screen }
      guard ContinuousClock.now < deadline else { throw Timeout(waitedFor: what, screen: screen) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Looks until all these texts are there.
  @discardableResult
  func wait(for texts: String..., seconds: Double = 30) async throws -> TerminalScreen {
    try await wait(for: texts.joined(separator: ", "), seconds: seconds) { screen in
      texts.allSatisfy { screen.text.contains($0) }
    }
  }

  // MARK: The program

  /// Starts crmwatch from the shell; its exit code will be written as `exit=0`.
  func start(_ arguments: [String], _ settings: [String: String] = [:]) throws {
    var all = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color",
      "USER": "ana", "CRMWATCH_SAMPLE_DATA": Binary.root + "/sample-data",
    ]
    for (name, value) in settings { all[name] = value.isEmpty ? nil : value }
    func quoted(_ text: String) -> String {
      "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
    let words = all.sorted { $0.key < $1.key }.map { quoted($0.key + "=" + $0.value) }
    let command = ([Binary.path] + arguments).map(quoted)
    let script =
      "stty -a | tail -n +2 > before\necho $$ > pid\nexec env -i "
      + (words + command).joined(separator: " ") + "\n"
    try Data(script.utf8).write(to: folder.appendingPathComponent("run"))
    try enter("sh ./run; echo exit=$?")
  }

  /// The program's process.
  func process() throws -> Int32 {
    let text = try String(contentsOf: folder.appendingPathComponent("pid"), encoding: .utf8)
    guard let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Refused(arguments: ["pid"], output: text)
    }
    return number
  }

  /// What is wrong with the terminal after the program has gone; empty = as it was before.
  func damage() async throws -> [String] {
    var found: [String] = []
    let flags = try state("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}")
    if flags != "0 1 0 0" { found.append("alternate screen, cursor, mouse, keypad: \(flags)") }
    try enter("clear; stty -a | tail -n +2 > after; cmp before after && echo o''k")
    do { try await wait(for: "ok", seconds: 10) } catch let error as Timeout {
      found.append("modes or screen are not as before: \(error.screen)")
    }
    return found
  }
}

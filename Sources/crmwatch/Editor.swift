import Foundation

/// Opens the user's editor on a private temporary file.
enum Editor {
  /// The text after editing; nil when there is no editor or it failed.
  static func edit(_ text: String) -> String? {
    let editor = Paths.environment("VISUAL") ?? Paths.environment("EDITOR") ?? "vi"
    let path =
      NSTemporaryDirectory() + "crmwatch-note-\(ProcessInfo.processInfo.globallyUniqueString).txt"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    close(descriptor)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The editor may be a command with options; the file is passed as an argument, never as text.
    process.arguments = ["-c", editor + " \"$1\"", "sh", path]
    do { try process.run() } catch { return nil }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try? String(contentsOfFile: path, encoding: .utf8)
  }
}

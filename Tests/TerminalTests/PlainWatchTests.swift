import Foundation
import Testing

/// The dashboard for who can't see a screen: lines, in the order of what happens.
@Suite(
  .serialized, .enabled(if: Binary.isUsable, "needs the built binary"),
  .enabled(if: Tmux.isInstalled, "needs tmux: apt-get install tmux, or brew install tmux"),
  .timeLimit(.minutes(5)))
struct PlainWatchTests {
  @Test func `findings are told in sentences as they are raised, and nothing is drawn`()
    async throws
  {
    let terminal = try Tmux(width: 160, height: 40)
    let log = terminal.folder.appendingPathComponent("api.jsonl")
    func failures(_ user: String) -> Data {
      let time = Date().ISO8601Format()
      let line = """
        {"ts":"\(time)","platform":"salesforce","org":"00D","credential":"\(user)","user":"\(user)",\
        "ip":"203.0.113.9","api":"login","operation":"login","status":401,"error":"INVALID_LOGIN"}

        """
      return Data(String(repeating: line, count: 8).utf8)
    }
    try failures("first").write(to: log)
    try terminal.start(["watch", log.path, "--plain", "--store", "s.db"])
    let sentence = "medium, first: Authentication failures."
    var screen = try await terminal.wait(for: "open findings: 0 critical", sentence)
    #expect(!screen.contains("second: Authentication"))
    let file = try FileHandle(forWritingTo: log)
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: failures("second\\u001b[2J"))
    screen = try await terminal.wait(for: sentence, "medium, second^[[2J: Authentication failures.")
    // No border, no tab, no hint, and every line once.
    for drawn in ["╭", "1 Alerts", "? help"] { #expect(!screen.contains(drawn)) }
    try terminal.press("C-c")
    try await terminal.wait(for: "exit=0")
    try terminal.start(["watch", "--plain", "--store", "s.db"])
    try await terminal.wait(for: "0 high, 3 medium", "no collector: nothing new will come")
    try terminal.press("C-c")
    try await terminal.wait(for: "exit=0")
  }
}

import Foundation
import Testing

/// The dashboard in a real terminal: what is on the screen, what keys do, what is left behind.
///
/// One terminal at a time; each test looks until what it waits for is there, however slow the
/// machine is.
@Suite(
  .serialized, .enabled(if: Binary.isUsable, "needs the built binary"),
  .enabled(if: Tmux.isInstalled, "needs tmux: apt-get install tmux, or brew install tmux"),
  .timeLimit(.minutes(5)))
struct DashboardTerminalTests {
  // What the prepared store holds: findings that are open, and those of them that are critical.
  private static let open = 29
  private static let critical = 5

  // MARK: The demo

  @Test func `the demo shows traffic, then an attack, and an analyst works on it`() async throws {
    let terminal = try Tmux(width: 120, height: 40)
    try terminal.start(["demo", "--speed", "400"])
    try await terminal.wait(for: "1 Alerts", "2 Inventory")
    let attack = try await terminal.wait(for: "the attack's finding", seconds: 60) {
      $0.contains("REPLAY x400", "New client software", "Parleyo Chat ·SuTU", "3 Calls/min")
    }
    #expect(attack.misfits == [])
    try terminal.press("/")
    try terminal.type("cred:SuTU rule:NEW-006")
    try terminal.press("Enter")
    try await terminal.wait(for: "filter cred:SuTU rule:NEW-006")
    try terminal.press("g", "a")
    try await terminal.wait(for: "acknowledged") { $0.marked.contains { $0.contains("ACK") } }
    try terminal.press("n")
    try terminal.type("asked the owner; nobody knows this client")
    try terminal.press("Enter")
    try await terminal.wait(for: "noted")
    try terminal.press("Enter")
    let page = try await terminal.wait(
      for: "What happened", "What to do", "Evidence", "nobody knows this client")
    #expect(page.contains("203.0.113."), "evidence names the address")
    try terminal.press("Escape")
    try await terminal.wait(for: "2 Inventory", "3 Calls/min")
    try terminal.press("p")
    try await terminal.wait(for: "FROZEN")
    try terminal.press("p")
    try await terminal.wait(for: "going on") { !$0.contains("FROZEN") }
    try terminal.press("q")
    try await terminal.wait(for: "exit=0")
    #expect(try await terminal.damage() == [])
  }

  // MARK: Rules

  @Test func `rules are shown with their mistakes, and switched`() async throws {
    let terminal = try Tmux(width: 120, height: 40)
    let rules = terminal.folder.path + "/rules"
    let logs = terminal.folder.path + "/logs"
    for folder in [rules, logs] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    func rule(_ name: String, _ condition: String) throws {
      let text = """
        title: Any call at all
        id: 0badf00d-1111-4222-8333-444444444444
        logsource: {category: api}
        detection:
          selection: {operation: query}
          condition: \(condition)
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: rules + "/" + name))
    }
    try rule("good.yml", "selection")
    try terminal.start(["watch", "--rules", rules, logs])
    try await terminal.wait(for: "6 Rules 1")
    try terminal.press("6")
    try await terminal.wait(for: "1 rule", "Any call at all", "SIGMA-0badf00d", "Space on/off")
    try terminal.press("Space")
    try await terminal.wait(for: "off 1", "rules: {disabled: [SIGMA-0badf00d]}")
    try terminal.press("x")
    try await terminal.wait(for: "on again") { !$0.contains("off 1") }
    try rule("bad.yml", "selektion")
    let screen = try await terminal.wait(
      for: "Mistakes in rule files", "bad.yml:6:14", "6 Rules !1")
    #expect(screen.misfits == [])
    try terminal.press("Q")
    try await terminal.wait(for: "exit=0")
    #expect(try await terminal.damage() == [])
  }

  // MARK: Sizes

  @Test(arguments: [(120, 40), (80, 24), (60, 15), (40, 8), (30, 5), (200, 60)])
  func `every size shows what is worst, in frames that fit`(width: Int, height: Int) async throws {
    let terminal = try Tmux(width: width, height: height)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    var expected = ["Recon, bul", width < 110 ? "C\(Self.critical)" : "C! \(Self.critical)"]
    if width >= 60 { expected.append("NO COLLECTOR") }
    if height >= 14 { expected += ["1 Alerts", "2 Inventory", "5 Audit", "6 Rules"] }
    if height >= 24 { expected += ["Detail", "16 enumeration calls"] }
    if height >= 40 { expected += ["3 Calls/min", "UTC "] }
    if height >= 60 { expected += ["KIND", "Observed against expected", "Hours of the week"] }
    try await terminal.wait(for: "\(expected)") { screen in
      screen.misfits.isEmpty && expected.allSatisfy { screen.contains($0) }
    }
    if height >= 24 {
      // The chart holds the time of the finding, with or without a pane for it.
      try terminal.press("G")
      try await terminal.wait(for: "ends 08-")
      try terminal.press("g")
    }
    try terminal.press("a")
    // The row is shown acknowledged at once, the tick comes when that is stored.
    try await terminal.wait(for: "✓ acknowledged")
    try terminal.press("q")
    try await terminal.wait(for: "exit=0")
  }

  @Test func `a window that changes its size is drawn anew, down to nothing and back`() async throws
  {
    let terminal = try Tmux(width: 120, height: 40)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    try await terminal.wait(for: "2 Inventory", "3 Calls/min", "Recon, bulk")
    for (width, height, text) in [(80, 24, "Detail"), (20, 3, "Recon"), (100, 30, "1 Alerts")] {
      try terminal.resize(width: width, height: height)
      let screen = try await terminal.wait(for: "\(width)x\(height)") {
        $0.width == width && $0.contains(text) && $0.misfits.isEmpty
      }
      #expect(!screen.contains("3 Calls/min"))
    }
    try terminal.resize(width: 120, height: 40)
    try await terminal.wait(for: "2 Inventory", "3 Calls/min", "Recon, bulk")
  }

  // MARK: Keys

  @Test func `help, colours, filter and palette open and close`() async throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    try await terminal.wait(for: "Recon, bulk", "do    Treat")
    try terminal.press("?")
    try await terminal.wait(for: "Keys", "acknowledge: I have seen it")
    try terminal.press("Escape")
    try await terminal.wait(for: "help gone") { !$0.contains("acknowledge: I have seen it") }
    let before = try terminal.colors()
    try terminal.press("t")
    try await terminal.wait(for: "Colours", "nightwatch")
    try terminal.press("Down", "Down", "Down")
    try await terminal.wait(for: "a preview") { screen in
      screen.rows.contains { $0.contains("> ") && $0.contains("light") }
    }
    try terminal.press("Escape")
    try await terminal.wait(for: "the colours from before") { _ in
      (try? terminal.colors()) == before
    }
    try terminal.press("/")
    try terminal.type("sev>=critical")
    try terminal.press("Enter")
    try await terminal.wait(for: "\(Self.critical)/\(Self.open)")
    try terminal.press("\\")
    try await terminal.wait(for: "\(Self.open)/\(Self.open)")
    try terminal.press(":")
    try terminal.type("sources")
    try terminal.press("Enter")
    try await terminal.wait(for: "Records that could not be read")
  }

  @Test func `keys that arrive in one burst all count, Escape before another too`() async throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    try await terminal.wait(for: "1 of \(Self.open)")
    try terminal.press("j", "j", "j")
    try await terminal.wait(for: "4 of \(Self.open)")
    // Esc and j are the bytes of Alt-j.
    try terminal.press("?", "Escape", "j")
    try await terminal.wait(for: "5 of \(Self.open)") {
      $0.contains("5 of \(Self.open)") && !$0.contains("80 keys")
    }
    try terminal.press("Enter", "Escape", "Down", "n", "o", "k", "Enter")
    try await terminal.wait(for: "6 of \(Self.open)", "noted")
    // An arrow is three bytes that begin with Esc.
    try terminal.press("Up", "Up", "Home")
    try await terminal.wait(for: "1 of \(Self.open)")
  }

  @Test func `a paste is text and never commands, whatever it holds`() async throws {
    let terminal = try Tmux(width: 100, height: 30)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    try await terminal.wait(for: "1 of \(Self.open)")
    try terminal.paste("aqQ\u{1B}[2J")
    try await terminal.wait(for: "nothing takes text here")
    #expect(try terminal.screen().marked.contains { $0.contains("NEW") })
    try terminal.press("n")
    try await terminal.wait(for: "Esc leave")
    try terminal.paste("first line\nsecond \u{1B}[31mline")
    try terminal.press("Enter")
    try await terminal.wait(for: "noted")
    try terminal.press("Enter")
    try await terminal.wait(for: "first line", "second")
    try terminal.press("q", "q")
    try await terminal.wait(for: "exit=0")
  }

  // MARK: Other processes

  @Test func `what the command line acknowledges, an open dashboard shows`() async throws {
    let terminal = try Tmux(width: 120, height: 40)
    let store = try PreparedStore.copy(into: terminal.folder)
    try terminal.start(["--store", store])
    try await terminal.wait(for: "the worst, new") {
      $0.marked.contains { $0.contains("NEW") && $0.contains("Recon, bulk") }
    }
    let list = try PreparedStore.crmwatch(["findings", "list", "--json"], store: store)
    let objects = list.output.split(separator: "\n").compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
    }
    let finding = try #require(
      objects.first {
        $0["detector"] as? String == "EXF-009" && $0["severity"] as? String == "critical"
      })
    let id = try #require(finding["id"] as? String)
    let done = try PreparedStore.crmwatch(
      ["findings", "ack", id, "--note", "from the command line"], store: store)
    #expect(done.code == 0, "\(done.output)")
    try await terminal.wait(for: "ACK and the note") { screen in
      screen.rows.contains { $0.contains("ACK") && $0.contains("Recon, bulk") }
        && screen.contains("kim", "from the command line")
    }
  }

  @Test func `a dashboard beside a collector says whether that is still there`() async throws {
    let collector = try Tmux(width: 80, height: 24)
    let log = collector.folder.appendingPathComponent("empty.jsonl")
    try Data().write(to: log)
    let store = try PreparedStore.copy(into: collector.folder)
    try collector.start(["collect", log.path, "--store", store])
    let viewer = try Tmux(width: 80, height: 24)
    try await collector.wait(for: "the collector") { _ in
      FileManager.default.fileExists(atPath: store + ".lock")
    }
    try viewer.start(["--store", store])
    try await viewer.wait(for: "ATTACHED")
    kill(try collector.process(), SIGKILL)
    try await viewer.wait(for: "NO COLLECTOR")
    try collector.enter("sh ./run")
    try await viewer.wait(for: "ATTACHED")
  }

  @Test func `lines that another process appends appear, hostile ones made harmless`() async throws
  {
    let terminal = try Tmux(width: 120, height: 40)
    let log = terminal.folder.appendingPathComponent("api.jsonl")
    func event(_ app: String, _ second: Int) -> String {
      let time = Date().ISO8601Format().dropLast(3) + String(format: "%02dZ", second)
      return """
        {"ts":"\(time)","platform":"salesforce","org":"00D000000000001",\
        "credential":"\(app)","credential_type":"service_account","user":"u1","app":"\(app)",\
        "ip":"203.0.113.9","user_agent":"x\\u001b[2J\\u202ey","api":"rest","operation":"query",\
        "method":"GET","uri":"/q","objects":["Account"],"rows":1,"status":200}

        """
    }
    try Data(event("plain-app", 1).utf8).write(to: log)
    try terminal.start(["watch", log.path])
    try await terminal.wait(for: "LIVE", "plain-app")
    let file = try FileHandle(forWritingTo: log)
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(
      contentsOf: Data(
        (event("evil\\u001b]0;owned\\u0007\\u001b[2J", 2) + event("rtl\\u202egnp", 3)
          + event("漢字アプリ", 4)).utf8))
    let screen = try await terminal.wait(for: "^[]0;owned^G", "<U+202E>", "漢字アプリ", "!esc")
    #expect(screen.misfits == [])
    #expect(try terminal.state("#{pane_title}") != "owned")
    try terminal.press("q")
    try await terminal.wait(for: "exit=0")
  }

  // MARK: What is left behind

  @Test func `suspended it leaves a usable shell, and comes back`() async throws {
    let terminal = try Tmux(width: 80, height: 24)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
    try await terminal.wait(for: "Recon, bulk")
    try terminal.press("C-z")
    try await terminal.wait(for: "the shell") { _ in
      (try? terminal.state("#{alternate_on} #{cursor_flag}")) == "0 1"
    }
    try terminal.enter("echo in''between")
    try await terminal.wait(for: "inbetween")
    try terminal.resize(width: 100, height: 30)
    try terminal.enter("fg")
    let screen = try await terminal.wait(for: "Recon, bulk", "Detail")
    #expect(screen.misfits == [])
    try terminal.press("q")
    // What is typed while the terminal is handed back gets lost.
    try await terminal.wait(for: "the shell") { _ in
      (try? terminal.state("#{alternate_on} #{pane_current_command}")) == "0 sh"
    }
    try terminal.enter("echo after=$?")
    try await terminal.wait(for: "after=0")
    #expect(try await terminal.damage() == [])
  }

  @Test(arguments: [(SIGHUP, 0), (SIGTERM, 0), (SIGSEGV, 139), (SIGABRT, 134)])
  func `a signal that ends it leaves the terminal as it was`(
    signal: Int32, code: Int
  ) async throws {
    let terminal = try Tmux(width: 80, height: 24)
    // The backtrace of a debug build takes many seconds and is not what is tested.
    try terminal.start(
      ["--store", PreparedStore.copy(into: terminal.folder)],
      ["SWIFT_BACKTRACE": "enable=no"])
    try await terminal.wait(for: "Recon, bulk")
    kill(try terminal.process(), signal)
    try await terminal.wait(for: "exit=\(code)")
    #expect(try await terminal.damage() == [])
  }

  @Test func `when the terminal goes away the program ends`() async throws {
    let process: Int32
    do {
      let terminal = try Tmux(width: 80, height: 24)
      try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)])
      try await terminal.wait(for: "Recon, bulk")
      process = try terminal.process()
      #expect(kill(process, 0) == 0)
    }
    let deadline = ContinuousClock.now + .seconds(20)
    while kill(process, 0) == 0, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(kill(process, 0) != 0)
  }

  // MARK: Poor terminals

  @Test func `without colours there are attributes only`() async throws {
    let terminal = try Tmux(width: 120, height: 40)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)], ["NO_COLOR": "1"])
    try await terminal.wait(for: "Recon, bulk", "3 Calls/min", "C! \(Self.critical)")
    let numbers = try terminal.colors().flatMap { $0.split { $0 == ";" || $0 == ":" } }
      .compactMap { Int($0) }
    #expect(numbers.contains(7), "the selected row is still told by reverse video")
    #expect(numbers.allSatisfy { !(30...38).contains($0) && !(40...48).contains($0) && $0 < 90 })
  }

  @Test(arguments: [
    ["LANG": "C", "LC_ALL": "C"], ["LANG": "C", "TERM": "vt100"],
    ["LANG": "C", "TERM": "linux", "NO_COLOR": "1"],
  ])
  func `outside UTF-8 everything is drawn in ASCII`(settings: [String: String]) async throws {
    let terminal = try Tmux(width: 120, height: 40)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)], settings)
    let screen = try await terminal.wait(for: "Recon, bulk", "3 Calls/min", "UTC ")
    #expect(screen.text.utf8.allSatisfy { $0 < 0x80 })
    #expect(screen.text.contains("#"), "the chart has columns")
    #expect(screen.rows.contains { $0.hasPrefix("+-") && $0.hasSuffix("-+") })
    try terminal.press("Enter")
    try await terminal.wait(for: "What happened")
    try terminal.press("Q")
    try await terminal.wait(for: "exit=0")
    #expect(try await terminal.damage() == [])
  }

  @Test(arguments: ["linux", "vt100", "screen-256color", "tmux-256color"])
  func `other kinds of terminals work`(term: String) async throws {
    let terminal = try Tmux(width: 120, height: 40)
    try terminal.start(["--store", PreparedStore.copy(into: terminal.folder)], ["TERM": term])
    let screen = try await terminal.wait(for: "Recon, bulk", "3 Calls/min", "UTC ")
    if term == "linux" {
      let braille = screen.text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }
      #expect(!braille, "the console's font has no braille")
    }
    try terminal.press("Down", "Down")
    try await terminal.wait(for: "3 of \(Self.open)")
    try terminal.press("q")
    try await terminal.wait(for: "exit=0")
    #expect(try await terminal.damage() == [])
  }

  @Test func `an unknown terminal is told, with what helps`() async throws {
    let terminal = try Tmux(width: 100, height: 24)
    try terminal.start(
      ["--store", PreparedStore.copy(into: terminal.folder)], ["TERM": "no-such-terminal"])
    try await terminal.wait(for: "no-such-terminal", "TERM=xterm-256color", "exit=69")
  }
}

import ArgumentParser
import Detection
import Foundation
import LogFormats
import Networks
import SecurityModel
import Settings
import Storage
import TerminalKit

/// The checks of `crmwatch doctor`.
struct Checkup {
  /// How a check went.
  enum Result: String {
    case ok
    case warn
    case fail
  }

  /// One check.
  struct Item {
    var name: String
    var result: Result
    var detail: String
    /// What to do; empty when nothing is to be done.
    var remedy = ""
  }

  private let options: GlobalOptions

  init(_ options: GlobalOptions) { self.options = options }

  /// Runs all checks, in a fixed order.
  func run() -> [Item] {
    [
      version(), locale(), terminal(), color(), screen(), configuration(), theme(), registry(),
      networks(), store(), lease(), watches(), descriptors(), clock(),
    ]
  }

  private func version() -> Item {
    Item(
      name: "version", result: .ok,
      detail:
        "crmwatch \(Crmwatch.configuration.version), \(DetectorRegistry.all.count) detectors, "
        + "\(((try? options.formats()) ?? .builtIn).all.count) formats, "
        + ProcessInfo.processInfo.operatingSystemVersionString)
  }

  /// True when the locale's characters are UTF-8.
  private var isUTF8: Bool {
    setlocale(LC_ALL, "")
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    let codeset = String(cString: name).uppercased()
    return codeset == "UTF-8" || codeset == "UTF8"
  }

  private func locale() -> Item {
    let language =
      Paths.environment("LC_ALL") ?? Paths.environment("LC_CTYPE") ?? Paths.environment("LANG")
      ?? "not set"
    if isUTF8 { return Item(name: "locale", result: .ok, detail: "\(language), UTF-8") }
    return Item(
      name: "locale", result: .warn,
      detail: "\(language) is not UTF-8: charts and borders will be drawn in ASCII",
      remedy: "set LANG to a UTF-8 locale such as C.UTF-8")
  }

  /// Where the description of a terminal would be.
  private func terminfo(_ term: String) -> String? {
    guard let first = term.utf8.first, !term.contains("/") else { return nil }
    var folders = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"]
    if let home = Paths.environment("HOME") { folders.insert(home + "/.terminfo", at: 0) }
    if let own = Paths.environment("TERMINFO") { folders.insert(own, at: 0) }
    for more in (Paths.environment("TERMINFO_DIRS") ?? "").split(separator: ":") {
      folders.append(String(more))
    }
    let letter = String(UnicodeScalar(first))
    let code = String(first, radix: 16)
    var paths: [String] = []
    for folder in folders {
      paths += ["\(folder)/\(letter)/\(term)", "\(folder)/\(code)/\(term)"]
    }
    return paths.first { access($0, R_OK) == 0 }
  }

  private func terminal() -> Item {
    guard let term = Paths.environment("TERM") else {
      return Item(
        name: "terminal", result: .warn, detail: "TERM is not set: no dashboard here",
        remedy: "run crmwatch in a terminal; collect and the lists work without")
    }
    if term == "dumb" {
      return Item(
        name: "terminal", result: .warn, detail: "TERM is dumb: no dashboard here",
        remedy: "run crmwatch in a terminal; collect and the lists work without")
    }
    guard let path = terminfo(term) else {
      return Item(
        name: "terminal", result: .fail, detail: "no description of the terminal `\(term)`",
        remedy: "install ncurses-term, or set TERM to xterm-256color")
    }
    return Item(name: "terminal", result: .ok, detail: "\(term), described in \(path)")
  }

  /// Colours that the terminal's name promises; terminfo itself is read by the dashboard.
  private func promisedColors(_ term: String) -> Int {
    if term.contains("direct") { return 1 << 24 }
    if term.contains("256color") { return 256 }
    return term.isEmpty || term == "dumb" || term.hasPrefix("vt") ? 0 : 8
  }

  private func color() -> Item {
    let environment = ProcessInfo.processInfo.environment
    let term = environment["TERM"] ?? ""
    let choice: TerminalProfile.ColorChoice
    switch options.color {
    case "never": choice = .none
    case "16": choice = .ansi
    case "256": choice = .palette
    case "direct": choice = .direct
    default: choice = .auto
    }
    let profile = TerminalProfile(
      environment: environment, isUTF8: isUTF8, terminfoColors: promisedColors(term),
      color: choice)
    let depth: String
    switch profile.colorDepth {
    case .mono: depth = "no colours, attributes only"
    case .ansi8: depth = "8 colours"
    case .ansi16: depth = "16 colours"
    case .palette256: depth = "256 colours"
    case .direct: depth = "24-bit colour"
    }
    if Paths.environment("NO_COLOR") != nil {
      return Item(name: "colours", result: .ok, detail: depth + " (NO_COLOR is set)")
    }
    if profile.colorDepth < .palette256, isatty(1) == 1 {
      return Item(
        name: "colours", result: .warn, detail: depth,
        remedy: "set TERM to xterm-256color, or COLORTERM to truecolor, if the terminal can do it")
    }
    return Item(name: "colours", result: .ok, detail: depth)
  }

  private func screen() -> Item {
    var size = winsize()
    let known = [1, 0, 2].contains { ioctl(Int32($0), UInt(TIOCGWINSZ), &size) == 0 }
    guard known, size.ws_col > 0 else {
      return Item(name: "screen", result: .ok, detail: "not a terminal: plain output")
    }
    let detail = "\(size.ws_col) by \(size.ws_row) cells"
    if size.ws_col < 80 || size.ws_row < 24 {
      return Item(
        name: "screen", result: .warn, detail: detail,
        remedy: "80 by 24 or more shows whole panes")
    }
    return Item(name: "screen", result: .ok, detail: detail)
  }

  private func configuration() -> Item {
    let path = options.config ?? Paths.environment("CRMWATCH_CONFIG") ?? Paths.configuration
    do {
      _ = try options.configuration()
      let exists = FileManager.default.fileExists(atPath: path)
      return Item(
        name: "configuration", result: .ok,
        detail: exists ? "\(path): no mistakes" : "\(path) does not exist: defaults")
    } catch {
      return Item(
        name: "configuration", result: .fail, detail: Self.text(error),
        remedy: "correct the file; crmwatch config show prints a complete one")
    }
  }

  private func theme() -> Item {
    do {
      let name = (try? options.configuration().interface.theme) ?? "nightwatch"
      let palette = try ThemeFiles.palette(name)
      return Item(name: "theme", result: .ok, detail: palette.name)
    } catch {
      return Item(
        name: "theme", result: .fail, detail: Self.text(error),
        remedy: "choose one of crmwatch theme list")
    }
  }

  private func registry() -> Item {
    do {
      let configuration = try options.configuration()
      let settings = try options.engineSettings(configuration)
      guard settings.hasRegistry else {
        return Item(
          name: "registry", result: .ok,
          detail: "none: nothing counts as unregistered",
          remedy: "crmwatch inventory export makes one from what was seen")
      }
      return Item(
        name: "registry", result: .ok, detail: "\(settings.registrations.count) entries")
    } catch {
      return Item(
        name: "registry", result: .fail, detail: Self.text(error), remedy: "correct the file")
    }
  }

  private func networks() -> Item {
    let paths = options.networks + ((try? options.configuration().networks) ?? [])
    guard !paths.isEmpty else {
      return Item(
        name: "networks", result: .ok,
        detail: "no list: ranges of addresses stand in for autonomous systems",
        remedy: "name lists or MaxMind databases with --networks")
    }
    do {
      let parts = try paths.map { path in
        switch try NetworkFiles.read(path) {
        case .list(let entries): return "\(path): \(entries.count) networks"
        case .database(let database):
          let made = Timestamp(seconds: Int64(clamping: database.metadata.buildEpoch))
          return "\(path): \(database.metadata.type) of \(made.rfc3339.prefix(10))"
        }
      }
      return Item(name: "networks", result: .ok, detail: parts.joined(separator: "; "))
    } catch {
      return Item(
        name: "networks", result: .fail, detail: Self.text(error), remedy: "correct the file")
    }
  }

  private func store() -> Item {
    let path = options.storePath
    var status = stat()
    guard stat(path, &status) == 0 else {
      // The folder that would be made, or one above it, must let us.
      var folder = (path as NSString).deletingLastPathComponent
      while !folder.isEmpty, folder != "/", access(folder, F_OK) != 0 {
        folder = (folder as NSString).deletingLastPathComponent
      }
      if access(folder.isEmpty ? "." : folder, W_OK) != 0 {
        return Item(
          name: "store", result: .fail, detail: "can't create \(path)",
          remedy: "grant write access to \(folder), or name another store with --store")
      }
      return Item(
        name: "store", result: .ok, detail: "\(path) does not exist yet",
        remedy: "crmwatch collect SOURCE makes it")
    }
    if status.st_mode & 0o077 != 0 {
      return Item(
        name: "store", result: .warn, detail: "\(path) can be read by others",
        remedy: "chmod 600 \(path)")
    }
    do {
      let store = try options.openStore(.viewer)
      defer { store.close() }
      let events = try store.counters().events
      return Item(
        name: "store", result: .ok,
        detail: "\(path): \(events) events, \(CollectorProcess.size(ofStore: path)) bytes")
    } catch {
      return Item(name: "store", result: .fail, detail: Self.text(error))
    }
  }

  private func lease() -> Item {
    guard let collector = CollectorProcess(store: options.storePath) else {
      return Item(name: "collector", result: .ok, detail: "nobody collects into the store")
    }
    return Item(
      name: "collector", result: .ok,
      detail: "process \(collector.pid) since \(collector.since.rfc3339)")
  }

  private func watches() -> Item {
    func limit(_ name: String) -> Int? {
      (try? String(contentsOfFile: "/proc/sys/fs/inotify/" + name, encoding: .utf8))
        .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    guard let watches = limit("max_user_watches"), let instances = limit("max_user_instances")
    else {
      return Item(
        name: "inotify", result: .warn, detail: "limits can't be read",
        remedy: "files are listed again every few seconds if they can't be watched")
    }
    let detail = "\(watches) watches, \(instances) instances for each user"
    if watches < 1_024 || instances < 16 {
      return Item(
        name: "inotify", result: .warn, detail: detail,
        remedy: "raise fs.inotify.max_user_watches to watch large folders")
    }
    return Item(name: "inotify", result: .ok, detail: detail)
  }

  private func descriptors() -> Item {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return Item(name: "open files", result: .warn, detail: "the limit can't be read")
    }
    let detail = "at most \(limit.rlim_cur)"
    if limit.rlim_cur < 256 {
      return Item(
        name: "open files", result: .warn, detail: detail, remedy: "raise it: ulimit -n 1024")
    }
    return Item(name: "open files", result: .ok, detail: detail)
  }

  private func clock() -> Item {
    let now = options.now
    // Events further ahead than a day are refused: a clock that is behind loses all of them.
    if now < Timestamp(seconds: 1_735_689_600) {
      return Item(
        name: "clock", result: .fail, detail: "the system's clock says \(now.rfc3339)",
        remedy: "set the clock: events from the future are refused")
    }
    return Item(name: "clock", result: .ok, detail: now.rfc3339)
  }

  private static func text(_ error: any Error) -> String {
    if let failure = error as? Failure { return failure.text }
    if let error = error as? StoreError { return Failure(error).text }
    return "\(error)"
  }
}

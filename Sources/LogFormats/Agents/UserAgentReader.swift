import SecurityModel

/// Reads which client software a user agent names.
enum UserAgentReader {
  /// Longest family name, in bytes.
  static let maximumFamilyLength = 64

  /// Sets `userAgent` and `clientFamily`, and `hostileText` when the agent holds control
  /// characters. An empty agent or `-` sets nothing.
  static func read(
    _ agent: UnsafeRawBufferPointer, context: DecodeContext, into event: inout APIEvent
  ) {
    if agent.isEmpty || (agent.count == 1 && agent[0] == 0x2D) { return }
    // No more than the symbol keeps, so that the stored text has the same family.
    let kept = agent.cut(0, SymbolTable.maximumLength)
    let hash = StableHash.bytes(kept, seed: context.secrets.key1) | 1
    let reading: UserAgentMemo.Reading
    if let known = context.agents.find(hash) {
      reading = known
    } else {
      reading = make(kept, context)
      context.agents.store(reading, under: hash)
    }
    event.userAgent = reading.agent
    event.clientFamily = reading.family
    if reading.isHostile { event.flags.insert(.hostileText) }
  }

  /// What a user agent or client name says, without the memory of `read`.
  @inline(never)
  static func make(
    _ agent: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> UserAgentMemo.Reading {
    var reading = UserAgentMemo.Reading()
    reading.agent = context.symbolHidingSecret(agent)
    reading.isHostile = HostileText.isPresent(in: agent)
    reading.family =
      SecretNames.looksSecret(agent) ? reading.agent : family(agent, context.symbols)
    return reading
  }

  /// The family: the product token before `/` or a blank. Browsers go by their own name instead of
  /// the `Mozilla` that all of them begin with, and a bare language runtime is named together
  /// with the library behind it (`Python aiohttp`).
  static func family(_ agent: UnsafeRawBufferPointer, _ symbols: SymbolTable) -> Symbol {
    var start = 0
    // Some Event Log File agents carry a pair of quotes of their own.
    while start < agent.count, agent[start] <= 0x20 || agent[start] == 0x22 { start += 1 }
    let text = agent.cut(from: start)
    if text.isEmpty || isCode(text) { return .none }
    if text.startsWith("data loader") || text.startsWith("salesforce data loader") {
      return symbols.intern("Data Loader")
    }
    let first = product(text, from: 0)
    if first.token.isWord("mozilla") { return browser(text, symbols) }
    if isRuntime(first.token), let second = library(text, from: first.next) {
      return join(first.token, second, symbols)
    }
    if first.token.isEmpty { return symbols.intern(text.cut(0, maximumFamilyLength)) }
    return symbols.intern(withoutVersion(first.token).cut(0, maximumFamilyLength))
  }

  /// True for the client-type codes of Event Log Files (`13579000`): a number names no software.
  static func isCode(_ text: UnsafeRawBufferPointer) -> Bool {
    for byte in text where !byte.isDigit && byte != 0x2E && byte != 0x2D { return false }
    return true
  }

  /// A client name without the slashes and blanks that Salesforce leaves at its end.
  static func trimmed(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = name.count
    while end > 0, name[end - 1] == 0x2F || name[end - 1] <= 0x20 { end -= 1 }
    var start = 0
    while start < end, name[start] <= 0x20 { start += 1 }
    return name.cut(start, end)
  }

  /// The product token that begins at `start`, and where the text behind its version goes on.
  private static func product(
    _ text: UnsafeRawBufferPointer, from start: Int
  ) -> (token: UnsafeRawBufferPointer, next: Int) {
    var end = start
    while end < text.count, !endsToken(text[end]) { end += 1 }
    var next = end
    while next < text.count, text[next] != 0x20 { next += 1 }
    while next < text.count, text[next] == 0x20 { next += 1 }
    return (text.cut(start, end), next)
  }

  private static func endsToken(_ c: UInt8) -> Bool {
    c <= 0x20 || c == 0x2F || c == 0x28 || c == 0x3B || c == 0x2C || c == 0x22 || c == 0x3A
  }

  /// Language runtimes that say little without the library that uses them.
  private static func isRuntime(_ token: UnsafeRawBufferPointer) -> Bool {
    token.isWord("python") || token.isWord("java") || token.isWord("ruby")
      || token.isWord("php") || token.isWord("node") || token.isWord("node.js")
      || token.isWord("go") || token.isWord("deno") || token.isWord("bun")
      || token.isWord(".net")
  }

  private static func library(
    _ text: UnsafeRawBufferPointer, from start: Int
  ) -> UnsafeRawBufferPointer? {
    guard start < text.count, text[start].isLetter else { return nil }
    let token = product(text, from: start).token
    return token.count >= 2 ? token : nil
  }

  private static func join(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ symbols: SymbolTable
  ) -> Symbol {
    var out: [UInt8] = []
    out += first
    out.append(0x20)
    out += second.cut(0, maximumFamilyLength - 16)
    return out.withUnsafeBytes { symbols.intern($0) }
  }

  /// `tool-1.2.3` is `tool`.
  private static func withoutVersion(_ token: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = token.count
    while end > 0, token[end - 1].isDigit || token[end - 1] == 0x2E { end -= 1 }
    if end < token.count, end > 1, token[end - 1] | 0x20 == 0x76 { end -= 1 }
    guard end < token.count, end > 1, token[end - 1] == 0x2D || token[end - 1] == 0x5F else {
      return token
    }
    return token.cut(0, end - 1)
  }

  /// Names a browser, or whatever else hides behind `Mozilla/5.0`; the more special names first,
  /// because each browser names those that it descends from as well.
  private static func browser(
    _ text: UnsafeRawBufferPointer, _ symbols: SymbolTable
  ) -> Symbol {
    if text.contains(word: "windowspowershell/") { return symbols.intern("WindowsPowerShell") }
    if text.contains(word: "powershell/") { return symbols.intern("PowerShell") }
    if text.contains(word: "headlesschrome/") { return symbols.intern("HeadlessChrome") }
    if text.contains(word: "electron/") { return symbols.intern("Electron") }
    if text.contains(word: "salesforcemobilesdk/") {
      return symbols.intern("SalesforceMobileSDK")
    }
    if text.contains(word: "edg/") || text.contains(word: "edge/")
      || text.contains(word: "edgios/") || text.contains(word: "edga/")
    {
      return symbols.intern("Edge")
    }
    if text.contains(word: "opr/") || text.contains(word: "opera") {
      return symbols.intern("Opera")
    }
    if text.contains(word: "samsungbrowser/") { return symbols.intern("SamsungBrowser") }
    if text.contains(word: "firefox/") || text.contains(word: "fxios/") {
      return symbols.intern("Firefox")
    }
    if text.contains(word: "chrome/") || text.contains(word: "chromium/")
      || text.contains(word: "crios/")
    {
      return symbols.intern("Chrome")
    }
    if text.contains(word: "safari/") { return symbols.intern("Safari") }
    if text.contains(word: "trident/") || text.contains(word: "msie ") {
      return symbols.intern("Internet Explorer")
    }
    return compatible(text, symbols)
  }

  /// `Mozilla/5.0 (compatible; SomeBot/2.1; +https://…)` is SomeBot.
  private static func compatible(
    _ text: UnsafeRawBufferPointer, _ symbols: SymbolTable
  ) -> Symbol {
    guard let open = text.index(of: 0x28), text.cut(from: open + 1).startsWith("compatible; ")
    else { return symbols.intern("Mozilla") }
    let token = product(text, from: open + 13).token
    return token.count >= 2
      ? symbols.intern(token.cut(0, maximumFamilyLength)) : symbols.intern("Mozilla")
  }
}

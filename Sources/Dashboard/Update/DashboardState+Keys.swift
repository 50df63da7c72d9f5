import TerminalKit

extension DashboardState {
  /// Takes a key: an overlay has all of them, else the focused pane and then everybody.
  mutating func handle(_ key: Key, _ effects: inout [Effect]) {
    switch key {
    case .hangup: return effects.append(.quit)
    case .resize(let size):
      self.size = size
      return
    case .focusIn, .focusOut: return
    case .mouse(let event): return handle(event, &effects)
    default: break
    }
    if let keys = unbundled(key) {
      for key in keys { handle(key, &effects) }
      return
    }
    findings.pin()
    credentials.pin()
    if overlay != nil { return handleInOverlay(key, &effects) }
    if case .paste = key { return say("nothing takes text here: press / n or : first", .warning) }
    guard let command = KeyTable.command(key, in: KeyContext.chain(focus)) else {
      // Keys of the alerts are the ones that are pressed in the wrong pane.
      if let command = KeyTable.command(key, in: [.findings, .alerts]) {
        return say(whyDisabled(command) ?? "this is for the alerts: press 1", .warning)
      }
      let name = SafeText(trusted: KeyName.text(key))
      return say(name + " does nothing here", .warning, hint: "? lists the keys")
    }
    run(command, &effects)
  }

  /// The two keys that an Alt nobody has bound really was.
  ///
  /// Esc and a quick next key arrive as the same bytes as Alt with that key; over a slow line even
  /// slow typing does. Swallowing both would leave the user in what he wanted to leave.
  private func unbundled(_ key: Key) -> [Key]? {
    guard case .alt(let character) = key else { return nil }
    switch overlay {
    case nil:
      guard KeyTable.command(key, in: KeyContext.chain(focus)) == nil else { return nil }
    case .menu: break
    case .prompt:
      if TextField.takes(key) || KeyTable.command(key, in: [.prompt]) != nil { return nil }
    default: if TextField.takes(key) { return nil }
    }
    switch character {
    case "\u{7F}": return [.escape, .backspace]
    case "\r", "\n": return [.escape, .enter]
    default: return [.escape, .character(character)]
    }
  }

  /// Does what a key or the command line asks for, or says why not.
  mutating func run(_ command: Command, _ effects: inout [Effect]) {
    if let reason = whyDisabled(command) {
      say(reason, .warning)
      return
    }
    switch command {
    case .down, .up, .pageDown, .pageUp, .halfDown, .halfUp, .top, .bottom:
      move(command)
    case .open: open(&effects)
    case .sort, .sortReverse: sort(reversing: command == .sortReverse, &effects)
    case .copy: copy(&effects)
    case .copyJSON: copyJSON(&effects)
    case .zoomIn, .zoomOut, .panLeft, .panRight, .panNow, .logScale, .compare,
      .previousMarker, .nextMarker:
      runInChart(command)
    case .acknowledge, .start, .note, .noteEditor, .assign, .close, .mute, .reopen, .export,
      .exportAll,
      .select, .selectRange, .selectAll, .undo, .redo:
      runOnFindings(command, &effects)
    case .openCredential: openCredential(&effects)
    case .showClosed: toggleClosed(&effects)
    case .tree: toggleTree(&effects)
    case .onlyThis:
      if let id = credentials.current?.id { setFilter("cred=" + Self.quoted(id), &effects) }
    case .nextFinding, .previousFinding: step(by: command == .nextFinding ? 1 : -1, &effects)
    case .rawEvidence: showsRawEvidence.toggle()
    case .toggleRule: toggleRule(&effects)
    case .accept, .cancel, .complete, .newLine, .menuDown, .menuUp, .searchDown, .searchUp:
      break
    default: runEverywhere(command, &effects)
    }
  }

  private mutating func runEverywhere(_ command: Command, _ effects: inout [Effect]) {
    switch command {
    case .help: overlay = .help(HelpList(contexts: KeyContext.chain(focus)))
    case .palette:
      overlay = .palette(CommandPalette(field: TextField(history: commandHistory)))
    case .filter: openFilter()
    case .clearFilter: setFilter("", &effects)
    case .back: back(&effects)
    case .quit: if stack.isEmpty { quit(&effects) } else { back(&effects) }
    case .quitNow: quit(&effects)
    case .alerts, .inventory, .chart: show(.overview, focus: Self.pane(of: command))
    case .sources: show(.sources, focus: .sources)
    case .rules: show(.rules, focus: .rules)
    case .audit:
      auditIsLoaded = false
      show(.audit, focus: .audit)
    case .nextPane, .previousPane: cyclePane(by: command == .nextPane ? 1 : -1)
    case .zoomPane: isZoomed = true
    case .unzoomPane: isZoomed = false
    case .historyBack, .historyForward: travel(by: command == .historyBack ? -1 : 1, &effects)
    case .freeze: toggleFreeze(&effects)
    case .theme: openThemes()
    case .mouse:
      usesMouse.toggle()
      settings.usesMouse = usesMouse
      effects += [.setMouse(usesMouse), .saveSettings(settings)]
      say(
        usesMouse
          ? "mouse taken: click, wheel, double click; % gives it back to the terminal"
          : "mouse left to the terminal: it selects text again", .ok)
    case .replayPause, .replayFaster, .replaySlower: steer(command, &effects)
    case .repaint: effects.append(.repaint)
    case .suspend: effects.append(.suspend)
    default: break
    }
  }

  private static func pane(of command: Command) -> PaneID {
    switch command {
    case .inventory: .inventory
    case .chart: .chart
    default: .alerts
    }
  }

  private mutating func toggleFreeze(_ effects: inout [Effect]) {
    isFrozen.toggle()
    guard !isFrozen else { return }
    let new = heldNew
    heldNew = 0
    if let snapshot = held {
      held = nil
      show(snapshot, &effects)
    }
    if new > 0 {
      say(SafeText(trusted: Human.plural(new, "new finding") + " while frozen"), .ok)
    }
  }

  private mutating func steer(_ command: Command, _ effects: inout [Effect]) {
    guard let replay = live?.replay else { return }
    var speed = replay.speed
    if speed.isFinite, command == .replayFaster { speed = min(speed * 2, 1_000_000) }
    if command == .replaySlower { speed = speed.isFinite ? max(speed / 2, 0.125) : 3_600 }
    let isPaused = command == .replayPause ? !replay.isPaused : replay.isPaused
    live?.replay?.isPaused = isPaused
    live?.replay?.speed = speed
    effects.append(.setReplay(isPaused: isPaused, speed: speed))
  }

  mutating func quit(_ effects: inout [Effect]) {
    guard drafts.isEmpty, pending.isEmpty else {
      let what: SafeText =
        drafts.isEmpty ? "an action has not been stored yet" : "a note is only a draft yet"
      overlay = .menu(
        ChoiceMenu(
          title: "Quit?", question: what,
          items: [
            .init(key: "y", label: "quit anyway", choice: .quit),
            .init(key: "n", label: "stay", choice: .cancel),
          ], cursor: 1))
      return
    }
    leave(&effects)
  }

  /// Saves the choices and ends.
  mutating func leave(_ effects: inout [Effect]) {
    settings.lastLook = wall ?? settings.lastLook
    settings.filter = filter.text
    effects += [.saveSettings(settings), .quit]
  }
}

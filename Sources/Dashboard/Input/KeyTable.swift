import TerminalKit

/// All keys, as data.
public enum KeyTable {
  /// One binding as documentation shows it.
  public struct Entry: Sendable, Hashable {
    /// `Everywhere`, `Alerts`, …
    public let context: String
    /// `j`, `C-d`, `Enter`; several when several keys do the same.
    public let keys: [String]
    /// The word for the command line.
    public let command: String
    public let help: String
  }

  /// The key table for `crmwatch keys` and the documentation, in reading order.
  public static var documentation: [Entry] {
    all.map { binding in
      Entry(
        context: binding.context.title, keys: binding.keys.map(KeyName.text),
        command: binding.command.rawValue, help: binding.help.plain)
    }
  }

  /// The command of a key in the first context that binds it.
  static func command(_ key: Key, in contexts: [KeyContext]) -> Command? {
    for context in contexts {
      if let command = index[context]?[key] { return command }
    }
    return nil
  }

  /// The key that is shown for a command.
  static func key(_ command: Command) -> String? {
    all.first { $0.command == command }?.keys.first.map(KeyName.text)
  }

  private static let index: [KeyContext: [Key: Command]] = {
    var index: [KeyContext: [Key: Command]] = [:]
    for binding in all {
      for key in binding.keys { index[binding.context, default: [:]][key] = binding.command }
    }
    return index
  }()

  static let all: [Binding] = global + lists + findings + panes + overlays

  private static let global: [Binding] = [
    Binding(
      .global, .help, [.character("?"), .function(1)], "this list: type to search, Enter to do",
      hint: "help", priority: 100),
    Binding(
      .global, .palette, [.character(":")], "command line: every command by name",
      hint: "cmd", priority: 40),
    Binding(
      .global, .filter, [.character("/")], "filter all panes: sev>=high is:new cred:billing*",
      hint: "filter", priority: 70),
    Binding(.global, .clearFilter, [.character("\\")], "show everything again"),
    Binding(
      .global, .back, [.escape], "back: selection, zoom, drill-down", hint: "back", priority: 45),
    Binding(.global, .quit, [.character("q")], "back, or quit from the overview"),
    Binding(.global, .quitNow, [.character("Q"), .control("c")], "quit"),
    Binding(.global, .alerts, [.character("1")], "alerts"),
    Binding(.global, .inventory, [.character("2")], "inventory of integrations and credentials"),
    Binding(.global, .chart, [.character("3")], "chart of the selected credential"),
    Binding(.global, .sources, [.character("4")], "sources and records that could not be read"),
    Binding(.global, .audit, [.character("5")], "what analysts did"),
    Binding(.global, .rules, [.character("6")], "your own rules, and mistakes in their files"),
    Binding(.global, .nextPane, [.tab], "next pane", hint: "pane", priority: 20),
    Binding(.global, .previousPane, [.backTab], "previous pane"),
    Binding(.global, .zoomPane, [.character("+")], "this pane over the whole screen"),
    Binding(.global, .unzoomPane, [.character("_")], "all panes again"),
    Binding(.places, .historyBack, [.character("[")], "where you were before"),
    Binding(.places, .historyForward, [.character("]")], "forward again"),
    Binding(
      .global, .freeze, [.character("p")], "freeze the screen; ingestion goes on",
      hint: "freeze", priority: 30),
    Binding(.global, .undo, [.character("u")], "undo your last action", hint: "undo", priority: 15),
    Binding(.global, .redo, [.control("r")], "redo"),
    Binding(.global, .theme, [.character("t")], "colours, with live preview"),
    Binding(.global, .mouse, [.character("%")], "take or leave the mouse"),
    Binding(.global, .replayPause, [.character("z")], "pause or go on with a replay"),
    Binding(.global, .replayFaster, [.character("}")], "replay twice as fast"),
    Binding(.global, .replaySlower, [.character("{")], "replay half as fast"),
    Binding(.global, .repaint, [.control("l")], "paint the screen again"),
    Binding(.global, .suspend, [.control("z")], "suspend; fg comes back"),
  ]

  private static let lists: [Binding] = [
    Binding(.list, .down, [.character("j"), .down], "down"),
    Binding(.list, .up, [.character("k"), .up], "up"),
    Binding(.list, .pageDown, [.pageDown, .control("f")], "a page down"),
    Binding(.list, .pageUp, [.pageUp, .control("b")], "a page up"),
    Binding(.list, .halfDown, [.control("d")], "half a page down"),
    Binding(.list, .halfUp, [.control("u")], "half a page up"),
    Binding(.list, .top, [.character("g"), .home], "to the top"),
    Binding(.list, .bottom, [.character("G"), .end], "to the bottom"),
    Binding(.list, .open, [.enter], "open what is under the cursor", hint: "open", priority: 60),
    Binding(.list, .sort, [.character("s")], "sort by the next column", hint: "sort", priority: 10),
    Binding(.list, .sortReverse, [.character("S")], "sort the other way round"),
    Binding(.list, .copy, [.character("y")], "copy to the clipboard"),
    Binding(.list, .copyJSON, [.character("Y")], "copy the finding as JSON"),
  ]

  private static let findings: [Binding] = [
    Binding(
      .findings, .acknowledge, [.character("a")], "acknowledge: I have seen it", hint: "ack",
      priority: 90),
    Binding(.findings, .start, [.character("i")], "in progress: I am on it"),
    Binding(
      .findings, .note, [.character("n")], "write a note", hint: "note", priority: 85),
    Binding(.findings, .noteEditor, [.character("N")], "write a note in your editor"),
    Binding(
      .findings, .assign, [.character("A")], "assign to somebody", hint: "assign", priority: 50),
    Binding(
      .findings, .close, [.character("c")], "close with a verdict", hint: "close", priority: 80),
    Binding(
      .findings, .mute, [.character("m")], "mute for a time, with a reason", hint: "mute",
      priority: 75),
    Binding(.findings, .reopen, [.character("r")], "open again"),
    Binding(.findings, .export, [.character("e")], "export: jsonl, csv, OCSF, CEF"),
    Binding(
      .findings, .openCredential, [.character("o")], "the credential behind the finding",
      hint: "credential", priority: 38),
  ]

  private static let panes: [Binding] = [
    Binding(
      .alerts, .select, [.character(" ")], "select for a bulk action", hint: "select",
      priority: 55),
    Binding(.alerts, .selectRange, [.character("v")], "select from here to the cursor"),
    Binding(.alerts, .selectAll, [.character("*")], "select all in the filter, or none"),
    Binding(.alerts, .showClosed, [.character("x")], "show closed and muted ones too"),
    Binding(.alerts, .exportAll, [.character("E")], "export everything in the filter"),
    Binding(
      .inventory, .onlyThis, [.character("f")], "only this credential in all panes",
      hint: "only this", priority: 50),
    Binding(
      .inventory, .tree, [.character("T")], "as a tree: organisation, integration, credential",
      hint: "tree", priority: 22),
    Binding(
      .chart, .zoomIn, [.character("=")], "less time, finer steps", hint: "closer", priority: 60),
    Binding(.chart, .zoomOut, [.character("-")], "more time", hint: "longer", priority: 55),
    Binding(.chart, .panLeft, [.character("h"), .left], "earlier", hint: "earlier", priority: 50),
    Binding(.chart, .panRight, [.character("l"), .right], "later", hint: "later", priority: 48),
    Binding(.chart, .panNow, [.character("0")], "up to now", hint: "now", priority: 52),
    Binding(.chart, .logScale, [.character("L")], "logarithmic scale", hint: "log", priority: 30),
    Binding(
      .chart, .compare, [.character("C")], "compare with the week before", hint: "week before",
      priority: 28),
    Binding(
      .chart, .previousMarker, [.character("["), .character(",")],
      "previous finding on the time axis"),
    Binding(
      .chart, .nextMarker, [.character("]"), .character(".")], "next finding on the time axis",
      hint: "marker", priority: 35),
    Binding(
      .finding, .nextFinding, [.character(">")], "next finding of the list", hint: "next",
      priority: 40),
    Binding(.finding, .previousFinding, [.character("<")], "previous finding of the list"),
    Binding(.finding, .rawEvidence, [.character("J")], "evidence as JSON, or as a table"),
    Binding(
      .rules, .toggleRule, [.character(" "), .character("x")],
      "switch the rule off, or on again, until crmwatch ends", hint: "on/off", priority: 65),
  ]

  private static let overlays: [Binding] = [
    Binding(.prompt, .accept, [.enter], "take it"),
    Binding(.prompt, .cancel, [.escape, .control("g")], "leave; a note is kept as a draft"),
    Binding(.prompt, .complete, [.tab], "complete"),
    Binding(.prompt, .newLine, [.control("o"), .alt("\r"), .alt("\n")], "another line (notes)"),
    Binding(.menu, .menuDown, [.character("j"), .down, .tab], "down"),
    Binding(.menu, .menuUp, [.character("k"), .up, .backTab], "up"),
    Binding(.menu, .accept, [.enter], "choose"),
    Binding(.menu, .cancel, [.escape, .character("q"), .control("g")], "leave"),
    Binding(.search, .searchDown, [.down, .control("n"), .tab], "down"),
    Binding(.search, .searchUp, [.up, .control("p"), .backTab], "up"),
    Binding(.search, .accept, [.enter], "do it"),
    Binding(.search, .cancel, [.escape, .control("g")], "leave"),
  ]
}

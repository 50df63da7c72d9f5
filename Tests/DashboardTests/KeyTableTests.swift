import Testing
import TerminalKit

@testable import Dashboard

@Suite struct KeyTableTests {
  @Test("no key means two things in one pane", arguments: PaneID.allCases)
  func unique(pane: PaneID) {
    var seen: [Key: Command] = [:]
    for context in KeyContext.chain(pane) {
      for binding in KeyTable.all where binding.context == context {
        for key in binding.keys {
          let other = seen.updateValue(binding.command, forKey: key)
          #expect(
            other == nil,
            "\(KeyName.text(key)) is \(binding.command) and \(other.map { "\($0)" } ?? "")")
        }
      }
    }
  }

  @Test("no key means two things in an overlay", arguments: [KeyContext.prompt, .menu, .search])
  func uniqueInOverlay(context: KeyContext) {
    let keys = KeyTable.all.filter { $0.context == context }.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test("every command has a key, and every command of the panes a line on the command line")
  func complete() {
    let bound = Set(KeyTable.all.map(\.command))
    #expect(Command.allCases.filter { !bound.contains($0) } == [])
    let names = Set(PaletteEntry.all.map(\.name))
    for binding in KeyTable.all where ![.prompt, .menu, .search].contains(binding.context) {
      #expect(names.contains(binding.command.rawValue))
    }
  }

  @Test("the help lists every binding")
  func help() {
    let listed = HelpView.bindings(HelpList(contexts: KeyContext.chain(.alerts)))
    #expect(listed.count == KeyTable.all.count)
    #expect(Set(listed) == Set(KeyTable.all))
    #expect(KeyTable.documentation.count == KeyTable.all.count)
  }

  @Test("every pane is in the registry once")
  func registry() {
    #expect(PaneRegistry.all.map(\.id).count == PaneID.allCases.count)
    #expect(Set(PaneRegistry.all.map(\.id)) == Set(PaneID.allCases))
  }

  @Test("? help is hinted in every pane at every width", arguments: [40, 60, 80, 120])
  func hinted(width: Int) {
    for script in ["", "2", "3", "4", "5", "6", "6<Tab>", "<Enter>", "2<Enter>"] {
      var harness = Harness(width: width, height: 24)
      harness.type(script)
      let last = harness.frame.grid.row(23)
      #expect(last.contains("? help"), "\(script): \(last)")
    }
  }
}

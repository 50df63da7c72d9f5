import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

/// Whoever comes back goes on where he was.
@Suite struct ReturnTests {
  @Test("from a finding back to its credential: the cursor is on that finding")
  func credentialCursor() {
    var harness = Harness()
    harness.type("2<Enter>")
    #expect(harness.state.credentialCursor == 2)
    harness.type("g<Enter>")
    #expect(harness.state.place == .finding("000000000000000b"))
    harness.type("<Esc>")
    #expect(harness.state.place == .credential("svc-billing@acme"))
    #expect(harness.state.credentialCursor == 0)
  }

  @Test("o leads to the finding it was pressed on, among the credential's")
  func openedFrom() {
    var harness = Harness()
    harness.type("jjjjjo")
    #expect(harness.state.place == .credential("svc-billing@acme"))
    #expect(harness.state.targets.first?.id == "0000000000000006")
    harness.type("<Esc>")
    #expect(harness.cursorTitle == "Hour-of-day anomaly (03h)")
  }

  @Test("a page that was scrolled is found as it was left")
  func scroll() {
    var harness = Harness(width: 80, height: 24)
    harness.type("<Enter>jjjj")
    #expect(harness.state.scroll[.finding] == 4)
    harness.type("o<Esc>")
    #expect(harness.state.place == .finding("0000000000000001"))
    #expect(harness.state.scroll[.finding] == 4)
    harness.type("<Esc><Enter>")
    #expect(harness.state.scroll[.finding] == 0)
  }

  @Test("a scrolled detail pane begins anew with the next finding")
  func detail() {
    var harness = Harness(width: 80, height: 24)
    harness.state.scroll[.detail] = 2
    harness.type("j")
    #expect(harness.state.scroll[.detail] == 0)
  }
}

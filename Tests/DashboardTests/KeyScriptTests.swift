import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

@Suite struct KeyScriptTests {
  @Test("a acknowledges at once, asks the store, and says so when it is stored")
  func acknowledge() {
    var harness = Harness()
    harness.answersActions = false
    harness.type("ja")
    #expect(harness.cursorTitle == "Bulk export outside its window")
    #expect(harness.state.findings.current?.state.status == .acknowledged)
    #expect(
      harness.lastDrafts == [ActionDraft(finding: "0000000000000002", verb: .acknowledge, base: 0)])
    #expect(harness.state.toast == nil)
    harness.send(
      .acted(
        request: harness.lastRequest,
        [ActionOutcome(finding: "0000000000000002", result: .stored(sequence: 41))]))
    #expect(harness.state.toast?.text.plain == "acknowledged")
    #expect(harness.state.toast?.hint.plain == "u undo")
    #expect(harness.state.findings["0000000000000002"]?.state.version == 41)
  }

  @Test("what was done stays on the screen until a snapshot carries it")
  func optimisticUntilStored() {
    var harness = Harness()
    harness.type("ja")
    // An older picture of the same finding must not undo the key.
    harness.send(
      .snapshot(Fixture.snapshot(findings: .merge(changed: [Fixture.findings[1]], removed: []))))
    #expect(harness.state.findings["0000000000000002"]?.state.status == .acknowledged)
    var stored = Fixture.findings[1]
    stored.state.status = .inProgress
    stored.state.version = 500
    harness.send(.snapshot(Fixture.snapshot(findings: .merge(changed: [stored], removed: []))))
    #expect(harness.state.findings["0000000000000002"]?.state.status == .inProgress)
  }

  @Test("somebody was faster: the row goes back and the toast says who and when")
  func conflict() {
    var harness = Harness()
    harness.answersActions = false
    harness.type("a")
    #expect(harness.state.findings.current?.state.status == .acknowledged)
    let at = Fixture.wall.advanced(by: -240_000)
    var theirs = FindingState()
    theirs.status = .inProgress
    theirs.version = 77
    harness.send(
      .acted(
        request: harness.lastRequest,
        [
          ActionOutcome(
            finding: "0000000000000001",
            result: .conflict(by: "ana", verb: "acknowledge", at: at), state: theirs)
        ]))
    #expect(harness.state.toast?.text.plain == "already acknowledged by ana at 14:38Z")
    #expect(harness.state.toast?.role == .error)
    #expect(harness.state.findings.current?.state == theirs)
    #expect(harness.state.undoStack.isEmpty)
  }

  @Test("u takes back the last action with its sequence, C-r does it again")
  func undoAndRedo() {
    var harness = Harness()
    harness.type("jau")
    #expect(harness.lastDrafts.map(\.verb) == [.undo(sequence: 101)])
    #expect(harness.state.findings.current?.state.status == .new)
    #expect(harness.state.toast?.text.plain == "undone: acknowledged")
    harness.type("<C-r>")
    #expect(harness.lastDrafts.map(\.verb) == [.acknowledge])
    #expect(harness.state.findings.current?.state.status == .acknowledged)
    harness.type("u")
    #expect(harness.lastDrafts.map(\.verb) == [.undo(sequence: 103)])
  }

  @Test("undo before the store has answered is done when it answers")
  func undoInFlight() {
    var harness = Harness()
    harness.answersActions = false
    harness.type("au")
    #expect(harness.lastDrafts.map(\.verb) == [.acknowledge])
    harness.send(
      .acted(
        request: harness.lastRequest,
        [ActionOutcome(finding: "0000000000000001", result: .stored(sequence: 9))]))
    #expect(harness.lastDrafts.map(\.verb) == [.undo(sequence: 9)])
  }

  @Test("a selection is acted on as a whole, also by undo")
  func bulk() {
    var harness = Harness()
    harness.type("  i")
    #expect(harness.lastDrafts.map(\.finding) == ["0000000000000001", "0000000000000002"])
    #expect(harness.state.toast?.text.plain == "in progress: 2 findings")
    #expect(harness.state.selection.isEmpty)
    harness.type("u")
    #expect(harness.lastDrafts.count == 2)
    #expect(harness.state.findings["0000000000000001"]?.state.status == .new)
  }

  @Test("v selects the range between anchor and cursor, * everything in the filter")
  func ranges() {
    var harness = Harness()
    harness.type("vjj")
    #expect(harness.state.selection.count == 3)
    harness.type("k")
    #expect(harness.state.selection.count == 2)
    harness.type("<Esc>*")
    #expect(harness.state.selection.count == 12)
    harness.type("*")
    #expect(harness.state.selection.isEmpty)
  }

  @Test("a note is typed over several lines; letters do not fire while it is open")
  func note() {
    var harness = Harness()
    harness.type("nqa first<C-o>second<Enter>")
    #expect(harness.state.overlay == nil)
    #expect(
      harness.lastDrafts == [
        ActionDraft(finding: "0000000000000001", verb: .note, text: "qa first\nsecond")
      ])
    #expect(!harness.effects.contains(.quit))
  }

  @Test("a note is edited like any text: up, down, break and join lines, paste several")
  func noteLines() {
    var harness = Harness()
    harness.type("nalpha<C-o>gamma<Up>!<Down><Home>beta <C-o><BS>")
    harness.send(.key(.paste("x\ny\u{1B}[31m")))
    harness.type("<Enter>")
    #expect(harness.lastDrafts.first?.text == "alpha!\nbeta x\ny[31mgamma")
  }

  @Test("a note that is left stays as a draft, and quitting asks")
  func draft() {
    var harness = Harness()
    harness.type("nhalf a thou<Esc>")
    #expect(harness.lastDrafts.isEmpty)
    harness.type("q")
    #expect(!harness.effects.contains(.quit))
    harness.type("n")
    #expect(!harness.effects.contains(.quit))
    harness.type("nght<Enter>")
    #expect(harness.lastDrafts.first?.text == "half a thought")
    harness.type("q")
    #expect(harness.effects.last == .quit)
  }

  @Test("close asks for a verdict and a comment; what is closed leaves the list")
  func close() {
    var harness = Harness()
    harness.type("cfnobody did that<Enter>")
    #expect(
      harness.lastDrafts == [
        ActionDraft(
          finding: "0000000000000001", verb: .close(.falsePositive), text: "nobody did that",
          base: 0)
      ])
    #expect(harness.cursorTitle == "Bulk export outside its window")
    #expect(harness.state.findings.count == 11)
    harness.type("u")
    #expect(harness.state.findings.count == 12)
  }

  @Test("a mute has an end and a reason; a long one is asked about")
  func mute() {
    var harness = Harness()
    harness.type("m8<Enter>")
    #expect(harness.lastDrafts.isEmpty)  // No reason, no mute.
    harness.type("known job<Enter>")
    #expect(
      harness.lastDrafts.first?.verb == .mute(until: Fixture.wall.advanced(by: 8 * 3_600_000)))
    #expect(harness.lastDrafts.first?.text == "known job")
    harness.type("m7planned<Enter>")
    let before = harness.lastRequest
    harness.type("y")
    #expect(harness.lastRequest == before + 1)
    #expect(
      harness.lastDrafts.first?.verb == .mute(until: Fixture.wall.advanced(by: 7 * 86_400_000)))
  }

  @Test("assign completes names with Tab; - takes the assignee away")
  func assign() {
    var harness = Harness()
    harness.type("Aa<Tab><Enter>")
    #expect(harness.lastDrafts.first?.verb == .assign(to: "ana"))
    harness.type("A-<Enter>")
    #expect(harness.lastDrafts.first?.verb == .assign(to: nil))
  }

  @Test("a key that can't act says why instead of doing nothing")
  func why() {
    var harness = Harness()
    harness.type("jja")
    #expect(harness.state.toast?.text.plain == "already acknowledged")
    harness.type("2a")
    #expect(harness.state.toast?.text.plain == "this acts on findings: press 1 for the alerts")
    harness.type("u")
    #expect(harness.state.toast?.text.plain.hasPrefix("nothing to undo") == true)
    harness.type("z")
    #expect(harness.state.toast?.text.plain == "this is not a replay")
    harness.type("#")
    #expect(harness.state.toast?.text.plain == "# does nothing here")
    #expect(harness.lastDrafts.isEmpty)
  }

  @Test("the filter is applied while it is typed, and taken back by Esc")
  func filter() {
    var harness = Harness()
    harness.type("/sev>=high")
    #expect(harness.state.findings.count == 5)
    harness.type("<Esc>")
    #expect(harness.state.findings.count == 12)
    harness.type("/cred:svc* !is:prg<Enter>")
    #expect(harness.state.findings.count == 3)
    #expect(harness.state.credentials.count == 1)
    harness.type("\\")
    #expect(harness.state.findings.count == 12)
    #expect(harness.state.credentials.count == 12)
  }

  @Test("Enter drills into the finding, o into its credential, Esc comes back, [ ] travel")
  func drill() {
    var harness = Harness()
    harness.type("<Enter>")
    #expect(harness.state.place == .finding("0000000000000001"))
    harness.type("o")
    #expect(harness.state.place == .credential("svc-billing@acme"))
    harness.type("<Esc>")
    #expect(harness.state.place == .finding("0000000000000001"))
    harness.type("q")
    #expect(harness.state.place == .overview)
    harness.type("[")
    #expect(harness.state.place == .finding("0000000000000001"))
    harness.type("<Esc>>")
    #expect(harness.state.place == .overview)
    #expect(!harness.effects.contains(.quit))
  }

  @Test("acting in the drill-down acts on that finding")
  func actInDrillDown() {
    var harness = Harness()
    harness.type("j<Enter>a")
    #expect(harness.lastDrafts.map(\.finding) == ["0000000000000002"])
    harness.type(">a")
    #expect(harness.state.place == .finding("0000000000000003"))
  }

  @Test("p freezes the screen, counts what comes, and catches up")
  func freeze() {
    var harness = Harness()
    harness.type("p")
    let before = harness.state.findings.rows.count
    let new = (0..<214).map { number in
      Fixture.record(
        Fixture.finding(1_000 + number, "VOL-001", "more", .high, "int-mulesoft", age: 0))
    }
    harness.send(
      .snapshot(Fixture.snapshot(findings: .merge(changed: Array(new.prefix(200)), removed: []))))
    harness.send(.snapshot(Fixture.snapshot(findings: .merge(changed: new, removed: []))))
    #expect(harness.state.findings.rows.count == before)
    #expect(harness.text.contains("FROZEN +214 new"))
    harness.type("p")
    #expect(harness.state.findings.rows.count == before + 214)
  }

  @Test("the command line finds commands by a few letters and takes arguments")
  func palette() {
    var harness = Harness()
    harness.type(":ack<Enter>")
    #expect(harness.lastDrafts.map(\.verb) == [.acknowledge])
    harness.type(":sort -age<Enter>")
    #expect(harness.state.findings.order == .init(.age, isReversed: true))
    harness.type(":mute 8h because<Enter>")
    #expect(harness.lastDrafts.first?.text == "because")
    harness.type(":close tp seen<Enter>")
    #expect(harness.lastDrafts.first?.verb == .close(.truePositive))
  }

  @Test("the help runs the key under its cursor")
  func help() {
    var harness = Harness()
    harness.type("?freeze<Enter>")
    #expect(harness.state.isFrozen)
  }

  @Test("themes are shown while choosing; Esc brings the old one back")
  func themes() {
    var harness = Harness()
    harness.type("t<Down>")
    #expect(harness.effects.last == .setTheme(name: "light", keep: false))
    harness.type("<Esc>")
    #expect(harness.effects.last == .setTheme(name: "dark", keep: false))
    harness.type("thigh<Enter>")
    #expect(harness.effects.contains(.setTheme(name: "high-contrast", keep: true)))
    #expect(harness.state.settings.theme == "high-contrast")
  }

  @Test("a click moves the cursor, a second one on the same row opens it")
  func mouse() {
    var harness = Harness()
    let layout = ScreenLayout(harness.state, size: harness.state.size)
    let rect = layout.inside(.alerts)!
    let click = Key.mouse(
      MouseEvent(action: .press, button: .left, position: Point(x: rect.x + 5, y: rect.y + 3)))
    harness.send(.key(click))
    #expect(harness.cursorTitle == "New network AS9009 and token reuse")
    harness.send(.key(click))
    #expect(harness.state.place == .finding("0000000000000003"))
  }

  @Test("closed findings are not acknowledged along with the others")
  func skipsClosed() {
    var harness = Harness()
    harness.type("x*a")
    #expect(!harness.lastDrafts.map(\.finding).contains("000000000000000d"))
    #expect(!harness.lastDrafts.map(\.finding).contains("0000000000000004"))
    #expect(harness.lastDrafts.count == 9)
  }

  @Test("a filter for closed findings asks the store for them once")
  func asksForClosed() {
    var harness = Harness()
    let query = Effect.loadFindings(FindingsQuery(includesClosed: true))
    harness.type("/is:closed<Enter>")
    harness.type("\\x")
    #expect(harness.effects.filter { $0 == query }.count == 1)
    let old = Fixture.record(
      Fixture.finding(77, "VOL-001", "an old one", .low, "int-mulesoft", age: 9_000_000), .closed)
    harness.send(
      .findings(
        FindingsPage(query: FindingsQuery(includesClosed: true), findings: [old], hasMore: false)))
    #expect(harness.state.findings.count == 16)
  }

  @Test("the end of the list asks for older findings, once for each page")
  func olderPages() {
    var harness = Harness()
    harness.type("x")
    let old = Fixture.record(
      Fixture.finding(77, "VOL-001", "an old one", .info, "int-mulesoft", age: 9_000_000), .closed)
    harness.send(
      .findings(
        FindingsPage(query: FindingsQuery(includesClosed: true), findings: [old], hasMore: true)))
    let next = Effect.loadFindings(
      FindingsQuery(includesClosed: true, before: old.finding.lastSeen))
    #expect(!harness.effects.contains(next))
    harness.type("Gkj")
    #expect(harness.effects.filter { $0 == next }.count == 1)
  }

  @Test("E exports the filter, e what is under the cursor")
  func export() {
    var harness = Harness()
    harness.type("eo")
    #expect(harness.effects.last == .export(findings: ["0000000000000001"], format: .ocsf))
    harness.type("/sev:critical<Enter>Ej")
    #expect(
      harness.effects.last
        == .export(findings: ["0000000000000001", "0000000000000002"], format: .jsonl))
  }

  @Test("a name that mixes alphabets is marked, and its code points are shown")
  func mixedScripts() {
    let row = Fixture.credential(
      "svc-b\u{0456}lling", "Billing", .serviceAccount, calls: 1, risk: 99)
    var harness = Harness(snapshot: Fixture.snapshot(credentials: .replace([row])))
    harness.type("2")
    #expect(harness.text.contains("!mixed"))
    #expect(harness.text.contains("U+0456"))
  }

  @Test("a replay shows its clock and speed, and z { } steer it")
  func replay() {
    var snapshot = Fixture.snapshot()
    snapshot.replay = ReplayState(clock: Fixture.event, speed: 60, progress: 0.42)
    var harness = Harness(snapshot: snapshot)
    #expect(harness.text.contains("REPLAY x60 42%"))
    harness.type("}")
    #expect(harness.effects.last == .setReplay(isPaused: false, speed: 120))
    harness.type("z")
    #expect(harness.effects.last == .setReplay(isPaused: true, speed: 120))
    #expect(harness.text.contains("REPLAY paused"))
  }

  @Test("the chart zooms and pans, and goes from finding to finding")
  func chart() {
    var harness = Harness()
    harness.type("3-")
    #expect(
      harness.effects.last == .loadChart(ChartRequest(credential: "svc-billing@acme", window: .day))
    )
    harness.type("h")
    #expect(harness.state.chartEnd == Fixture.event.advanced(by: -6 * 3_600_000))
    // From the finding at hand to the one before it.
    harness.type("0[")
    #expect(harness.state.chartMarker == 0)
    harness.type("<Enter>")
    #expect(harness.state.place == .finding("0000000000000006"))
  }

  @Test("a selected chart follows the cursor of the pane it was reached from")
  func chartFollows() {
    var harness = Harness()
    harness.type("jj")
    #expect(harness.state.selectedCredential == "oauth:DataLoader|jdoe")
    harness.type("2jjj3")
    #expect(harness.state.selectedCredential == "svc-etl-nightly")
    harness.type("13")
    #expect(harness.state.selectedCredential == "oauth:DataLoader|jdoe")
  }

  @Test("a toast goes away after eight seconds")
  func toastEnds() {
    var harness = Harness()
    harness.type("a")
    #expect(harness.state.wantsTick)
    harness.send(.tick(Fixture.wall.advanced(by: 7_000)))
    #expect(harness.state.wantsTick)
    harness.send(.tick(Fixture.wall.advanced(by: 8_000)))
    #expect(!harness.state.wantsTick)
  }

  @Test("a new critical finding rings when that was asked for")
  func bell() {
    var state = DashboardState(analyst: "kim", ringsForCritical: true)
    #expect(!Dashboard.update(&state, .snapshot(Fixture.snapshot())).contains(.bell))
    var more = Fixture.snapshot(findings: .unchanged, credentials: .unchanged)
    more.open = SeverityCounts(critical: 3)
    #expect(Dashboard.update(&state, .snapshot(more)).contains(.bell))
  }

  @Test("closing more than twenty at once is asked about")
  func bulkClose() {
    let many = (0..<25).map {
      Fixture.record(Fixture.finding(100 + $0, "VOL-001", "t", .low, "c", age: Int64($0)))
    }
    var harness = Harness(snapshot: Fixture.snapshot(findings: .replace(many)))
    harness.type("*cb<Enter>")
    #expect(harness.lastDrafts.isEmpty)
    harness.type("y")
    #expect(harness.lastDrafts.count == 25)
  }

  @Test("a page shows the evidence and the runbook that rows of the list come without")
  func evidenceOfTheStore() {
    let bare = Fixture.findings.map { record in
      var record = record
      record.finding.evidence = []
      return record
    }
    var harness = Harness(snapshot: Fixture.snapshot(findings: .replace(bare)))
    #expect(harness.text.contains("do    "), "the strip says what to do first")
    harness.type("<Enter>")
    #expect(harness.text.contains("Evidence (1 event)"))
    #expect(harness.text.contains("203.0.113."))
    let lines = harness.text.split(separator: "\n")
    let place = { (text: String) in lines.firstIndex { $0.contains(text) } ?? .max }
    #expect(place("What to do") < place("Evidence"))
    #expect(place("Evidence") < place("How it is found"))
  }

  @Test("an Alt that nobody has bound was Esc and the next key")
  func escapeInABurst() {
    var harness = Harness()
    harness.type("?")
    harness.send(.key(.alt("j")))
    #expect(harness.state.overlay == nil)
    #expect(harness.state.findings.cursor == 1)
    harness.type("nabc")
    // These edit the text, and one of them begins another line.
    for key in [Key.alt("b"), .alt("f"), .alt("d"), .alt("\r")] { harness.send(.key(key)) }
    #expect(harness.state.overlay != nil)
    harness.send(.key(.alt("k")))
    #expect(harness.state.overlay == nil)
    #expect(harness.state.findings.cursor == 0)
    #expect(!harness.state.drafts.isEmpty, "the note is kept")
  }

  @Test("a credential goes by a name that can be read")
  func labels() {
    let label = { CredentialLabel.text($0, integration: $1).plain }
    #expect(label("0H4Wk000000Uzg4|005Wk000003SuTU", "Parleyo Chat") == "Parleyo Chat ·SuTU")
    #expect(label("QlarityBI/24.3|005Wk000003Srxy", "Qlarity BI") == "Qlarity BI QlarityBI/24.3")
    #expect(label("005Wk000003SuTU", "Parleyo Chat") == "Parleyo Chat")
    #expect(label("svc-billing@acme", "Billing Sync") == "svc-billing@acme")
    #expect(label("005Wk000003SuTU", "") == "005Wk000003SuTU")
  }

  @Test("a replay that still learns says so instead of showing empty lists")
  func learning() {
    var snapshot = Fixture.snapshot(findings: .replace([]))
    snapshot.replay = ReplayState(clock: Fixture.event, speed: 90, isCatchingUp: true)
    snapshot.sources = []
    let text = Harness(snapshot: snapshot).text
    #expect(text.contains("LEARNING"))
    #expect(text.contains("reading the history to learn what is normal"))
  }
}

import Detection
import SecurityModel
import Storage
import Testing

@testable import Runtime

@Suite("Verdicts that teach") struct VerdictReaderTests {
  @Test("are looked at once, also by a run that goes on from the stored position")
  func once() throws {
    let store = MemoryStore()
    var first = VerdictReader()
    #expect(first.takeChange().isEmpty)
    var finding = Finding(
      id: "f1", detector: "VOL-001", detectorVersion: 1, title: "t", severity: .low,
      confidence: 1, platform: .salesforce, org: "o", credential: "c", integration: "",
      raised: Workshop.now, firstSeen: Workshop.now, lastSeen: Workshop.now, explanation: "e",
      observed: .object([]), expected: .object([]), attack: [], owasp: [],
      controls: ControlMapping())
    finding.count = 1
    var checkpoint = Checkpoint()
    checkpoint.findings = [finding]
    try store.commit(checkpoint, storedAt: Workshop.now)
    _ = try store.apply([
      AnalystAction(finding: "f1", at: Workshop.now, by: "ana", verb: .close(.benignPositive))
    ])
    let engine = Engine(settings: EngineSettings(), symbols: SymbolTable())
    // The credential is unknown to this engine, so nothing is learnt, but the place moves on.
    #expect(try !first.teach(engine, from: store))
    let blobs = first.takeChange()
    #expect(blobs.map(\.key) == [VerdictReader.key])
    #expect(first.takeChange().isEmpty)

    var second = VerdictReader()
    try second.restore(blobs[0])
    _ = try second.teach(engine, from: store)
    #expect(second.takeChange().isEmpty)
  }
}

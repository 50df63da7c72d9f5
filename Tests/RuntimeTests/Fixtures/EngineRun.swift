import Detection
import SecurityModel

/// An engine with what a store would hold of it.
struct EngineRun {
  private let settings: EngineSettings
  private let symbols: SymbolTable
  private(set) var engine: Engine
  private var state: [String: [UInt8]] = [:]
  private var order: [String] = []
  private var latest: [String: Finding] = [:]

  init(settings: EngineSettings, symbols: SymbolTable) {
    self.settings = settings
    self.symbols = symbols
    engine = Engine(settings: settings, symbols: symbols)
  }

  /// Findings in the order in which they were first stored.
  var findings: [Finding] { order.compactMap { latest[$0] } }

  /// Stores what changed, and with `restart` goes on with a new engine made of what is stored.
  mutating func checkpoint(restart: Bool) throws {
    let point = engine.takeCheckpoint()
    for finding in point.findings {
      if latest.updateValue(finding, forKey: finding.id) == nil { order.append(finding.id) }
    }
    for blob in point.state { state[blob.key] = blob.bytes.isEmpty ? nil : blob.bytes }
    try point.feed?.forEachCredential {
      state[CredentialState.key($0.number)] = Array($0.state)
    }
    guard restart else { return }
    engine = Engine(settings: settings, symbols: symbols)
    try engine.restore(counters: point.counters, watermark: point.watermark) { take in
      for (key, bytes) in state.sorted(by: { $0.key < $1.key }) {
        guard bytes.withUnsafeBytes({ take(key, $0) }) else { return }
      }
    }
  }
}

/// What one matcher remembers about one program during an event.
///
/// Plain memory, written several times per event: stamps instead of clearing.
final class ProgramState {
  /// For each atom twice the number of the last event for which it is known, plus its truth.
  let atoms: UnsafeMutablePointer<UInt64>
  /// For each rule of the program the last event in which it was looked at.
  let rules: UnsafeMutablePointer<UInt32>
  /// For each target the last value on which it was checked.
  let targets: UnsafeMutablePointer<UInt64>
  /// Scans that the event needs; `scanCount` of them.
  let scans: UnsafeMutablePointer<Int32>
  /// For each scan the last event in which it was asked for.
  let scanStamps: UnsafeMutablePointer<UInt32>
  var scanCount = 0
  /// Rules to be looked at; `candidateCount` of them.
  let candidates: UnsafeMutablePointer<Int32>
  var candidateCount = 0

  init(_ program: RuleProgram) {
    atoms = .allocate(capacity: max(1, program.atoms.count))
    atoms.initialize(repeating: 0, count: max(1, program.atoms.count))
    rules = .allocate(capacity: max(1, program.rules.count))
    rules.initialize(repeating: 0, count: max(1, program.rules.count))
    targets = .allocate(capacity: max(1, program.targets.count))
    targets.initialize(repeating: 0, count: max(1, program.targets.count))
    candidates = .allocate(capacity: max(1, program.rules.count))
    candidates.initialize(repeating: 0, count: max(1, program.rules.count))
    ruleCount = program.rules.count
    scanTotal = program.scans.count
    scans = .allocate(capacity: max(1, program.scans.count))
    scans.initialize(repeating: 0, count: max(1, program.scans.count))
    scanStamps = .allocate(capacity: max(1, program.scans.count))
    scanStamps.initialize(repeating: 0, count: max(1, program.scans.count))
  }

  private let ruleCount: Int
  private let scanTotal: Int

  deinit {
    atoms.deallocate()
    rules.deallocate()
    targets.deallocate()
    candidates.deallocate()
    scans.deallocate()
    scanStamps.deallocate()
  }

  /// Makes a rule a candidate, once per event.
  @inline(__always)
  func wake(_ rule: Int32, event: UInt32) {
    guard rules[Int(rule)] != event else { return }
    rules[Int(rule)] = event
    candidates[candidateCount] = rule
    candidateCount &+= 1
  }

  /// Asks for a scan, once per event.
  @inline(__always)
  func need(_ scan: Int, event: UInt32) {
    guard scanStamps[scan] != event else { return }
    scanStamps[scan] = event
    scans[scanCount] = Int32(truncatingIfNeeded: scan)
    scanCount &+= 1
  }

  /// Forgets all events, when their number starts over.
  func restart() {
    rules.update(repeating: 0, count: ruleCount)
    scanStamps.update(repeating: 0, count: scanTotal)
  }
}

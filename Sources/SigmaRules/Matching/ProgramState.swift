/// What one matcher remembers about one program during an event.
///
/// Plain memory, written several times per event: stamps instead of clearing. The numbers of events
/// and values are kept here, so that copies of a matcher, which share this, don't take each other's
/// stamps for their own.
final class ProgramState {
  /// For each atom twice the number of the last event for which it is known, plus its truth.
  let atoms: UnsafeMutablePointer<UInt64>
  /// For each rule of the program the last event in which it was looked at.
  let rules: UnsafeMutablePointer<UInt64>
  /// For each target the last value on which it was checked.
  let targets: UnsafeMutablePointer<UInt64>
  /// Scans that the event needs; `scanCount` of them.
  let scans: UnsafeMutablePointer<Int32>
  /// For each scan the last event in which it was asked for.
  let scanStamps: UnsafeMutablePointer<UInt64>
  var scanCount = 0
  /// Rules to be looked at; `candidateCount` of them.
  let candidates: UnsafeMutablePointer<Int32>
  var candidateCount = 0
  private(set) var event: UInt64 = 0
  /// Number of the current value.
  var value: UInt64 = 0

  init(_ program: RuleProgram) {
    atoms = .allocate(capacity: max(1, program.atoms.count))
    atoms.initialize(repeating: 0, count: max(1, program.atoms.count))
    rules = .allocate(capacity: max(1, program.rules.count))
    rules.initialize(repeating: 0, count: max(1, program.rules.count))
    targets = .allocate(capacity: max(1, program.targets.count))
    targets.initialize(repeating: 0, count: max(1, program.targets.count))
    candidates = .allocate(capacity: max(1, program.rules.count))
    candidates.initialize(repeating: 0, count: max(1, program.rules.count))
    scans = .allocate(capacity: max(1, program.scans.count))
    scans.initialize(repeating: 0, count: max(1, program.scans.count))
    scanStamps = .allocate(capacity: max(1, program.scans.count))
    scanStamps.initialize(repeating: 0, count: max(1, program.scans.count))
  }

  deinit {
    atoms.deallocate()
    rules.deallocate()
    targets.deallocate()
    candidates.deallocate()
    scans.deallocate()
    scanStamps.deallocate()
  }

  /// Starts an event and gives its number.
  func begin() -> UInt64 {
    event &+= 1
    candidateCount = 0
    scanCount = 0
    return event
  }

  /// Makes a rule a candidate, once per event.
  @inline(__always)
  func wake(_ rule: Int32, event: UInt64) {
    guard rules[Int(rule)] != event else { return }
    rules[Int(rule)] = event
    candidates[candidateCount] = rule
    candidateCount &+= 1
  }

  /// Asks for a scan, once per event.
  @inline(__always)
  func need(_ scan: Int, event: UInt64) {
    guard scanStamps[scan] != event else { return }
    scanStamps[scan] = event
    scans[scanCount] = Int32(truncatingIfNeeded: scan)
    scanCount &+= 1
  }
}

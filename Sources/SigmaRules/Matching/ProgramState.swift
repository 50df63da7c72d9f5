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
  }

  private let ruleCount: Int

  deinit {
    atoms.deallocate()
    rules.deallocate()
    targets.deallocate()
    candidates.deallocate()
  }

  /// Makes a rule a candidate, once per event.
  @inline(__always)
  func wake(_ rule: Int32, event: UInt32) {
    guard rules[Int(rule)] != event else { return }
    rules[Int(rule)] = event
    candidates[candidateCount] = rule
    candidateCount &+= 1
  }

  /// Forgets all events, when their number starts over.
  func restart() { rules.update(repeating: 0, count: ruleCount) }
}

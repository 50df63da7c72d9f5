/// The rules for one kind of log, compiled into one flat program with an index.
///
/// Every rule has a set of triggers of which at least one fires in every event that it matches;
/// rules whose triggers don't fire are never looked at.
final class RuleProgram: Sendable {
  enum Operation: UInt8, Sendable { case atom, not, all, any, atLeast }

  /// One node of an expression; its parts follow it directly.
  struct Instruction: Sendable {
    var operation: Operation
    /// The atom, or the count of `atLeast`.
    var argument: Int32
    /// Index of the first instruction behind this one and its parts.
    var end: Int32
  }

  /// What is done with a field in every event.
  struct Scan: Sendable {
    /// `FieldTest.keywords` for all values.
    var field: Int
    var index: LiteralIndex?
    /// Rules that are looked at whenever the field is there.
    var presence: [Int32]
  }

  let code: [Instruction]
  let atoms: [Atom]
  let targets: [AtomTarget]
  /// Numbers of the rules in the set, ascending.
  let rules: [Int]
  /// Where each rule's expression begins in `code`.
  let entries: [Int32]
  let scans: [Scan]
  /// Which of `scans` an event needs.
  let roots: RootTable
  /// Rules that have no trigger.
  let always: [Int32]
  /// For each atom the rules it triggers: `triggered[triggerStart[a]..<triggerStart[a + 1]]`.
  let triggered: [Int32]
  let triggerStart: [Int32]

  init(_ builder: consuming RuleProgramBuilder, fields: FieldTable) {
    code = builder.code
    atoms = builder.atoms
    targets = builder.targets
    rules = builder.rules
    entries = builder.entries
    scans = builder.scans
    roots = RootTable(builder.scans.map { $0.field < 0 ? nil : fields.names[$0.field].rootHash })
    always = builder.always
    var triggered: [Int32] = []
    var start: [Int32] = []
    for list in builder.triggeredBy {
      start.append(Int32(triggered.count))
      triggered += list
    }
    start.append(Int32(triggered.count))
    self.triggered = triggered
    triggerStart = start
  }
}

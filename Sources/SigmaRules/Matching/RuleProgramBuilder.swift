/// Compiles expressions into a `RuleProgram`.
struct RuleProgramBuilder {
  private(set) var code: [RuleProgram.Instruction] = []
  private(set) var atoms: [Atom] = []
  private(set) var targets: [AtomTarget] = []
  private(set) var rules: [Int] = []
  private(set) var entries: [Int32] = []
  private(set) var scans: [RuleProgram.Scan] = []
  private(set) var always: [Int32] = []
  private(set) var triggeredBy: [[Int32]] = []

  /// An expression over atoms.
  private indirect enum Tree {
    case atom(Int)
    case not(Tree)
    case all([Tree])
    case any([Tree])
    case atLeast(Int, [Tree])
  }

  private enum Trigger {
    case atom(Int)
    case presence(Int)
  }

  private struct Cover {
    var triggers: [Trigger]
    var cost: Double
  }

  private var places: [FieldTest: Int] = [:]
  private let regexLiterals: [[[UInt8]]]
  /// Predicates of fields get a number, because hashing their texts over and over is slow.
  private var predicateNumbers: [FieldTest: Int] = [:]
  /// For each atom the numbers of its predicates.
  private var numbers: [[Int]] = []
  /// In how many places each predicate occurs.
  private var sharing: [Int] = []
  private var presenceSharing: [Int: Int] = [:]

  /// Atoms with more predicates are indexed even if they trigger nothing.
  private static let manyPredicates = 8

  /// - Parameter regexLiterals: for each regular expression, texts of which one must occur.
  init(regexLiterals: [[[UInt8]]]) { self.regexLiterals = regexLiterals }

  /// Adds rules; call it once.
  /// - Parameter usesIndex: false makes every event look at every rule, for comparison in tests.
  mutating func add(_ expressions: [(rule: Int, expression: RuleExpression)], usesIndex: Bool) {
    var trees: [Tree] = []
    for (rule, expression) in expressions {
      rules.append(rule)
      trees.append(tree(expression))
    }
    for tree in trees { countSharing(tree) }
    triggeredBy = [[Int32]](repeating: [], count: atoms.count)
    var presence: [Int: [Int32]] = [:]
    for (local, tree) in trees.enumerated() {
      entries.append(Int32(code.count))
      emit(tree)
      guard usesIndex, let cover = cover(tree, isTrue: true) else {
        always.append(Int32(local))
        continue
      }
      for trigger in cover.triggers {
        switch trigger {
        case .atom(let atom):
          atoms[atom].isIndexed = true
          if triggeredBy[atom].last != Int32(local) { triggeredBy[atom].append(Int32(local)) }
        case .presence(let field):
          if presence[field]?.last != Int32(local) {
            presence[field, default: []].append(Int32(local))
          }
        }
      }
    }
    if usesIndex {
      for atom in atoms.indices where atoms[atom].predicates.count > Self.manyPredicates {
        if literals(of: atom) != nil { atoms[atom].isIndexed = true }
      }
    }
    buildScans(presence)
  }

  private mutating func tree(_ expression: RuleExpression) -> Tree {
    switch expression {
    case .test(let test):
      // What the index can find is kept apart from what must be tried.
      let found = test.predicates.filter { IndexLiteral.of($0, regexLiterals) != nil }
      let tried = test.predicates.filter { IndexLiteral.of($0, regexLiterals) == nil }
      if found.isEmpty || tried.isEmpty { return .atom(atom(test)) }
      return .any([
        .atom(atom(FieldTest(field: test.field, predicates: found))),
        .atom(atom(FieldTest(field: test.field, predicates: tried))),
      ])
    case .not(let inner): return .not(tree(inner))
    case .all(let parts): return .all(parts.map { tree($0) })
    case .any(let parts): return .any(parts.map { tree($0) })
    case .atLeast(let count, let parts): return .atLeast(count, parts.map { tree($0) })
    }
  }

  private mutating func atom(_ test: FieldTest) -> Int {
    if let known = places[test] { return known }
    places[test] = atoms.count
    atoms.append(Atom(field: test.field, predicates: test.predicates))
    numbers.append(
      test.predicates.map { predicate in
        let single = FieldTest(field: test.field, predicates: [predicate])
        if let known = predicateNumbers[single] { return known }
        predicateNumbers[single] = sharing.count
        sharing.append(0)
        return sharing.count - 1
      })
    return atoms.count - 1
  }

  private mutating func countSharing(_ tree: Tree) {
    switch tree {
    case .atom(let index):
      presenceSharing[atoms[index].field, default: 0] += 1
      for number in numbers[index] { sharing[number] += 1 }
    case .not(let inner): countSharing(inner)
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      for part in parts { countSharing(part) }
    }
  }

  // MARK: Code

  private mutating func emit(_ tree: Tree) {
    let place = code.count
    switch tree {
    case .atom(let atom):
      code.append(.init(operation: .atom, argument: Int32(atom), end: Int32(place + 1)))
      return
    case .not(let inner):
      code.append(.init(operation: .not, argument: 0, end: 0))
      emit(inner)
    case .all(let parts):
      code.append(.init(operation: .all, argument: 0, end: 0))
      for part in parts { emit(part) }
    case .any(let parts):
      code.append(.init(operation: .any, argument: 0, end: 0))
      for part in parts { emit(part) }
    case .atLeast(let count, let parts):
      code.append(.init(operation: .atLeast, argument: Int32(count), end: 0))
      for part in parts { emit(part) }
    }
    code[place].end = Int32(code.count)
  }

  // MARK: Triggers

  private func literals(of atom: Int) -> [(predicate: Int, literals: [IndexLiteral])]? {
    var result: [(predicate: Int, literals: [IndexLiteral])] = []
    for (number, predicate) in atoms[atom].predicates.enumerated() {
      guard let literals = IndexLiteral.of(predicate, regexLiterals) else { return nil }
      result.append((number, literals))
    }
    return result
  }

  /// The cheapest set of triggers of which one fires whenever `tree` is `isTrue`.
  private func cover(_ tree: Tree, isTrue: Bool) -> Cover? {
    switch tree {
    case .atom(let index): return isTrue ? cover(ofAtom: index) : nil
    case .not(let inner): return cover(inner, isTrue: !isTrue)
    case .all(let parts):
      let covers = parts.map { cover($0, isTrue: isTrue) }
      return isTrue ? Self.cheapest(covers) : Self.union(covers)
    case .any(let parts):
      let covers = parts.map { cover($0, isTrue: isTrue) }
      return isTrue ? Self.union(covers) : Self.cheapest(covers)
    case .atLeast(let count, let parts):
      let covers = parts.map { cover($0, isTrue: isTrue) }
      // Among any `count` true parts is one of every choice of all but `count - 1` of them; for
      // the opposite, all but `count - 1` are false.
      let needed = isTrue ? parts.count - count + 1 : count
      let cheap = covers.compactMap { $0 }.sorted { $0.cost < $1.cost }
      guard needed > 0, cheap.count >= needed else { return nil }
      return Self.union(cheap.prefix(needed).map { $0 })
    }
  }

  private static func cheapest(_ covers: [Cover?]) -> Cover? {
    covers.compactMap { $0 }.min { $0.cost < $1.cost }
  }

  private static func union(_ covers: [Cover?]) -> Cover? {
    var sum = Cover(triggers: [], cost: 0)
    for cover in covers {
      guard let cover else { return nil }
      sum.triggers += cover.triggers
      sum.cost += cover.cost
    }
    return sum
  }

  private func cover(ofAtom index: Int) -> Cover? {
    let atom = atoms[index]
    if let literals = literals(of: index) {
      var cost = 0.0
      for (number, found) in literals {
        // A trigger that many rules share wakes all of them.
        cost +=
          found.reduce(0) { $0 + $1.cost } + 0.3 * Double(sharing[numbers[index][number]])
      }
      return Cover(triggers: [.atom(index)], cost: cost)
    }
    guard atom.needsPresence, atom.field != FieldTest.keywords else { return nil }
    return Cover(
      triggers: [.presence(atom.field)], cost: 40 + 0.3 * Double(presenceSharing[atom.field] ?? 1))
  }

  // MARK: Index

  private mutating func buildScans(_ presence: [Int: [Int32]]) {
    var builders: [Int: LiteralIndex.Builder] = [:]
    for (index, atom) in atoms.enumerated() where atom.isIndexed {
      guard let found = literals(of: index) else { continue }
      for (number, literals) in found {
        for literal in literals {
          targets.append(
            AtomTarget(
              atom: Int32(index), predicate: literal.needsCheck ? Int32(number) : -1))
          builders[atom.field, default: .init()].add(
            literal.bytes, literal.place, target: Int32(targets.count - 1))
        }
      }
    }
    let fields = Set(builders.keys).union(presence.keys).sorted()
    scans = fields.map { field in
      RuleProgram.Scan(
        field: field, index: builders[field].map { LiteralIndex($0) },
        presence: presence[field] ?? [])
    }
  }
}

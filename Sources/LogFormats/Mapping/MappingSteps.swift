/// The rules of a plan in the form in which they run: trivial values side by side, so that
/// following them counts no references.
final class MappingSteps {
  struct Step {
    enum Kind: UInt8 {
      case copy
      case copyBool
      case copyList
      case unit
      case words
      case list
      case secret
      case requestLine
      case address
      case target
    }

    var kind: Kind
    var key: NormalizedKey
    /// Where its source numbers begin in `sources`, and how many there are.
    var first: Int32
    var count: Int32
    /// Of an address: how many of the sources name the peer.
    var peers: Int32 = 0
    /// Of words: which table.
    var table: Int32 = 0
    var separator: UInt8 = 0
    var times = 1.0
    var by = 1.0
  }

  /// Words and what stands for them.
  struct Words {
    /// Finds words that are short enough; nil when there are too many for it.
    var table: WordTable?
    var words: [(from: [UInt8], to: [UInt8])]
    var otherwise: [UInt8]?
  }

  let count: Int
  let steps: UnsafeMutablePointer<Step>
  let sources: UnsafeMutablePointer<Int32>
  let tables: [Words]

  init(_ plan: MappingPlan) {
    var steps: [Step] = []
    var sources: [Int32] = []
    var tables: [Words] = []
    for rule in plan.rules {
      var step = Step(
        kind: .copy, key: rule.key, first: Int32(sources.count), count: Int32(rule.sources.count))
      switch rule.conversion {
      case .copy: step.kind = rule.key.isBool ? .copyBool : rule.key.isList ? .copyList : .copy
      case .unit(let unit):
        step.kind = .unit
        (step.times, step.by) = unit.scale
      case .words:
        step.kind = .words
        step.table = Int32(tables.count)
        let isSmall =
          rule.words.count <= 100
          && rule.words.allSatisfy { !$0.from.isEmpty && $0.from.count <= WordTable.longestWord }
        var table: WordTable?
        if isSmall {
          table = WordTable(
            rule.words.enumerated().map { (String(decoding: $1.from, as: UTF8.self), $0) },
            ignoringCase: true)
        }
        tables.append(Words(table: table, words: rule.words, otherwise: rule.otherwise))
      case .list(let separator):
        step.kind = .list
        step.separator = separator
      case .secret: step.kind = .secret
      case .requestLine: step.kind = .requestLine
      case .address(let peers):
        step.kind = .address
        step.peers = Int32(peers)
      case .target: step.kind = .target
      }
      steps.append(step)
      sources += rule.sources.map { Int32($0) }
    }
    count = steps.count
    self.tables = tables
    self.steps = .allocate(capacity: max(1, steps.count))
    for (i, step) in steps.enumerated() { (self.steps + i).initialize(to: step) }
    self.sources = .allocate(capacity: max(1, sources.count))
    for (i, source) in sources.enumerated() { (self.sources + i).initialize(to: source) }
  }

  deinit {
    steps.deallocate()
    sources.deallocate()
  }
}

/// Writes the instructions of a parsed pattern (Thompson's construction).
struct RegexCompiler {
  private(set) var code = RegexCode()
  private let limits: RegexLimits
  private let captures: Bool

  init(_ node: RegexNode, groups: Int, limits: RegexLimits) throws(RegexError) {
    self.limits = limits
    captures = node.needsBacktracking
    code.needsBacktracking = captures
    code.slots = captures ? 2 * groups : 0
    code.isAnchored = Self.isAnchored(node)
    try write(node)
    try emit(.match)
  }

  @discardableResult
  private mutating func emit(
    _ operation: RegexCode.Operation, _ a: Int = 0, _ b: Int = 0
  ) throws(RegexError) -> Int {
    guard code.instructions.count < limits.instructions else {
      throw RegexError(
        "written out, this pattern has more than \(limits.instructions) states; "
          + "use smaller repeat counts", at: 0)
    }
    code.instructions.append(
      .init(operation: operation, a: Int32(clamping: a), b: Int32(clamping: b)))
    return code.instructions.count - 1
  }

  private var here: Int { code.instructions.count }

  /// Fills in the targets of a split; the preferred one first.
  private mutating func patch(_ at: Int, body: Int, exit: Int, mode: RegexNode.RepetitionMode) {
    let targets = mode == .greedy ? (body, exit) : (exit, body)
    code.instructions[at].a = Int32(clamping: targets.0)
    code.instructions[at].b = Int32(clamping: targets.1)
  }

  private mutating func write(_ node: RegexNode) throws(RegexError) {
    switch node {
    case .empty: return
    case .set(let number): try emit(.set, number)
    case .sequence(let parts): for part in parts { try write(part) }
    case .choice(let branches): try write(branches)
    case .capture(let body, let number):
      guard captures else { return try write(body) }
      try emit(.save, 2 * number - 2)
      try write(body)
      try emit(.save, 2 * number - 1)
    case .assertion(let assertion):
      code.hasAssertions = true
      try emit(.assertion, Int(assertion.rawValue))
    case .backreference(let group, let caseless):
      try emit(.reference, group, caseless ? 1 : 0)
    case .lookahead(let body, let negated):
      try write(body, as: .init(kind: .ahead, negated: negated))
    case .lookbehind(let body, let negated):
      let (least, most) = body.length
      try write(
        body, as: .init(kind: .behind, negated: negated, least: least, most: most ?? least))
    case .atomic(let body): try write(body, as: .init(kind: .atomic))
    case .repetition(let body, let minimum, let maximum, let mode):
      try write(body, minimum: minimum, maximum: maximum, mode: mode)
    }
  }

  private mutating func write(_ branches: [RegexNode]) throws(RegexError) {
    var exits: [Int] = []
    for (n, branch) in branches.enumerated() {
      guard n + 1 < branches.count else {
        try write(branch)
        break
      }
      let split = try emit(.split)
      try write(branch)
      exits.append(try emit(.jump))
      patch(split, body: split + 1, exit: here, mode: .greedy)
    }
    for exit in exits { code.instructions[exit].a = Int32(clamping: here) }
  }

  private mutating func write(_ node: RegexNode, as body: RegexCode.Body) throws(RegexError) {
    code.bodies.append(body)
    let start = try emit(.body, 0, code.bodies.count - 1)
    try write(node)
    try emit(.match)
    code.instructions[start].a = Int32(clamping: here)
  }

  private mutating func write(
    _ body: RegexNode, minimum: Int, maximum: Int?, mode: RegexNode.RepetitionMode
  ) throws(RegexError) {
    for _ in 0..<minimum {
      let before = here
      try write(body)
      // Nothing, however often, is nothing.
      if here == before { return }
    }
    if let maximum {
      var splits: [Int] = []
      for _ in minimum..<max(minimum, maximum) {
        splits.append(try emit(.split))
        try write(body)
      }
      for split in splits { patch(split, body: split + 1, exit: here, mode: mode) }
      return
    }
    let split = try emit(.split)
    // Only backtracking could run round an empty body for ever.
    let guarded = captures && body.length.least == 0
    let slot = code.slots
    if guarded {
      code.slots += 1
      try emit(.save, slot)
    }
    try write(body)
    let check = guarded ? try emit(.progress, slot) : nil
    try emit(.jump, split)
    patch(split, body: split + 1, exit: here, mode: mode)
    if let check { code.instructions[check].b = Int32(clamping: here) }
  }

  private static func isAnchored(_ node: RegexNode) -> Bool {
    switch node {
    case .assertion(.textStart): true
    case .sequence(let parts): parts.first.map(isAnchored) ?? false
    case .choice(let branches): branches.allSatisfy(isAnchored)
    case .capture(let body, _), .atomic(let body): isAnchored(body)
    case .repetition(let body, let minimum, _, _): minimum > 0 && isAnchored(body)
    default: false
    }
  }
}

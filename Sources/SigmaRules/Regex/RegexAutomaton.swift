/// Runs a pattern that needs no backtracking: a deterministic automaton made as it is needed.
///
/// A state is the set of instructions that may read the next character, together with the kind of
/// the character before. Assertions are decided when the next character is known, so a match is
/// seen one character after it ended, or at the class that stands for the end. When the cache is
/// full it starts over; when that happens too often the search goes on without a cache, one set
/// at a time. Either way the work is at most characters × instructions, and cut off at a limit.
struct RegexAutomaton: Sendable {
  /// How a search ended.
  enum Outcome: Sendable { case match, noMatch, limit }

  private static let unknown: Int32 = -1
  private static let dead: Int32 = -2
  private static let matched: Int32 = -3

  /// Next state of state `s` on class `c` at `s * classes + c`.
  private var table: [Int32] = []
  /// The instructions of each state, one after the other.
  private var members: [Int32] = []
  private var bounds: [Int] = []
  private var kinds: [RegexAlphabet.Kind] = []
  private var numbers: [[Int32]: Int32] = [:]
  // Scratch of one step.
  private var seen: [UInt32] = []
  private var queued: [UInt32] = []
  private var generation: UInt32 = 0
  private var stack: [Int32] = []
  private var following: [Int32] = []
  /// Work done so far: characters read plus instructions visited. For tests and for rule costs.
  private(set) var steps = 0
  /// Times the cache was full.
  private(set) var resets = 0

  init() {}

  mutating func search(
    _ bytes: UnsafeRawBufferPointer, _ code: RegexCode, _ alphabet: RegexAlphabet,
    _ limits: RegexLimits
  ) -> Outcome {
    if kinds.isEmpty { start(code, alphabet) }
    let began = steps
    var state: Int32 = 0
    var i = 0
    var sinceReset = 0
    while true {
      var missing: UInt16 = 0
      let from = i
      let outcome = run(bytes, &i, &state, &missing, alphabet)
      steps &+= i - from
      sinceReset += i - from
      if outcome == Self.matched { return .match }
      if outcome == Self.dead { return .noMatch }
      if steps - began > limits.steps { return .limit }
      let count = kinds.count
      if table.count + members.count > limits.cacheWords {
        let kept = Array(members[bounds[Int(state)]..<bounds[Int(state) + 1]])
        let kind = kinds[Int(state)]
        resets &+= 1
        let isThrashing = sinceReset < 4 * count
        start(code, alphabet)
        sinceReset = 0
        if isThrashing {
          return simulate(bytes, from: i, kept, kind, code, alphabet, began, limits)
        }
        state = number(of: kept, kind, alphabet)
      }
      let next = step(state, missing, code, alphabet)
      table[Int(state) * alphabet.count + Int(missing)] = next
    }
  }

  /// Follows known transitions; stops at a match, a dead end or one that isn't known yet.
  private func run(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ state: inout Int32,
    _ missing: inout UInt16, _ alphabet: RegexAlphabet
  ) -> Int32 {
    let width = Int32(truncatingIfNeeded: alphabet.count)
    return table.withUnsafeBufferPointer { table in
      alphabet.ascii.withUnsafeBufferPointer { ascii in
        var i = position
        var current = state
        defer { (position, state) = (i, current) }
        let count = bytes.count
        while true {
          var kind: UInt16
          var length = 1
          if i < count {
            let byte = bytes[i]
            if byte < 0x80 {
              kind = ascii[Int(byte)]
              if byte == 10, i + 1 == count { kind = alphabet.finalNewline }
            } else {
              let (scalar, bytes) = UTF8Scalar.decode(bytes, at: i)
              kind = alphabet.look(scalar)
              length = bytes
            }
          } else {
            kind = alphabet.end
          }
          let next = table[Int(current &* width &+ Int32(kind))]
          if next < 0 {
            missing = kind
            return next
          }
          if i >= count { return Self.dead }
          current = next
          i += length
        }
      }
    }
  }

  private mutating func start(_ code: RegexCode, _ alphabet: RegexAlphabet) {
    table.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    bounds = [0]
    kinds.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    if seen.isEmpty {
      seen = [UInt32](repeating: 0, count: code.instructions.count)
      queued = seen
    }
    _ = number(of: [0], .edge, alphabet)
  }

  /// The state with these instructions, made when it is new.
  private mutating func number(
    of instructions: [Int32], _ kind: RegexAlphabet.Kind, _ alphabet: RegexAlphabet
  ) -> Int32 {
    var key = instructions
    key.append(Int32(kind.rawValue))
    if let known = numbers[key] { return known }
    let new = Int32(truncatingIfNeeded: kinds.count)
    numbers[key] = new
    kinds.append(kind)
    members += instructions
    bounds.append(members.count)
    table.append(contentsOf: repeatElement(Self.unknown, count: alphabet.count))
    return new
  }

  private mutating func step(
    _ state: Int32, _ kind: UInt16, _ code: RegexCode, _ alphabet: RegexAlphabet
  ) -> Int32 {
    let range = bounds[Int(state)]..<bounds[Int(state) + 1]
    stack.removeAll(keepingCapacity: true)
    for n in range.reversed() { stack.append(members[n]) }
    if advance(kinds[Int(state)], kind, code, alphabet) { return Self.matched }
    if following.isEmpty || kind == alphabet.end { return Self.dead }
    following.sort()
    return number(of: following, context(kind, code, alphabet), alphabet)
  }

  /// What later assertions can learn about a character; the same for all when there are none.
  private func context(
    _ kind: UInt16, _ code: RegexCode, _ alphabet: RegexAlphabet
  ) -> RegexAlphabet.Kind {
    guard code.hasAssertions else { return .edge }
    let kind = alphabet.kinds[Int(kind)]
    return kind == .finalNewline ? .newline : kind
  }

  /// Reads one character with the instructions on the stack: true at a match, else `following` are
  /// the instructions that go on.
  private mutating func advance(
    _ before: RegexAlphabet.Kind, _ kind: UInt16, _ code: RegexCode, _ alphabet: RegexAlphabet
  ) -> Bool {
    generation &+= 1
    if generation == 0 {
      for n in seen.indices { (seen[n], queued[n]) = (0, 0) }
      generation = 1
    }
    following.removeAll(keepingCapacity: true)
    let after = alphabet.kinds[Int(kind)]
    while let at = stack.popLast() {
      let n = Int(at)
      guard seen[n] != generation else { continue }
      seen[n] = generation
      steps &+= 1
      let instruction = code.instructions[n]
      switch instruction.operation {
      case .match: return true
      case .set:
        if alphabet.membership[Int(instruction.a) * alphabet.count + Int(kind)] {
          queue(at + 1, code)
        }
      case .jump: stack.append(instruction.a)
      case .split:
        stack.append(instruction.b)
        stack.append(instruction.a)
      case .assertion:
        if let assertion = RegexAssertion(rawValue: UInt8(truncatingIfNeeded: instruction.a)),
          assertion.holds(between: before, and: after)
        {
          stack.append(at + 1)
        }
      case .save, .progress: stack.append(at + 1)
      case .reference, .body: break
      }
    }
    if !code.isAnchored, kind != alphabet.end { queue(0, code) }
    return false
  }

  private mutating func queue(_ instruction: Int32, _ code: RegexCode) {
    var at = Int(instruction)
    while code.instructions[at].operation == .jump { at = Int(code.instructions[at].a) }
    guard queued[at] != generation else { return }
    queued[at] = generation
    following.append(Int32(truncatingIfNeeded: at))
  }

  /// The rest of a search without a cache.
  private mutating func simulate(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ instructions: [Int32],
    _ before: RegexAlphabet.Kind, _ code: RegexCode, _ alphabet: RegexAlphabet, _ began: Int,
    _ limits: RegexLimits
  ) -> Outcome {
    var before = before
    var i = start
    following = instructions
    while true {
      let (kind, length) = alphabet.read(bytes, at: i)
      stack.removeAll(keepingCapacity: true)
      stack.append(contentsOf: following)
      if advance(before, kind, code, alphabet) { return .match }
      if following.isEmpty || kind == alphabet.end { return .noMatch }
      steps &+= 1
      if steps - began > limits.steps { return .limit }
      before = context(kind, code, alphabet)
      i += length
    }
  }
}

extension RegexAssertion {
  /// Whether the condition holds between two characters of these kinds.
  func holds(between before: RegexAlphabet.Kind, and after: RegexAlphabet.Kind) -> Bool {
    switch self {
    case .textStart: before == .edge
    case .textEnd: after == .edge
    case .textEndOrFinalNewline: after == .edge || after == .finalNewline
    case .lineStart: before == .edge || before == .newline
    case .lineEnd: after == .edge || after == .newline || after == .finalNewline
    case .wordBoundary: (before == .word) != (after == .word)
    case .notWordBoundary: (before == .word) == (after == .word)
    }
  }
}

extension RegexAlphabet {
  /// The class at `i`, the end included, and the bytes it covers.
  func read(_ bytes: UnsafeRawBufferPointer, at i: Int) -> (kind: UInt16, length: Int) {
    guard i < bytes.count else { return (end, 0) }
    if bytes[i] == 10, i + 1 == bytes.count { return (finalNewline, 1) }
    let (scalar, length) = UTF8Scalar.decode(bytes, at: i)
    return (scalar < 0x80 ? ascii[Int(scalar)] : look(scalar), length)
  }
}

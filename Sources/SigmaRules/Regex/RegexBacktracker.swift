/// Runs a pattern with lookaround, back-references or atomic groups, within a number of steps.
struct RegexBacktracker: Sendable {
  /// What to take up again when the present attempt fails.
  private enum Choice: Sendable {
    case attempt(instruction: Int, position: Int)
    case restore(slot: Int, value: Int)
  }

  private var slots: [Int] = []
  private var choices: [Choice] = []
  private var budget = 0
  /// Work done so far, in instructions.
  private(set) var steps = 0

  init() {}

  mutating func search(
    _ bytes: UnsafeRawBufferPointer, _ code: RegexCode, _ alphabet: RegexAlphabet,
    _ limits: RegexLimits
  ) -> RegexAutomaton.Outcome {
    let allowed = limits.backtracks + limits.backtracksPerByte * bytes.count
    budget = allowed
    defer { steps &+= allowed - max(0, budget) }
    var start = 0
    while true {
      if !code.canBegin.isEmpty {
        // Places where the first character can't match are passed over for nothing.
        var (kind, length) = alphabet.read(bytes, at: start)
        while !code.canBegin[Int(kind)], start < bytes.count {
          start += length
          (kind, length) = alphabet.read(bytes, at: start)
        }
        if start >= bytes.count || code.isAnchored && start > 0 { return .noMatch }
      }
      slots.removeAll(keepingCapacity: true)
      slots.append(contentsOf: repeatElement(-1, count: code.slots))
      choices.removeAll(keepingCapacity: true)
      if run(0, start, bytes, code, alphabet) != nil { return .match }
      if budget < 0 { return .limit }
      if code.isAnchored || start >= bytes.count { return .noMatch }
      start += alphabet.read(bytes, at: start).length
    }
  }

  /// Runs from an instruction to the end of its pattern or body; gives the place where it ended.
  ///
  /// Choices made in between are left for the caller to drop or to go back to.
  private mutating func run(
    _ instruction: Int, _ position: Int, _ bytes: UnsafeRawBufferPointer, _ code: RegexCode,
    _ alphabet: RegexAlphabet, endingAt end: Int? = nil
  ) -> Int? {
    let base = choices.count
    var at = instruction
    var i = position
    while true {
      budget -= 1
      if budget < 0 { return nil }
      let current = code.instructions[at]
      var holds = true
      switch current.operation {
      case .match:
        if end == nil || end == i { return i }
        holds = false
      case .set:
        let (kind, length) = alphabet.read(bytes, at: i)
        holds = alphabet.membership[Int(current.a) * alphabet.count + Int(kind)]
        i += length
        at += 1
      case .split:
        choices.append(.attempt(instruction: Int(current.b), position: i))
        at = Int(current.a)
      case .jump: at = Int(current.a)
      case .assertion:
        holds =
          RegexAssertion(rawValue: UInt8(truncatingIfNeeded: current.a))?
          .holds(between: kind(before: i, bytes, alphabet), and: kind(at: i, bytes, alphabet))
          ?? false
        at += 1
      case .save:
        let slot = Int(current.a)
        choices.append(.restore(slot: slot, value: slots[slot]))
        slots[slot] = i
        at += 1
      case .progress:
        at = slots[Int(current.a)] == i ? Int(current.b) : at + 1
      case .reference:
        if let next = match(group: Int(current.a), at: i, current.b == 1, bytes) {
          i = next
        } else {
          holds = false
        }
        at += 1
      case .body:
        let body = code.bodies[Int(current.b)]
        let mark = choices.count
        let found = runBody(at + 1, body, i, bytes, code, alphabet)
        if budget < 0 { return nil }
        if found == nil || body.negated { undo(to: mark) } else { keepRestores(from: mark) }
        holds = (found != nil) != body.negated
        if let found, body.kind == .atomic { i = found }
        at = Int(current.a)
      }
      if !holds {
        guard let (instruction, position) = takeUp(above: base) else { return nil }
        (at, i) = (instruction, position)
      }
    }
  }

  private mutating func runBody(
    _ instruction: Int, _ body: RegexCode.Body, _ i: Int, _ bytes: UnsafeRawBufferPointer,
    _ code: RegexCode, _ alphabet: RegexAlphabet
  ) -> Int? {
    guard body.kind == .behind else { return run(instruction, i, bytes, code, alphabet) }
    var start = i
    var length = 0
    while true {
      if length >= body.least {
        let mark = choices.count
        if let found = run(instruction, start, bytes, code, alphabet, endingAt: i) { return found }
        if budget < 0 { return nil }
        undo(to: mark)
      }
      guard start > 0, length < body.most else { return nil }
      start = UTF8Scalar.start(bytes, before: start)
      length += 1
    }
  }

  /// The latest attempt left open above `base`; nil when there is none.
  private mutating func takeUp(above base: Int) -> (Int, Int)? {
    while choices.count > base, let choice = choices.popLast() {
      switch choice {
      case .attempt(let instruction, let position): return (instruction, position)
      case .restore(let slot, let value): slots[slot] = value
      }
    }
    return nil
  }

  private mutating func undo(to mark: Int) {
    while choices.count > mark, let choice = choices.popLast() {
      if case .restore(let slot, let value) = choice { slots[slot] = value }
    }
  }

  /// Forgets the attempts of a finished body; what it captured can still be taken back.
  private mutating func keepRestores(from mark: Int) {
    var kept = mark
    for n in mark..<choices.count {
      guard case .restore = choices[n] else { continue }
      choices[kept] = choices[n]
      kept += 1
    }
    choices.removeSubrange(kept...)
  }

  private func kind(
    at i: Int, _ bytes: UnsafeRawBufferPointer, _ alphabet: RegexAlphabet
  ) -> RegexAlphabet.Kind {
    alphabet.kinds[Int(alphabet.read(bytes, at: i).kind)]
  }

  private func kind(
    before i: Int, _ bytes: UnsafeRawBufferPointer, _ alphabet: RegexAlphabet
  ) -> RegexAlphabet.Kind {
    guard i > 0 else { return .edge }
    let kind = kind(at: UTF8Scalar.start(bytes, before: i), bytes, alphabet)
    return kind == .finalNewline ? .newline : kind
  }

  /// The end of a repetition of the group's text at `i`; nil when there is none.
  private func match(
    group: Int, at i: Int, _ caseless: Bool, _ bytes: UnsafeRawBufferPointer
  ) -> Int? {
    let (low, high) = (slots[2 * group - 2], slots[2 * group - 1])
    guard low >= 0, high >= low, i + (high - low) <= bytes.count || caseless else { return nil }
    var (n, end) = (low, i)
    while n < high {
      guard end < bytes.count else { return nil }
      let (a, first) = UTF8Scalar.decode(bytes, at: n)
      let (b, second) = UTF8Scalar.decode(bytes, at: end)
      let same =
        caseless ? CaseFolding.key(of: a) == CaseFolding.key(of: b) : a == b
      guard same, a != ScalarSet.invalid || bytes[n] == bytes[end] else { return nil }
      n += first
      end += second
    }
    return end
  }
}

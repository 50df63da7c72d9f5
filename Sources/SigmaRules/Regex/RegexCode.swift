/// A compiled pattern: instructions of a nondeterministic automaton over classes of characters.
struct RegexCode: Sendable {
  enum Operation: UInt8, Sendable {
    /// One character of set `a`, then the next instruction.
    case set
    /// First `a`, then `b`.
    case split
    /// On to `a`.
    case jump
    /// The assertion with raw value `a`.
    case assertion
    /// The end of the pattern or of a body.
    case match
    // The rest needs backtracking.
    /// Notes the place in slot `a`.
    case save
    /// After an empty round of a loop, when the place is still that in slot `a`, out of it to `b`.
    case progress
    /// The text of group `a`; `b` = 1 in either case.
    case reference
    /// A lookaround or atomic body from the next instruction up to `a`; `b` numbers its row.
    case body
  }

  struct Instruction: Sendable {
    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
  }

  /// What kind of body an instruction `body` starts.
  struct Body: Sendable {
    enum Kind: Sendable { case ahead, behind, atomic }
    var kind: Kind
    var negated = false
    /// Characters that a lookbehind covers.
    var least = 0
    var most = 0
  }

  var instructions: [Instruction] = []
  var bodies: [Body] = []
  var slots = 0
  var needsBacktracking = false
  /// True when a match can only begin at the start of the text.
  var isAnchored = false
  /// True when the kind of the character before matters.
  var hasAssertions = false
  /// For patterns that need backtracking: by class of characters, whether a match can begin with
  /// it. Empty when a match can be empty, or begin with a back-reference.
  var canBegin: [Bool] = []
  /// Texts of which at least one is in every match, lowercase in ASCII; empty = nothing known.
  var requiredLiterals: [[UInt8]] = []

  /// Works out `canBegin`.
  mutating func findBeginnings(_ alphabet: RegexAlphabet) {
    var result = [Bool](repeating: false, count: alphabet.count)
    var seen = [Bool](repeating: false, count: instructions.count)
    var stack: [Int32] = [0]
    while let at = stack.popLast() {
      let n = Int(at)
      if seen[n] { continue }
      seen[n] = true
      let instruction = instructions[n]
      switch instruction.operation {
      case .match, .reference: return
      case .set:
        for kind in 0..<alphabet.count
        where alphabet.membership[Int(instruction.a) * alphabet.count + kind] {
          result[kind] = true
        }
      case .jump: stack.append(instruction.a)
      case .split: stack += [instruction.a, instruction.b]
      case .assertion, .save: stack.append(at + 1)
      case .progress: stack += [at + 1, instruction.b]
      case .body:
        // A lookaround reads nothing; an atomic group begins with its body, whose end is a match.
        if bodies[Int(instruction.b)].kind == .atomic { return }
        stack.append(instruction.a)
      }
    }
    canBegin = result
  }
}

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
  /// Texts of which at least one is in every match, lowercase in ASCII; empty = nothing known.
  var requiredLiterals: [[UInt8]] = []
}

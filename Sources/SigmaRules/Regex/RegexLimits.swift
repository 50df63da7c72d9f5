/// The bounds within which a pattern is accepted and a search may work.
public struct RegexLimits: Hashable, Sendable {
  /// Largest number in `{m,n}`.
  public var repeatCount = 5_000
  /// Instructions of a compiled pattern, after bounded repeats are written out.
  public var instructions = 20_000
  /// Groups inside groups.
  public var nesting = 100
  /// Characters that a lookbehind may look back over.
  public var lookbehind = 255
  /// Steps of one search in an automaton; only patterns of thousands of states on very long
  /// values come near.
  public var steps = 20_000_000
  /// Steps of one search in a pattern that needs backtracking, besides `backtracksPerByte`.
  public var backtracks = 200_000
  /// Steps of such a search for each byte of the value: what harmless patterns need on long ones.
  public var backtracksPerByte = 32
  /// Words of four bytes for the cached automaton of one pattern; made only as values need them.
  public var cacheWords = 1 << 15

  public init() {}
}

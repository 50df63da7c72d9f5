@testable import SigmaRules

/// A program behind a reference, so that expectations can call what mutates it.
final class RegexProbe {
  private var program: RegexProgram

  init(
    _ pattern: String, options: RegexOptions = [], limits: RegexLimits = RegexLimits()
  ) throws(RegexError) {
    program = try RegexProgram(pattern, options: options, limits: limits)
  }

  var steps: Int { program.steps }
  var limitHits: Int { program.limitHits }
  func matches(_ text: String) -> Bool { program.matches(text) }
  func matches(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { program.matches($0) } }
}

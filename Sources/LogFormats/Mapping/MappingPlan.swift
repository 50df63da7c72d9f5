import SecurityModel

/// A `FormatMapping` made ready: names are numbers, words are bytes.
///
/// Immutable; every decoder of the format shares it.
final class MappingPlan: Sendable {
  struct Rule {
    var key: NormalizedKey
    /// Sources by their number, best first.
    var sources: [Int]
    var conversion: FieldMapping.Conversion
    /// For `words`: what stands for what, in lower case; and for any other word.
    var words: [(from: [UInt8], to: [UInt8])] = []
    var otherwise: [UInt8]?
  }

  struct SuccessRule {
    enum Test {
      case below(Double)
      case words([[UInt8]], isMember: Bool)
    }
    var source: Int
    var test: Test
  }

  let mapping: FormatMapping
  /// Every source that something reads, once.
  let sources: [String]
  let rules: [Rule]
  let time: [Int]
  let success: SuccessRule?
  let constants: [(key: NormalizedKey, value: [UInt8])]
  /// Numbers of the sources whose values are secret.
  let secrets: Set<Int>
  /// Numbers of the sources that some rule reads, so that they needn't be kept as they are.
  let used: Set<Int>
  /// Numbers of the sources that code looks at.
  let witnesses: [Int]

  /// - Precondition: targets that aren't normalized fields are left out; who takes mappings from
  ///   people checks them before.
  /// - Parameter witnesses: sources that no rule reads, but code does.
  init(_ mapping: FormatMapping, witnesses: [String] = []) {
    self.mapping = mapping
    var names: [String] = []
    if case .lines(let template) = mapping.records { names = template.variables }
    func number(_ name: String) -> Int {
      if let known = names.firstIndex(of: name) { return known }
      names.append(name)
      return names.count - 1
    }
    time = mapping.time.sources.map(number)
    var rules: [Rule] = []
    for field in mapping.fields {
      guard let key = NormalizedKey.byName[field.target] else { continue }
      var rule = Rule(
        key: key, sources: field.sources.map(number), conversion: field.conversion)
      if case .words(let words) = field.conversion {
        for word in words {
          if word.from == "*" {
            rule.otherwise = Array(word.to.utf8)
          } else {
            rule.words.append((word.from.utf8.map(\.asciiLowered), Array(word.to.utf8)))
          }
        }
      }
      rules.append(rule)
    }
    self.rules = rules
    success = mapping.success.map { success in
      let test: SuccessRule.Test
      switch success.test {
      case .below(let limit): test = .below(limit)
      case .isIn(let words):
        test = .words(words.map { $0.utf8.map(\.asciiLowered) }, isMember: true)
      case .isNotIn(let words):
        test = .words(words.map { $0.utf8.map(\.asciiLowered) }, isMember: false)
      }
      return SuccessRule(source: number(success.source), test: test)
    }
    constants = mapping.constants.compactMap { constant in
      NormalizedKey.byName[constant.target].map { ($0, Array(constant.value.utf8)) }
    }
    var secrets = Set(mapping.secrets.map(number))
    for rule in rules where rule.conversion == .secret { secrets.formUnion(rule.sources) }
    self.secrets = secrets
    used = Set(rules.flatMap(\.sources)).union(time)
    self.witnesses = witnesses.map(number)
    sources = names
  }

  /// Normalized fields that records of this mapping can fill.
  var fields: [String] {
    var keys = Set(rules.map(\.key) + constants.map(\.key))
    keys.formUnion([.ts, .platform, .credential])
    if keys.contains(.uri) { keys.formUnion([.api, .operation, .objects, .apiVersion]) }
    if keys.contains(.query) { keys.insert(.objects) }
    if keys.contains(.userAgent) { keys.insert(.app) }
    if rules.contains(where: { $0.conversion == .requestLine }) { keys.insert(.method) }
    if success != nil || keys.contains(.status) || keys.contains(.error) { keys.insert(.outcome) }
    return NormalizedKey.allCases.filter(keys.contains).map(\.name)
  }

  /// For a template: the last variable that a line can't do without.
  var lastRequired: Int {
    var last = 0
    for i in time { last = max(last, i) }
    for rule in rules where rule.key == .status || rule.conversion == .requestLine {
      last = max(last, rule.sources.max() ?? 0)
    }
    return last
  }
}

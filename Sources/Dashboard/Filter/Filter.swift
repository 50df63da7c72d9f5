import SecurityModel
import TerminalKit

/// What the user wants to see, in all panes: `sev>=high !is:ack cred:billing*`.
///
/// Terms are joined by *and*; values separated by commas by *or*. A bare word, or one between
/// slashes, is looked for in all texts of a row; `*` stands for anything.
struct Filter: Sendable, Hashable {
  var text: String
  private(set) var terms: [FilterTerm] = []
  /// What is wrong, for the prompt; a faulty term is left out.
  private(set) var problem: String?

  static let none = Filter("")

  init(_ text: String) {
    self.text = text
    for word in Self.words(text) {
      do throws(FilterProblem) {
        terms.append(try Self.term(word))
      } catch {
        problem = error.text
      }
    }
  }

  var isEmpty: Bool { terms.isEmpty }

  /// Whether the user asked for a status, so that closed findings are no longer left out unasked.
  ///
  /// Leaving out a status, as in `!is:ack`, asks for none; `!is:open` does.
  var namesStatus: Bool {
    terms.contains { $0.field == .status && (!$0.isNegated || $0.text.hasPrefix("op")) }
  }
  /// Whether findings that are closed or muted may match.
  var wantsClosed: Bool {
    terms.contains { term in
      term.field == .status
        && (term.isNegated && term.text.hasPrefix("op")
          || !term.isNegated
            && ["any", "closed", "muted", "suppressed"].contains { word in
              Self.alternatives(term.text).contains { word.hasPrefix($0) }
            })
    }
  }
  /// A text by which the store can look for the credentials that are meant; nil when there is none.
  var credentialWord: String? {
    let fields: [FilterTerm.Field?] = [nil, .credential, .integration, .owner]
    let word = terms.first { !$0.isNegated && fields.contains($0.field) }?.text
    // Only what stands between the stars can be looked for.
    let piece = word?.split { $0 == "*" || $0 == "," }.max { $0.count < $1.count }
    guard let piece, piece.count >= 2 else { return nil }
    return String(piece)
  }
  /// Whether what matches changes with time alone.
  var dependsOnTime: Bool { terms.contains { $0.field == .age } }

  /// Whether every row that this one matches is also matched by `other`; may say no wrongly.
  func narrows(_ other: Filter) -> Bool {
    guard problem == nil, other.problem == nil, text.hasPrefix(other.text) else { return false }
    if terms.count > other.terms.count, Array(terms.prefix(other.terms.count)) == other.terms {
      return namesStatus == other.namesStatus
    }
    guard terms.count == other.terms.count, let last = terms.last, let before = other.terms.last,
      terms.dropLast() == other.terms.dropLast()
    else { return false }
    return last.field == nil && before.field == nil && !last.isNegated && !before.isNegated
      && !last.text.contains(",")
  }

  /// Pieces of text that were looked for, to be shown in what was found.
  var needles: [SafeText] {
    let shown: [FilterTerm.Field?] = [nil, .credential, .title, .integration]
    return terms.filter { !$0.isNegated && shown.contains($0.field) }
      .flatMap { $0.text.split(separator: $0.field == nil ? "*" : ",") }
      .flatMap { $0.split(separator: "*") }
      .filter { $0.count > 1 }.prefix(8).map { SafeText(untrusted: $0, limit: 80) }
  }

  /// What a match is judged against.
  struct Environment {
    var now: Timestamp?
    var analyst: String
    /// The credential of a key, for terms about credentials.
    var credential: (String) -> CredentialListRow?
  }

  // MARK: Findings

  /// Whether a finding is shown.
  func matches(_ row: FindingRow, _ environment: Environment) -> Bool {
    if !namesStatus, !row.isOpen { return false }
    for index in terms.indices
    where matches(row, terms[index], environment) == terms[index].isNegated {
      return false
    }
    return true
  }

  private func matches(
    _ row: FindingRow, _ term: FilterTerm, _ environment: Environment
  ) -> Bool {
    guard let field = term.field else { return row.contains(term.pattern) }
    let finding = row.finding
    switch field {
    case .severity: return Self.severity(finding.severity, term)
    case .status: return Self.status(row, term, environment)
    case .rule: return Self.any(term, finding.detector)
    case .title: return Self.any(term, finding.title)
    case .who: return Self.optional(term, row.state.assignee)
    case .verdict:
      return Self.optional(term, row.state.verdict.map { $0.rawValue + " " + $0.mark })
    case .note: return row.state.notes.contains { Self.any(term, $0.text) }
    case .count: return term.compare(Double(finding.count))
    case .age:
      guard let now = environment.now else { return false }
      return term.compare(Double(max(0, now.since(finding.lastSeen))))
    case .incident: return Self.any(term, finding.incident)
    case .id: return Self.any(term, finding.id)
    case .credential: return Self.any(term, finding.credential)
    case .integration: return Self.any(term, finding.integration)
    case .org: return Self.any(term, finding.org)
    case .platform: return Self.any(term, finding.platform.name)
    case .risk: return term.compare(Double(finding.risk))
    default:
      guard let credential = environment.credential(finding.credential) else { return false }
      return Self.matches(credential, term) ?? false
    }
  }

  // MARK: Credentials

  /// Whether a credential is shown: it matches by itself, or one of its findings matches.
  /// - Parameter hasMatchingFinding: whether a finding of it matches the whole filter.
  func matches(_ row: CredentialListRow, hasMatchingFinding: () -> Bool) -> Bool {
    var isCertain = true
    for index in terms.indices {
      guard let result = Self.matches(row, terms[index]) else {
        isCertain = false
        continue
      }
      if result != terms[index].isNegated { continue }
      // A bare word may be in a finding's text instead.
      if terms[index].field == nil, !terms[index].isNegated {
        isCertain = false
      } else {
        return false
      }
    }
    return isCertain || hasMatchingFinding()
  }

  /// Nil when the term says nothing about credentials.
  private static func matches(_ row: CredentialListRow, _ term: FilterTerm) -> Bool? {
    guard let field = term.field else { return row.contains(term.pattern) }
    let record = row.record
    switch field {
    case .credential: return any(term, record.id)
    case .integration: return any(term, record.integration) || any(term, record.app)
    case .org: return any(term, record.org)
    case .platform: return any(term, record.platform.name)
    case .risk: return term.compare(Double(record.risk))
    case .kind: return any(term, record.type.name)
    case .owner: return optional(term, record.owner)
    case .flag: return record.flags.contains { any(term, $0) }
    case .state: return any(term, record.readiness.rawValue)
    case .object: return record.objects.contains { any(term, $0.name) }
    case .network: return record.networks.contains { any(term, $0.name) }
    case .client: return record.clients.contains { any(term, $0.name) }
    case .api: return record.apis.contains { any(term, $0.name) }
    case .calls: return row.row.callsPerHour.map(term.compare) ?? false
    // Asks for nothing, so that it leaves nobody out for having no finding.
    case .status where alternatives(term.text).contains { ["any", "all"].contains($0) }:
      return true
    default: return nil
    }
  }

  // MARK: Values

  static func alternatives(_ text: String) -> [String] {
    text.lowercased().split(separator: ",").map(String.init)
  }

  private static func any(_ term: FilterTerm, _ value: String) -> Bool {
    guard term.text.contains(",") else { return term.pattern.matches(value) }
    return alternatives(term.text).contains {
      WildcardPattern($0, anchored: term.comparison == .equal).matches(value)
    }
  }

  private static func optional(_ term: FilterTerm, _ value: String?) -> Bool {
    guard let value, !value.isEmpty else { return term.text == "-" }
    return term.text != "-" && any(term, value)
  }

  private static func severity(_ severity: Severity, _ term: FilterTerm) -> Bool {
    if term.text.contains(",") {
      return alternatives(term.text).contains { Self.severity($0) == severity }
    }
    return term.compare(Double(severity.rawValue))
  }

  private static func status(
    _ row: FindingRow, _ term: FilterTerm, _ environment: Environment
  ) -> Bool {
    alternatives(term.text).contains { word in
      switch word {
      case "any", "all": true
      case "open": row.isOpen
      case "mine": row.state.assignee == environment.analyst
      case "unassigned": row.state.assignee == nil
      case "late": row.finding.isLate
      case "escalated": row.state.isEscalated
      case "muted", "mut": row.state.status == .suppressed
      case "prg", "progress": row.state.status == .inProgress
      case "cls": row.state.status == .closed
      default: row.state.status.rawValue.hasPrefix(word)
      }
    }
  }

  /// A severity by its word or the beginning of it.
  static func severity(_ word: String) -> Severity? {
    let word = word.lowercased()
    guard !word.isEmpty else { return nil }
    return Severity.allCases.reversed().first { $0.name.hasPrefix(word) }
  }
}

/// A part of the screen that shows one thing.
enum PaneID: String, CaseIterable, Sendable, Hashable {
  case alerts
  case inventory
  case chart
  case activity
  case heat
  case detail
  case finding
  case credential
  case sources
  case failures
  case audit
  case rules
  case ruleProblems
}

/// Where the user is.
enum Place: Sendable, Hashable {
  case overview
  case sources
  case audit
  case rules
  case finding(String)
  case credential(String)

  /// The pane that has the keys on arrival.
  var home: PaneID {
    switch self {
    case .overview: .alerts
    case .sources: .sources
    case .audit: .audit
    case .rules: .rules
    case .finding: .finding
    case .credential: .credential
    }
  }

  /// Whether it lies on top of another place, which `Esc` leads back to.
  var isDrillDown: Bool {
    switch self {
    case .finding, .credential: true
    default: false
    }
  }
}

/// A place and the pane that had the keys there.
struct Visit: Sendable, Hashable {
  var place: Place
  var focus: PaneID
}

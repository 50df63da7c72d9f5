import SecurityModel
import TerminalKit

extension Severity {
  /// The colour that goes with the mark.
  var role: Role {
    switch self {
    case .critical: .critical
    case .high: .high
    case .medium: .medium
    case .low: .low
    case .info: .info
    }
  }

  /// The mark in its colour: `C!`.
  var badge: Line { Line(SafeText(trusted: mark), role) }
}

extension FindingStatus {
  /// The colour that goes with the mark.
  var role: Role {
    switch self {
    case .new: .new
    case .acknowledged: .acknowledged
    case .inProgress: .inProgress
    case .suppressed: .muted
    case .closed: .closed
    }
  }

  /// The mark in its colour: `NEW`.
  var badge: Line { Line(SafeText(trusted: mark), role) }

  /// The word for sentences.
  var word: SafeText {
    switch self {
    case .new: "new"
    case .acknowledged: "acknowledged"
    case .inProgress: "in progress"
    case .suppressed: "muted"
    case .closed: "closed"
    }
  }
}

extension Platform {
  /// The name as its maker writes it.
  var label: SafeText {
    switch self {
    case .generic: "Generic"
    case .salesforce: "Salesforce"
    case .hubspot: "HubSpot"
    case .dataverse: "Dynamics 365"
    case .mulesoft: "MuleSoft"
    }
  }
}

extension CredentialType {
  /// At most five letters for a column.
  var short: SafeText {
    switch self {
    case .unknown: "-"
    case .serviceAccount: "svc"
    case .oauthApp: "oauth"
    case .apiKey: "key"
    case .human: "human"
    case .guest: "guest"
    }
  }
}

extension Line {
  /// Pieces one after the other.
  init(_ parts: (SafeText, Role)...) { self.init(parts.map { Span($0.0, $0.1) }) }

  /// A number that we formatted.
  static func number(_ text: String, _ role: Role = .text) -> Line {
    Line(SafeText(trusted: text), role)
  }

  /// A name and a value: `lag 0.4s`.
  static func pair(_ name: SafeText, _ value: SafeText, _ role: Role = .text) -> Line {
    Line((name, .textDim), (" ", .textDim), (value, role))
  }

  /// A title with the key that leads there: `1 Alerts`.
  static func numbered(_ key: SafeText, _ title: SafeText) -> Line {
    Line([Span(key, .hintKey), Span(" "), Span(title)])
  }

  /// The row with what the filter looked for set apart.
  func highlighting(_ needles: [SafeText]) -> Line {
    needles.reduce(self) { $0.highlighting($1) }
  }

  static let gap = Line("  ", .textDim)
  static let dot = Line(" · ", .textDim)
}

extension Sequence<Line> {
  /// One after the other, with a separator in between.
  func joined(_ separator: Line) -> Line {
    var result = Line()
    var isFirst = true
    for line in self where line.width > 0 {
      if !isFirst { result = result + separator }
      result = result + line
      isFirst = false
    }
    return result
  }
}

extension Array where Element == Line {
  /// Pieces on as many rows as they need; only a piece that is too wide by itself is broken.
  func flow(_ separator: Line, width: Int) -> [Line] {
    var rows: [Line] = []
    var row = Line()
    for piece in self where piece.width > 0 {
      if row.width == 0 {
        row = piece
      } else if row.width + separator.width + piece.width <= width {
        row = row + separator + piece
      } else {
        rows += row.wrapped(to: width)
        row = piece
      }
    }
    return row.width > 0 ? rows + row.wrapped(to: width) : rows
  }
}

extension FindingRow {
  /// Marks before the title: being stored, raised in severity, late, control characters shown in
  /// escaped form, letters of several alphabets in one word.
  func badges(escapes: Int, isMixed: Bool = false) -> Line {
    var line = Line()
    if request != nil { line.append("… ", .textDim) }
    if state.isEscalated { line.append("^sev ", .high) }
    if finding.isLate { line.append("late ", .badge) }
    if escapes > 0 { line.append("!esc ", .mixedScript) }
    if isMixed { line.append("!mixed ", .mixedScript) }
    return line
  }
}

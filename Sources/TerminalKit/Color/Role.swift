/// What a piece of the screen means; the theme decides how that looks.
public enum Role: UInt8, Sendable, CaseIterable, Hashable {
  // Structure.
  case text
  case textDim
  case textStrong
  case title
  case border
  case borderFocused
  case header
  case tabActive
  case tabInactive
  case hintKey
  case hint
  case prompt
  case placeholder
  case searchMatch
  case cursor
  case accent
  case link
  case badge
  case mixedScript
  case live
  case paused

  // Severity, OCSF severity_id 1 to 5.
  case critical
  case high
  case medium
  case low
  case info

  // State of a finding.
  case new
  case acknowledged
  case inProgress
  case muted
  case closed

  // Outcome.
  case ok
  case warning
  case error
  case note

  // Charts.
  case chart1
  case chart2
  case chart3
  case chart4
  case chartBand
  case chartMedian
  case chartAxis
  case chartThreshold
  case marker
  case gaugeFill
  case gaugeEmpty
  case heat0
  case heat1
  case heat2
  case heat3
  case heat4

  /// The name in theme files: `border_focused`.
  public var name: String {
    var name = ""
    for byte in "\(self)".utf8 {
      if byte >= 0x41, byte <= 0x5A {
        name += "_"
        name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      } else {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return name
  }
}

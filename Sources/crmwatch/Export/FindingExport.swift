import SecurityModel

/// The formats in which findings leave for other tools, one line a finding.
enum FindingExport: String, CaseIterable {
  case jsonl
  case csv
  case ocsf
  case cef

  /// Whether evidence events have to be read.
  var needsEvidence: Bool { self == .jsonl || self == .ocsf }

  /// A first line, if the format has one.
  var header: String? { self == .csv ? FindingCSV.header : nil }

  /// One finding.
  func line(_ record: FindingRecord) -> String {
    switch self {
    case .jsonl: FindingJSON.value(record).text
    case .csv: FindingCSV.line(record)
    case .ocsf: FindingOCSF.value(record).text
    case .cef: FindingCEF.line(record)
    }
  }
}

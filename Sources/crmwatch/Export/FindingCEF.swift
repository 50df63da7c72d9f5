import ArgumentParser
import SecurityModel

/// A finding as one line of ArcSight's Common Event Format.
enum FindingCEF {
  static func line(_ record: FindingRecord) -> String {
    let f = record.finding
    let header = [
      "CEF:0", "crmwatch", "crmwatch", Crmwatch.configuration.version, f.detector, f.title,
      String(severity(f.severity)),
    ]
    var fields: [(String, String)] = [
      ("rt", String(f.raised.milliseconds)), ("start", String(f.firstSeen.milliseconds)),
      ("end", String(f.lastSeen.milliseconds)), ("externalId", f.id), ("suid", f.credential),
      ("app", f.platform.name), ("cnt", String(f.count)), ("cat", f.detector),
      ("act", record.state.status.rawValue), ("dvchost", f.org), ("msg", f.explanation),
    ]
    let custom = [
      ("integration", f.integration), ("incident", f.incident),
      ("attack", f.attack.joined(separator: " ")), ("owasp", f.owasp.joined(separator: " ")),
      ("verdict", record.state.verdict?.rawValue ?? ""),
      ("assignee", record.state.assignee ?? ""),
    ]
    for (i, item) in custom.enumerated() where !item.1.isEmpty {
      fields += [("cs\(i + 1)", item.1), ("cs\(i + 1)Label", item.0)]
    }
    fields += [("cn1", String(f.risk)), ("cn1Label", "risk")]
    let extensions = fields.filter { !$0.1.isEmpty }.map { $0.0 + "=" + value($0.1) }
    return header.enumerated().map { $0.offset == 0 ? $0.element : prefix($0.element) }
      .joined(separator: "|") + "|" + extensions.joined(separator: " ")
  }

  /// 0 to 10; high and above are 7 and more.
  private static func severity(_ severity: Severity) -> Int {
    switch severity {
    case .info: 1
    case .low: 3
    case .medium: 5
    case .high: 8
    case .critical: 10
    }
  }

  /// A field of the header: `\` and `|` are escaped.
  static func prefix(_ text: String) -> String {
    escaped(Safe.text(text), ["\\", "|"])
  }

  /// A value behind `=`: `\` and `=` are escaped; line ends were neutralised.
  static func value(_ text: String) -> String {
    escaped(Safe.text(text), ["\\", "="])
  }

  private static func escaped(_ text: String, _ special: [Character]) -> String {
    var result = ""
    for character in text {
      if special.contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}

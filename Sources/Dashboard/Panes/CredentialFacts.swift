import SecurityModel
import TerminalKit

/// Pieces of text about a credential that several panes show.
enum CredentialFacts {
  /// Who it is, in a few lines.
  static func summary(_ row: CredentialRow, _ state: DashboardState, width: Int) -> [Line] {
    let record = row.record
    var lines: [Line] = []
    var head = [
      Line(
        (record.platform.label, .text), (" ", .text),
        (SafeText(untrusted: record.org, limit: 60), .text)),
      record.integration.isEmpty
        ? Line() : Line(SafeText(untrusted: record.integration, limit: 80), .textStrong),
      Line(FindingFacts.words(record.type.name), .textDim),
    ]
    if record.id != record.integration {
      head.append(.pair("key", SafeText(untrusted: record.id, limit: 80)))
    }
    if !record.apis.isEmpty {
      let names = record.apis.prefix(8).map(\.name).joined(separator: " ")
      head.append(.pair("api", SafeText(trusted: names)))
    }
    lines += head.flow(.dot, width: width)
    lines += [
      Line.pair("risk", SafeText(trusted: String(record.risk)), AlertsPane.risk(record.risk)),
      .pair("open", SafeText(trusted: String(row.openFindings)), row.worst?.role ?? .text),
      .pair("calls/h", SafeText(trusted: Human.count(row.callsPerHour)), .textStrong),
      .pair("24h", SafeText(trusted: Human.count(record.calls24h) + part(row))),
      row.week.isEmpty
        ? Line() : .pair("7d", SafeText(trusted: Human.count(row.week.reduce(0, +)))),
      .pair("ever", SafeText(trusted: Human.count(record.calls))),
      .pair("rows 24h", SafeText(trusted: Human.count(record.rows24h))),
      .pair("errors", SafeText(trusted: errors(record))),
      .pair("baseline", SafeText(trusted: record.readiness.rawValue), readiness(record.readiness)),
    ].flow(.gap, width: width)
    var owner = [
      Line.pair(
        "owner", record.owner.map { SafeText(untrusted: $0, limit: 60) } ?? "nobody",
        record.owner == nil ? .warning : .text),
      record.isDeclared ? Line("declared", .ok) : Line("not declared", .warning),
      .pair("first seen", SafeText(trusted: record.firstSeen.dateText)),
      .pair("last", SafeText(trusted: Human.age(record.lastSeen, at: state.now))),
    ]
    if !record.flags.isEmpty {
      owner.append(
        Line(SafeText(untrusted: record.flags.joined(separator: " "), limit: 100), .badge))
    }
    lines += owner.flow(.gap, width: width)
    let name = SafeText(untrusted: record.id, limit: 200)
    if name.mixesScripts || name.escapedCount > 0 {
      lines += DetailPane.labelled("name", codePoints(record.id), width)
    }
    if let purpose = record.purpose, !purpose.isEmpty {
      lines += DetailPane.labelled("for", Line(SafeText(untrusted: purpose, limit: 300)), width)
    }
    lines += DetailPane.labelled("uses", counted(record.objects, limit: 6), width).prefix(2)
    lines += DetailPane.labelled("from", counted(record.networks, limit: 5), width).prefix(2)
    return lines
  }

  /// ` (12% of the daily limit)`, or of all calls where no limit is known.
  private static func part(_ row: CredentialRow) -> String {
    guard let share = row.share, share > 0 else { return "" }
    let whole = row.record.dailyLimit > 0 ? "of the daily limit" : "of all"
    return " (" + Human.percent(share) + " " + whole + ")"
  }

  /// What in a name is not what it looks like: `letters that are not ASCII: U+0430 а`.
  private static func codePoints(_ text: String) -> Line {
    var line = Line("not plain ASCII: ", .mixedScript)
    for scalar in text.unicodeScalars.filter({ $0.value >= 0x7F || $0.value < 0x20 }).prefix(16) {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      line.append(
        SafeText(trusted: "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits))
      line.append(" ")
    }
    return line
  }

  static func errors(_ record: CredentialRecord) -> String {
    record.calls > 0 ? Human.percent(Double(record.errors) / Double(record.calls)) : "-"
  }

  static func readiness(_ readiness: CredentialRecord.Readiness) -> Role {
    switch readiness {
    case .ready: .ok
    case .new, .learning: .accent
    case .stale: .warning
    }
  }

  /// `Contact 1.2k, Account 310`
  static func counted(_ values: [CredentialRecord.Counted], limit: Int) -> Line {
    guard !values.isEmpty else { return Line("-", .textDim) }
    var parts = values.prefix(limit).map { value in
      Line(
        (SafeText(untrusted: value.name, limit: 60), .text),
        (SafeText(trusted: " " + Human.count(value.count)), .textDim))
    }
    if values.count > limit { parts.append(.number("+\(values.count - limit)", .textDim)) }
    return parts.joined(Line(", ", .textDim))
  }
}

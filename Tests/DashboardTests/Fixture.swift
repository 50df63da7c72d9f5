import SecurityModel
import TerminalKit

@testable import Dashboard

/// A made-up morning: a dozen integrations, fifteen findings, some of them hostile.
enum Fixture {
  static let wall = Timestamp(seconds: 1_768_574_527)  // 2026-01-16 14:42:07Z
  static let event = wall.advanced(by: -400)

  static let theme: Theme = {
    let slots = [
      "1d2021", "282828", "3c3836", "665c54", "a89984", "d5c4a1", "ebdbb2", "fbf1c7", "fb4934",
      "fe8019", "fabd2f", "b8bb26", "8ec07c", "83a598", "d3869b", "d65d0e",
    ]
    var named: [String: String] = [:]
    for (index, color) in slots.enumerated() {
      named["base0" + String(index, radix: 16, uppercase: true)] = color
    }
    // swift-format-ignore: NeverUseForceTry
    return Theme(palette: try! Palette(slots: named, name: "test"), depth: .direct)
  }()

  static func ago(_ seconds: Int64) -> Timestamp { event.advanced(by: -seconds * 1_000) }

  // MARK: Credentials

  static func counted(_ values: [(String, Int64)]) -> [CredentialRecord.Counted] {
    values.map { .init(name: $0.0, count: $0.1, firstSeen: ago(8_000_000), lastSeen: ago(60)) }
  }

  static func credential(
    _ id: String, _ integration: String, _ type: CredentialType, calls: Double, risk: Int,
    open: Int = 0, worst: Severity? = nil, platform: Platform = .salesforce,
    readiness: CredentialRecord.Readiness = .ready, owner: String? = "crm-platform",
    week: [Double] = [40, 42, 39, 44, 41, 12, 10], flags: [String] = []
  ) -> CredentialRow {
    CredentialRow(
      record: CredentialRecord(
        id: id, platform: platform, org: "acme-prod", integration: integration, type: type,
        user: "integration@acme.example", app: integration, apis: [.rest, .bulk2],
        objects: counted([
          ("Account", 91_200), ("Contact", 48_110), ("Opportunity", 9_004), ("Case", 77),
        ]),
        networks: counted([("203.0.113.0/24", 88_000), ("198.51.100.0/24", 40)]),
        clients: counted([("python-requests/2.31", 52_000), ("Salesforce CLI", 12)]),
        endpoints: counted([
          ("/services/data/v61.0/query", 90_000), ("/services/data/v61.0/jobs/query", 31),
        ]),
        firstSeen: ago(9_000_000), lastSeen: ago(Int64(risk == 0 ? 700_000 : 30)),
        calls: 1_200_450, errors: 3_100, rows: 44_000_000, bytes: 9_000_000_000,
        calls24h: Int64(calls * 22), rows24h: Int64(calls * 900), readiness: readiness, risk: risk,
        isDeclared: owner != nil, owner: owner,
        purpose: "nightly synchronisation with the warehouse",
        flags: flags),
      callsPerHour: calls, week: week, openFindings: open, worst: worst)
  }

  static let credentials: [CredentialRow] = [
    credential(
      "svc-billing@acme", "Billing Sync", .serviceAccount, calls: 23_280, risk: 92, open: 3,
      worst: .critical, week: [40, 42, 39, 44, 41, 52, 388]),
    credential(
      "int-mulesoft", "MuleSoft ESB", .oauthApp, calls: 7_200, risk: 81, open: 2, worst: .critical),
    credential(
      "oauth:DataLoader|jdoe", "Data Loader", .oauthApp, calls: 61, risk: 74, open: 2, worst: .high,
      owner: nil, flags: ["unowned"]),
    credential(
      "svc-etl-nightly", "Warehouse ETL", .serviceAccount, calls: 2_110, risk: 55, open: 1,
      worst: .high, week: [900, 910, 905, 940, 0, 0, 2_110]),
    credential(
      "jwt:reporting", "Reporting", .serviceAccount, calls: 14, risk: 31, open: 1, worst: .high),
    credential("int-marketo", "Marketo", .oauthApp, calls: 900, risk: 22, open: 1, worst: .medium),
    credential(
      "hubspot:pat-na1-7f31", "HubSpot Import", .apiKey, calls: 310, risk: 20, open: 1,
      worst: .medium, platform: .hubspot),
    credential(
      "dyn-finance-connector", "Finance Connector", .oauthApp, calls: 128, risk: 12,
      platform: .dataverse),
    credential(
      "oauth:Postman|ana", "Postman", .oauthApp, calls: 0, risk: 12, open: 1, worst: .low,
      owner: nil, week: [0, 0, 3, 0, 0, 0, 0], flags: ["dormant", "unowned"]),
    credential(
      "svc-slack-notify", "Slack Notifier", .serviceAccount, calls: 44, risk: 4,
      readiness: .learning),
    credential("kim.lee@acme.example", "", .human, calls: 3.5, risk: 2),
    credential(
      "guest-site-portal", "Partner Portal", .guest, calls: 17, risk: 0, readiness: .learning),
  ]

  // MARK: Findings

  static func finding(
    _ number: Int, _ detector: String, _ title: String, _ severity: Severity, _ credential: String,
    age: Int64, count: Int = 1, explanation: String = "", observed: JSONValue = .object([]),
    expected: JSONValue = .object([]), risk: Int = 0, late: Bool = false
  ) -> Finding {
    let digits = String(number, radix: 16)
    let id = String(repeating: "0", count: 16 - digits.count) + digits
    return Finding(
      id: id, detector: detector, detectorVersion: 1, title: title, severity: severity,
      confidence: 0.93, platform: .salesforce, org: "acme-prod", credential: credential,
      integration: "Billing Sync", incident: "I00000000000a", raised: ago(age),
      firstSeen: ago(age + 360), lastSeen: ago(age), count: count,
      explanation: explanation.isEmpty ? title + " was seen for the first time." : explanation,
      observed: observed, expected: expected, evidence: [event(age)],
      attack: ["T1530", "T1213.004"], owasp: ["API4:2023"],
      controls: ControlMapping(
        soc2: ["CC6.1", "CC7.2"], gdpr: ["Art. 32"], nist80053: ["AU-6", "SI-4"], pciDSS: ["10.4.1"]
      ),
      risk: risk, isLate: late)
  }

  static func event(_ age: Int64) -> NormalizedEvent {
    NormalizedEvent(members: [
      .init("ts", .string(ago(age).rfc3339)), .init("platform", "salesforce"),
      .init("api", "rest"), .init("operation", "query"),
      .init("objects", .array(["Contact"])), .init("status", 200), .init("rows", 2_000),
      .init("response_bytes", 812_345), .init("ip", "203.0.113.7"), .init("ip_country", "NL"),
      .init("uri", "/services/data/v61.0/query?q=SELECT+FIELDS(ALL)+FROM+Contact"),
      .init("user_agent", "python-requests/2.31\u{1B}[31m"),
    ])
  }

  static func record(
    _ finding: Finding, _ status: FindingStatus = .new, who: String? = nil,
    verdict: Verdict? = nil, version: Int64 = 0, notes: [(String, String)] = [],
    mutedUntil: Timestamp? = nil
  ) -> FindingRecord {
    var state = FindingState()
    state.status = status
    state.assignee = who
    state.verdict = verdict
    state.version = version
    state.mutedUntil = mutedUntil
    state.notes = notes.map { .init(at: wall.advanced(by: -660_000), by: $0.0, text: $0.1) }
    if version > 0 {
      state.changedBy = who ?? "kim"
      state.changedAt = wall.advanced(by: -660_000)
    }
    return FindingRecord(finding: finding, state: state, stored: wall)
  }

  static let findings: [FindingRecord] = [
    record(
      finding(
        1, "VOL-001", "API volume 9.4x baseline", .critical, "svc-billing@acme", age: 12, count: 1,
        explanation:
          "388 calls a minute against a normal 12 to 63 at this hour (9.4 times the median 41) for 6 minutes; client python-requests/2.31 is new for this credential.",
        observed: .object([
          .init("calls_per_minute", 388), .init("minutes", 6),
          .init("client", "python-requests/2.31"),
        ]),
        expected: .object([
          .init("low", 12), .init("median", 41), .init("high", 63), .init("client", "Billing/4.2"),
        ]), risk: 92),
      notes: [("kim", "asked the billing team on #ops, waiting")]),
    record(
      finding(
        2, "EXF-009", "Bulk export outside its window", .critical, "int-mulesoft", age: 190,
        count: 4, risk: 81)),
    record(
      finding(
        3, "NEW-004", "New network AS9009 and token reuse", .high, "oauth:DataLoader|jdoe",
        age: 545, count: 2, risk: 74), .acknowledged, who: "kim", version: 3),
    record(
      finding(
        4, "EXF-005", "SELECT FIELDS(ALL) on Contact", .high, "svc-etl-nightly", age: 842,
        count: 11, risk: 55), .inProgress, who: "ana", version: 5),
    record(
      finding(
        5, "NEW-007", "First use of Bulk API 2.0", .high, "jwt:reporting", age: 1_320, risk: 31)),
    record(
      finding(
        6, "TIM-001", "Hour-of-day anomaly (03h)", .medium, "svc-billing@acme", age: 1_900,
        count: 3, risk: 92)),
    record(
      finding(
        7, "VOL-006", "Daily quota 90 %", .medium, "int-marketo", age: 2_430, count: 57, risk: 22),
      .suppressed, who: "kim", version: 7, mutedUntil: wall.advanced(by: 3_600_000)),
    record(
      finding(
        8, "NEW-006", "New client software \u{1B}[2J\u{202E}evil", .medium, "hubspot:pat-na1-7f31",
        age: 3_700, risk: 20, late: true)),
    record(
      finding(
        9, "AUT-018", "Calls from a hosting network", .medium, "oauth:DataLoader|jdoe", age: 5_000,
        risk: 74)),
    record(
      finding(
        10, "NEW-001", "New object type PricebookEntry", .low, "int-mulesoft", age: 7_300, count: 2,
        risk: 81)),
    record(
      finding(
        11, "VOL-003", "Per-key rate above 300 a minute", .low, "svc-billing@acme", age: 9_100,
        count: 8, risk: 92)),
    record(
      finding(12, "NEW-010", "Dormant app used", .low, "oauth:Postman|ana", age: 14_000, risk: 12),
      .acknowledged, who: "ana", version: 9),
    record(
      finding(
        13, "AUT-009", "Key past its rotation date", .low, "hubspot:pat-na1-7f31", age: 80_000,
        risk: 20), .closed, who: "kim", verdict: .benignPositive, version: 11),
    record(
      finding(
        14, "NEW-002", "New endpoint /services/apexrest/export", .low, "svc-etl-nightly",
        age: 91_000), .closed, who: "ana", verdict: .falsePositive, version: 12),
    record(
      finding(15, "VOL-014", "Integration went silent", .info, "guest-site-portal", age: 200_000)),
  ]

  // MARK: Snapshot

  static func snapshot(
    findings: Delta<FindingRecord> = .replace(Fixture.findings),
    credentials: Delta<CredentialRow> = .replace(Fixture.credentials),
    collector: CollectorState = .live
  ) -> Snapshot {
    var counters = IngestCounters()
    counters.events = 4_812_345
    counters.skipped = 7
    counters.duplicates = 12
    counters.late = 31
    return Snapshot(
      orgs: [.init(name: "acme-prod", platform: .salesforce)], collector: collector,
      sources: [
        SourceHealth(
          uri: "/var/log/crm/elf", format: "salesforce-elf", position: 912, size: 1_000,
          events: 4_100_000, skipped: 3, lastEvent: ago(2), state: "live"),
        SourceHealth(
          uri: "/var/log/gateway/access.log", format: "combined", position: 44, size: 44,
          events: 712_000, skipped: 4, lastEvent: ago(1), state: "live"),
        SourceHealth(
          uri: "unix:/run/crm.sock", format: "jsonl", events: 345, lastEvent: ago(900),
          state: "waiting"),
        SourceHealth(
          uri: "/mnt/nfs/hubspot.jsonl", format: "hubspot", state: "unreadable: permission denied",
          isHealthy: false),
      ],
      eventRate: 1_204, rateSeries: (0..<60).map { Double(900 + ($0 * 37) % 400) }, lag: 400,
      counters: counters,
      open: SeverityCounts(critical: 2, high: 3, medium: 3, low: 3, info: 1), muted: 1,
      newSinceLastLook: 9, eventTime: event, wallTime: wall,
      learning: Learning(learning: 2, ready: 10, firstReadyIn: 777_600_000), findings: findings,
      credentials: credentials,
      failures: [
        ParseFailure(
          source: "/var/log/crm/elf/2026-01-16_ApiTotalUsage.csv", line: 8_812, column: 41,
          reason: "quoted field is not closed before the end of the line"),
        ParseFailure(
          source: "/var/log/gateway/access.log", line: 120, reason: "no time in brackets"),
      ], rules: rules)
  }

  static let rules = RulesPicture(
    rules: [
      RuleHealth(
        detector: "SIGMA-4f1d7c20", title: "Login as a VIP", file: "rules/salesforce/vip.yml",
        severity: .critical),
      RuleHealth(
        detector: "SIGMA-8a2e91b3", title: "Bulk export by a script",
        file: "rules/salesforce/scripted_bulk_export.yml", severity: .high, hits: 412,
        lastHit: ago(40), costShare: 0.61),
      RuleHealth(
        detector: "SIGMA-c07b55de", title: "Consent, then an export within an hour",
        file: "rules/salesforce/consent_then_export.yml", severity: .high, isCorrelation: true,
        hits: 3, lastHit: ago(5_400)),
      RuleHealth(
        detector: "SIGMA-1199aa02", title: "Rows \u{1B}[2Jan hour \u{202E}evil",
        file: "/etc/crmwatch/a/rather/long/folder/of/rules/rows_per_hour.yml", severity: .medium,
        isOn: false, hits: 12_345_678, lastHit: ago(90_000), costShare: 0.386),
      RuleHealth(
        detector: "SIGMA-77e0f1c4", title: "Audit log was read", file: "rules/hubspot/audit.yml",
        severity: .info, costShare: 0.004),
    ],
    problems: [
      RuleProblem(
        file: "rules/hubspot/draft.yml", line: 3, isError: false,
        message: "`status: tests` is not known; known: stable, test, experimental"),
      RuleProblem(
        file: "/etc/crmwatch/a/rather/long/folder/of/rules/contacts_new_client.yml", line: 14,
        column: 9,
        message: "`selektion` is not defined; the detection has `selection` and `filter`, "
          + "\u{1B}[31mso write one of these or add it"),
    ], microsecondsPerEvent: 4.237, regexLimitHits: 2, isConfigured: true)

  static func chart(_ request: ChartRequest) -> ChartData {
    let step = request.window.step
    let count = Int(request.window.length / step)
    let end = (request.end ?? event).floored(toEvery: step)
    let start = end.advanced(by: -Int64(count - 1) * step)
    let calls = (0..<count).map { index -> Double? in
      if index < 4 { return nil }
      return index > count - 10 ? Double(300 + (index * 31) % 112) : Double(28 + (index * 17) % 30)
    }
    return ChartData(
      request: request, start: start, step: step, calls: calls,
      errors: calls.map { $0.map { ($0 / 40).rounded(.down) } },
      rows: calls.map { $0.map { $0 * 20 } }, bytes: calls.map { $0.map { $0 * 9_000 } },
      band: (0..<count).map { _ in BaselineBand(low: 12, median: 41, high: 63) },
      markers: [
        ChartMarker(
          time: end.advanced(by: -60 * step), severity: .medium, finding: findings[5].finding.id),
        ChartMarker(
          time: end.advanced(by: -6 * step), severity: .critical, finding: findings[0].finding.id),
      ])
  }

  static let detector = DetectorRow(
    id: "VOL-001", title: "Call-volume spike against own baseline",
    summary:
      "Notices minutes in which a credential makes far more calls than is normal for it at that hour of the week.",
    why:
      "A stolen token is used up fast: bulk reads show as volume before they show as anything else.",
    runbook: [
      "Ask the owner whether a job was started by hand or moved.",
      "Compare the client, the network and the objects below with what is normal.",
      "If nobody knows, revoke the token and rotate the secret.",
    ],
    severityRule: "medium; high at 10 times the median of the hour",
    requiredFields: ["ts", "credential"],
    attack: ["T1530"], owasp: ["API4:2023"], controls: ControlMapping(), kind: .statistical)

  static func findingDetail(_ id: String) -> FindingDetail? {
    guard let record = findings.first(where: { $0.finding.id == id }) else { return nil }
    return FindingDetail(
      record: record, detector: detector,
      history: [
        AnalystAction(
          sequence: 2, finding: id, at: wall.advanced(by: -900_000), by: "kim",
          verb: .assign(to: "kim")),
        AnalystAction(
          sequence: 3, finding: id, at: wall.advanced(by: -660_000), by: "kim", verb: .note,
          text: "asked the billing team on #ops, waiting"),
        AnalystAction(
          sequence: 4, finding: id, at: wall.advanced(by: -600_000), by: "ana", verb: .acknowledge),
        AnalystAction(
          sequence: 5, finding: id, at: wall.advanced(by: -590_000), by: "ana",
          verb: .undo(sequence: 4)),
      ], related: [findings[5], findings[10]])
  }

  static func credentialDetail(_ id: String) -> CredentialDetail? {
    guard let row = credentials.first(where: { $0.id == id }) else { return nil }
    return CredentialDetail(
      row: row, findings: findings.filter { $0.finding.credential == id }.reversed(),
      hoursOfWeek: (0..<168).map { hour in
        let (day, clock) = (hour / 24, hour % 24)
        return day < 5 && clock >= 7 && clock < 19
          ? Double(20 + (hour * 13) % 60) : Double(hour % 3)
      }, declaredObjects: ["Account", "Contact"], declaredNetworks: ["203.0.113.0/24"])
  }
}

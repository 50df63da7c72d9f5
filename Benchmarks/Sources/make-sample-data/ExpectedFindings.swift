import Foundation
import TrafficModel

/// `expected-findings.json`: what a detector engine must find in the sample data, and where it must
/// keep quiet. Derived from the detectors' published logic, not from what one version of them raised.
enum ExpectedFindings {
  struct Document: Encodable {
    var period: Period
    /// Baselines are still forming before this time; findings until then are not judged.
    var judged_from: String
    var stories: [Story]
    var quiet: [Quiet]
  }

  struct Period: Encodable {
    var from: String
    var to: String
  }

  struct Story: Encodable {
    var id: String
    var title: String
    var credential: String
    /// The bare user of the credential: sign-ins and sign-outs name only that.
    var user: String
    var name: String
    var from: String
    var to: String
    /// Detectors that must raise on the credential with `raised` inside the window.
    var must: [Expectation]
    /// The same, as soon as there is such a detector.
    var must_when_available: [Expectation]
    /// Detectors that may raise as well, on the credential or its user; neither a missing nor an
    /// extra one is an error.
    var may: [String]
  }

  struct Expectation: Encodable {
    var detector: String
    var severity_at_least: String
    /// Forms of the data that carry the evidence: `event-log-files`, `native`.
    var forms: [String]
  }

  struct Quiet: Encodable {
    var credential: String
    var user: String
    var name: String
    var from: String
    var to: String
    /// Findings above this severity are errors.
    var severity_at_most: String
    var traps: [String]
  }

  static let both = ["event-log-files", "native"]

  static func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let end = ModelTime.at(2025, 8, 20) - 1
    let document = Document(
      period: .init(
        from: ModelTime.rfc3339(ModelTime.at(2025, 7, 13)), to: ModelTime.rfc3339(end)),
      judged_from: ModelTime.rfc3339(judgedFrom), stories: stories, quiet: quiet)
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }

  /// Fourteen days after the first full day.
  static let judgedFrom = ModelTime.at(2025, 7, 30)

  private static func story(
    _ id: String, _ title: String, _ party: Party, _ window: ClosedRange<Int64>,
    must: [(String, String)], later: [(String, String)] = [], may: [String],
    forms: [String] = both
  ) -> Story {
    Story(
      id: id, title: title, credential: party.credential, user: party.userID, name: party.name,
      from: ModelTime.rfc3339(window.lowerBound), to: ModelTime.rfc3339(window.upperBound),
      must: must.map { .init(detector: $0.0, severity_at_least: $0.1, forms: forms) },
      must_when_available: later.map {
        .init(detector: $0.0, severity_at_least: $0.1, forms: forms)
      }, may: may)
  }

  static let stories: [Story] = [
    story(
      "stolen-token", "A token stolen at the chat vendor copies every case", Organisation.chat,
      StoryTimes.stolenToken,
      must: [
        ("NEW-004", "medium"), ("NEW-006", "high"), ("NEW-001", "medium"), ("EXF-001", "high"),
        ("EXF-002", "high"), ("EXF-005", "medium"), ("EXF-009", "critical"), ("EXF-010", "high"),
        ("COR-003", "critical"),
      ],
      later: [("NEW-005", "high"), ("EXF-003", "critical"), ("COR-005", "high")],
      may: [
        "NEW-002", "NEW-007", "NEW-008", "EXF-004", "EXF-012", "EXF-017", "AUT-008", "AUT-010",
        "AUT-017", "AUT-018", "AIA-002", "AIA-009", "NEW-003", "VOL-001", "VOL-002", "VOL-007",
        "INV-016", "INV-019",
      ]),
    story(
      "consent-phishing", "A look-alike of a data loader is authorised and empties two tables",
      lookAlike, StoryTimes.consent,
      must: [
        ("EXF-001", "high"), ("INV-001", "medium"),
      ],
      later: [("NEW-010", "medium"), ("EXF-007", "medium"), ("COR-004", "critical")],
      may: [
        "AUT-018", "AUT-024", "COR-003", "NEW-006", "INV-009", "VOL-001", "VOL-002",
        "NEW-004", "EXF-004",
        "EXF-009", "EXF-012",
        "VOL-007", "AIA-002", "EXF-018", "AUT-017", "INV-013", "EXF-017",
      ]),
    story(
      "slow-drip", "Six days at 1.7 times the usual reads, inside every limit",
      Organisation.support, StoryTimes.drip,
      must: [("VOL-002", "medium")], may: ["COR-003", "VOL-015"]),
    story(
      "off-hours", "The nightly load runs in the afternoon", Organisation.etl,
      StoryTimes.offHours, must: [("TIM-001", "medium")],
      may: ["EXF-001", "EXF-004", "EXF-010", "COR-003", "VOL-001"]),
    story(
      "password-burst", "Eighteen failed sign-ins of the chief financial officer in two minutes",
      Organisation.watched, StoryTimes.burst,
      must: [("AUT-001", "medium"), ("AUT-002", "high")],
      may: ["AUT-018", "AUT-028", "TIM-002", "NEW-006", "NEW-004", "COR-003", "AUT-017", "TIM-001"]
    ),
    story(
      "revoked-token", "A token opens doors after it was revoked", Organisation.signing,
      StoryTimes.revocation, must: [("AUT-005", "critical")],
      may: ["COR-003", "VOL-007", "VOL-016", "AUT-001", "AUT-006"],
      // The Logout row of an Event Log File doesn't tell a revocation from an expiry.
      forms: ["native"]),
    story(
      "dormant-wakes", "A pilot's credential, silent for 35 days, reads contacts at night",
      Organisation.survey, StoryTimes.dormant, must: [("INV-003", "high")],
      may: [
        "NEW-004", "NEW-005", "TIM-001", "AUT-018", "COR-003", "AUT-017", "NEW-003", "VOL-001",
        "INV-001",
      ]),
  ]

  private static var lookAlike: Party { TrafficBuilder.lookAlike }

  static let quiet: [Quiet] = {
    let o = Organisation.self
    let end = ModelTime.at(2025, 8, 20) - 1
    // That new objects are an explorer's habit takes three weeks to learn.
    let habit = ModelTime.at(2025, 8, 6)
    func quiet(
      _ party: Party, from: Int64 = judgedFrom, until: Int64? = nil, _ traps: String...
    ) -> Quiet {
      Quiet(
        credential: party.credential, user: party.userID, name: party.name,
        from: ModelTime.rfc3339(from),
        to: ModelTime.rfc3339(until ?? end), severity_at_most: "low", traps: traps)
    }
    let staff = o.people.filter { $0.key != o.watched.key && $0.key != o.deceived.key }
    return [
      quiet(o.sync, "client upgraded from 7.2.1 to 7.3.0 on 6 August"),
      quiet(
        o.etl, until: StoryTimes.offHours.lowerBound - 1,
        "no run on 4 August, 1.8 times the size on 5 August", "deletes its own jobs every night"),
      quiet(o.marketing, "nightly run an hour later from 4 August"),
      quiet(o.support, until: StoryTimes.drip.lowerBound - 1, "now and then a record is not found"),
      quiet(o.telephony, "another host of the same /24 every day, other end of it from 7 August"),
      quiet(o.analytics, from: habit, "new tables every week"),
      quiet(o.analyticsSOAP, from: habit, "new tables every week"),
      quiet(o.assistant, "sessions at any hour, now and then an invalid field"),
      quiet(o.quality, "works on Wednesday nights only"),
      quiet(o.finance, "2.5 times the usual on 30 and 31 July"),
      quiet(o.quoting), quiet(o.mail),
      quiet(o.chat, until: StoryTimes.stolenToken.lowerBound - 1),
      quiet(o.signing, until: StoryTimes.revocation.lowerBound - 1, "a new token every hour"),
      quiet(
        o.ines, from: habit,
        "new objects every week, from home two days a week, queries with mistakes"),
      quiet(
        o.tomas, from: habit,
        "new objects every week, from home two days a week, queries with mistakes"),
      quiet(o.watched, until: StoryTimes.burst.lowerBound - 1, "password mistyped, then right"),
    ] + staff.map { quiet($0, "password mistyped once or twice, then right") }
  }()
}

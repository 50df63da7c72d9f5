import Detection
import EventSources
import Foundation
import Inventory
import Networks
import SecurityModel
import Settings
import Storage
import Testing

@testable import Runtime

/// The invented company of `sample-data`: the findings that its stories must give, and quiet
/// where nothing happens.
@Suite("The sample data", .serialized)
struct SampleDataTests {
  enum Form: String, CaseIterable, CustomTestStringConvertible {
    case eventLogFiles = "event-log-files"
    case native
    var testDescription: String { rawValue }
  }

  static let folder = FixtureScript.folder + "../../sample-data/"

  /// Findings by form; collected once.
  private static let results: [Form: Result<[Finding], any Error>] = {
    var results: [Form: Result<[Finding], any Error>] = [:]
    for form in Form.allCases { results[form] = Result { try collect(form) } }
    return results
  }()

  private static func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder + name, encoding: .utf8)
  }

  private static func collect(_ form: Form) throws -> [Finding] {
    let configuration = try ConfigurationReader.parse(
      text("config.yaml"), file: "config.yaml", detectors: DetectorRegistry.all.map { $0.row })
    var settings = EngineSettings()
    settings.tunables = configuration.tunables
    settings.vip = Set((configuration.lists["vip"] ?? []).map { $0.lowercased() })
    settings.sensitiveObjects = Set(
      (configuration.lists["sensitive_objects"] ?? []).map { $0.lowercased() })
    settings.registrations = try RegistryReader.parse(text("registry.yaml"), file: "registry.yaml")
    settings.hasRegistry = true
    settings.networks = NetworkTable(try NetworkListReader.parse(text("networks.csv")))
    let store = MemoryStore()
    let options = IngestOptions(
      sources: [try SourceSpec.parse(folder + form.rawValue)], mode: .once, detection: settings)
    let clock = WallClock(now: { Workshop.now }, monotonic: { 0 })
    let pipeline = try IngestPipeline(
      options, store: store, clock: clock, board: StatusBoard(), stop: StopFlag())
    try pipeline.run()
    #expect(try store.counters().skipped == 0)
    return try store.findings(FindingQuery(now: Workshop.now, limit: .max)).map(\.finding)
  }

  private static func expectations() throws -> JSONValue {
    try JSONReader.parse(text("expected-findings.json"))
  }

  private static func time(_ value: JSONValue?) throws -> Timestamp {
    let text = try #require(value?.string)
    return try #require(Array(text.utf8).withUnsafeBytes { TimestampParser.parse($0) })
  }

  @Test("gives every story its findings", arguments: Form.allCases)
  func stories(_ form: Form) throws {
    let findings = try #require(Self.results[form]).get()
    let known = Set(DetectorRegistry.all.map { $0.row.id })
    for story in try #require(try Self.expectations()["stories"]?.array) {
      let from = try Self.time(story["from"])
      let to = try Self.time(story["to"])
      for must in story["must"]?.array ?? [] {
        let detector = try #require(must["detector"]?.string)
        let forms = must["forms"]?.array?.compactMap(\.string) ?? []
        guard known.contains(detector), forms.contains(form.rawValue) else { continue }
        let least = try #require(Severity(name: must["severity_at_least"]?.string ?? ""))
        let isThere = findings.contains {
          $0.detector == detector && $0.credential == story["credential"]?.string
            && $0.severity >= least && $0.raised >= from && $0.raised <= to
        }
        #expect(isThere, "\(story["id"]?.string ?? "") must give \(detector)")
      }
    }
  }

  @Test("is quiet where nothing happens", arguments: Form.allCases)
  func quiet(_ form: Form) throws {
    let findings = try #require(Self.results[form]).get()
    for entry in try #require(try Self.expectations()["quiet"]?.array) {
      let from = try Self.time(entry["from"])
      let to = try Self.time(entry["to"])
      let most = try #require(Severity(name: entry["severity_at_most"]?.string ?? ""))
      let noise = findings.filter {
        $0.credential == entry["credential"]?.string && $0.severity > most
          && $0.raised >= from && $0.raised <= to
      }
      #expect(
        noise.isEmpty,
        "\(entry["name"]?.string ?? ""): \(noise.map { "\($0.detector) \($0.explanation)" })")
    }
  }

  @Test("gives the same findings of the stories in both forms")
  func forms() throws {
    let files = try #require(Self.results[.eventLogFiles]).get()
    let native = try #require(Self.results[.native]).get()
    let known = Set(DetectorRegistry.all.map { $0.row.id })
    for story in try #require(try Self.expectations()["stories"]?.array) {
      for must in story["must"]?.array ?? [] where must["forms"]?.array?.count == 2 {
        guard let detector = must["detector"]?.string, known.contains(detector) else { continue }
        let ids = [files, native].map { all in
          Set(
            all.filter {
              $0.detector == detector && $0.credential == story["credential"]?.string
            }.map(\.id))
        }
        #expect(!ids[0].isDisjoint(with: ids[1]), "\(story["id"]?.string ?? "") \(detector)")
      }
    }
  }
}

import Foundation
import SecurityModel
import Testing

@testable import Storage

/// A store of either kind in a folder of its own, removed with it.
final class StoreFixture: CustomStringConvertible {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case sqlite
    var testDescription: String { rawValue }
  }

  let folder = TemporaryFolder()
  let store: any Store

  init(_ kind: Kind) throws {
    switch kind {
    case .memory: store = MemoryStore(secret: Make.secret)
    case .sqlite: store = try SQLiteStore.make(in: folder)
    }
  }

  var description: String { "fixture" }

  deinit { store.close() }

  func commit(at time: Int64 = 1_000, _ change: (inout Checkpoint) -> Void) throws {
    var checkpoint = Checkpoint()
    change(&checkpoint)
    try store.commit(checkpoint, storedAt: Timestamp(milliseconds: time))
  }

  /// The state of a finding at a wall-clock time.
  func state(_ id: String, now: Int64 = 10_000) throws -> FindingState {
    try #require(try store.finding(id, now: Timestamp(milliseconds: now)).record).state
  }

  /// Stores one action and gives its sequence number.
  @discardableResult
  func act(
    _ verb: AnalystAction.Verb, on finding: String, by name: String = "ana", at time: Int64 = 2_000,
    text: String = "", base: Int64? = nil
  ) throws -> ActionResult {
    try store.apply([
      AnalystAction(
        finding: finding, at: Timestamp(milliseconds: time), by: name, verb: verb, text: text,
        base: base)
    ])[0]
  }
}

extension ActionResult {
  var sequence: Int64? {
    if case .stored(let sequence) = self { return sequence }
    return nil
  }
}

/// A folder that is removed at the end of the test.
final class TemporaryFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "crmwatch-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
    return try #require(attributes[.posixPermissions] as? Int)
  }
}

extension SQLiteStore {
  static func make(
    in folder: TemporaryFolder, role: StoreRole = .collector, options: Options = .init()
  ) throws -> SQLiteStore {
    try SQLiteStore.open(
      path: folder.file("store.db"), role: role, newSecret: Make.secret,
      now: Timestamp(milliseconds: 42), options: options)
  }
}

/// Values for tests.
enum Make {
  static let secret = KeyedHash(key0: 0x8123_4567_89AB_CDEF, key1: 7)

  static func finding(
    _ id: String, severity: Severity = .medium, raised: Int64 = 100,
    credential: String = "cred|1", detector: String = "VOL-001", incident: String = "",
    explanation: String = "412 calls in an hour, normal is at most 38"
  ) -> Finding {
    var event = NormalizedEvent()
    event.set("ts", "2026-03-01T10:00:00.000Z")
    event.set("client_ip", "203.0.113.77")
    event.set("rows", 1_200 as Int64)
    return Finding(
      id: id, detector: detector, detectorVersion: 1, title: "Volume above normal",
      severity: severity, confidence: 0.75, platform: .salesforce, org: "00D1",
      credential: credential,
      integration: "Sync", incident: incident, raised: Timestamp(milliseconds: raised),
      firstSeen: Timestamp(milliseconds: raised - 50),
      lastSeen: Timestamp(milliseconds: raised + 50), count: 3, explanation: explanation,
      observed: .object([.init("calls", 412), .init("share", 0.5)]),
      expected: .object([.init("calls", 38)]), evidence: [event], attack: ["T1213.004"],
      owasp: ["API4:2023"], controls: ControlMapping(soc2: ["CC7.2"], pciDSS: ["10.4"]), risk: 31,
      isLate: true)
  }

  static func credential(_ id: String, risk: Int = 10, calls: Int64 = 5) -> CredentialRecord {
    CredentialRecord(
      id: id, platform: .hubspot, org: "123", integration: "Sync", type: .apiKey, user: "u-" + id,
      app: "app", apis: [.rest, .bulk2],
      objects: [
        .init(
          name: "contacts", count: 7, firstSeen: Timestamp(milliseconds: -5),
          lastSeen: Timestamp(milliseconds: 9))
      ],
      networks: [
        .init(
          name: "203.0.113.0/24", count: .max, firstSeen: .distantPast,
          lastSeen: .distantFuture)
      ],
      clients: [], endpoints: [],
      scopes: [
        .init(
          name: "api", count: 2, firstSeen: Timestamp(milliseconds: 1),
          lastSeen: Timestamp(milliseconds: 2))
      ], firstSeen: Timestamp(milliseconds: 1),
      lastSeen: Timestamp(milliseconds: 900), calls: calls, errors: 1, rows: 2, bytes: 3,
      calls24h: 4, rows24h: 5, dailyLimit: 100_000, readiness: .ready, risk: risk, isDeclared: true,
      owner: "ops",
      purpose: nil, flags: ["dormant", "unowned"])
  }

  static func rollup(
    _ credential: String, hour: Int64, minute: Int = 0, calls: UInt32 = 1
  ) -> HourRollup {
    var rollup = HourRollup(
      credential: credential, hour: Timestamp(milliseconds: hour * 3_600_000),
      calls: Int64(calls), errors: 1, rows: 10, bytes: 100)
    rollup.minuteCalls[minute] = calls
    return rollup
  }

  /// What a collector hands out: each credential with four calls in hours 3 and 4.
  final class Feed: CheckpointFeed {
    private let names: [String]
    let rollups: RollupBatch

    init(_ names: [String]) {
      self.names = names
      var batch = RollupBatch()
      for number in names.indices {
        for hour: Int64 in [4, 3] {
          // Twice two, as when an hour is left and entered again.
          for _ in 0..<2 {
            batch.add(
              credential: UInt32(number + 1), hour: hour, calls: 2, errors: 0, rows: 1, bytes: 9,
              minutes: MinuteCounts([0, 0, 0, 0, 0, 0, 0, 2]))
          }
        }
      }
      rollups = batch
    }

    var credentialCount: Int { names.count }

    func forEachCredential(_ body: (CredentialChange) throws -> Void) throws {
      for (number, name) in names.enumerated() {
        try state(name).withUnsafeBytes {
          try body(
            CredentialChange(number: UInt32(number + 1), summary: summary(name), state: $0))
        }
      }
    }

    /// The whole record.
    func record(_ name: String) -> CredentialRecord {
      var record = summary(name)
      record.errors = 1
      record.rows = 2
      record.bytes = 3
      record.objects = [
        .init(
          name: name, count: 6, firstSeen: Timestamp(seconds: 5), lastSeen: Timestamp(seconds: 7))
      ]
      return record
    }

    func state(_ name: String) -> [UInt8] {
      var out = SecurityModel.ByteWriter()
      out.put(CredentialState.version)
      out.put(Timestamp(milliseconds: 1))
      for number: Int64 in [1, 2, 3] { out.put(number) }
      for surface in 0..<CredentialState.surfaces {
        out.put(UInt32(surface == Int(APISurface.rest.rawValue) ? 1 : 0))
      }
      out.put(1 as UInt64)
      out.put(0 as UInt32)
      out.put(6 << 1 | 1 as UInt64)
      out.put(name)
      out.put(5 as UInt32)
      out.put(2 as UInt32)
      for _ in 0..<3 {
        out.put(0 as UInt64)
        out.put(0 as UInt32)
      }
      out.put("the engine's own")
      return out.bytes
    }

    private func summary(_ name: String) -> CredentialRecord {
      var record = Make.credential(name)
      record.apis = [.rest]
      record.objects = []
      record.networks = []
      (record.errors, record.rows, record.bytes) = (0, 0, 0)
      return record
    }
  }
}

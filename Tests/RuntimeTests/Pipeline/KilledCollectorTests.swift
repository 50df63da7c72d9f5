import Foundation
import SecurityModel
import Storage
import Testing

@testable import Runtime

/// The built program, killed for good in the middle of its work and started again.
@Suite("crmwatch collect, killed")
struct KilledCollectorTests {
  /// The program beside the test bundle.
  static let program: String? = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("crmwatch").path
    let built = FixtureScript.folder + "../../.build/debug/crmwatch"
    return [beside, built].first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  private func start(_ shop: Workshop, _ store: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.arguments = ["collect", "--once", "--quiet", shop.logs, "--store", store]
    process.environment = ["HOME": shop.path, "PATH": "/usr/bin:/bin"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func size(_ store: String) -> Int {
    [store, store + "-wal"].reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }

  /// Runs; with a limit kills the program as soon as the store has grown by that much.
  /// - Returns: true when it was killed.
  private func run(_ shop: Workshop, _ store: String, killAfterGrowth growth: Int?) throws -> Bool {
    let before = size(store)
    let process = try start(shop, store)
    let deadline = Pause.monotonicMilliseconds() + 60_000
    while process.isRunning, let growth, Pause.monotonicMilliseconds() < deadline {
      if size(store) > before + growth {
        kill(process.processIdentifier, SIGKILL)
        break
      }
      sched_yield()
    }
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    if !isKilled { #expect(process.terminationStatus == 0) }
    return isKilled
  }

  private func harvest(_ path: String) throws -> Harvest {
    let store = try SQLiteStore.open(path: path, role: .viewer, now: Workshop.now)
    defer { store.close() }
    #expect(try store.check(now: Workshop.now).isEmpty)
    return try Harvest(store)
  }

  @Test(
    "at any moment, ends like one that never was",
    .enabled(if: program != nil, "build the program first: swift build"))
  func kills() throws {
    let shop = try Workshop()
    // Fifty thousand calls of sixteen copies of an integration, over four files.
    var piles = [[String]](repeating: [], count: 4)
    for copy in 0..<16 {
      for line in Traffic.attack.suffix(3_100) {
        piles[copy % 4].append(line.replacing("005sync", with: "005sync\(copy)"))
      }
    }
    for (n, pile) in piles.enumerated() { try shop.write("part-\(n).jsonl", Traffic.text(pile)) }
    let calm = shop.path + "/calm.db"
    #expect(try run(shop, calm, killAfterGrowth: nil) == false)
    let store = shop.path + "/killed.db"
    var kills = 0
    for growth in [1, 40_000, 200_000, 90_000, 400_000, 10_000] {
      if try run(shop, store, killAfterGrowth: growth) { kills += 1 }
    }
    #expect(kills >= 2)
    #expect(try run(shop, store, killAfterGrowth: nil) == false)
    let (a, b) = (try harvest(store), try harvest(calm))
    #expect(a.difference(b) == nil)
    #expect(a.events == Int64(piles.reduce(0) { $0 + $1.count }))
    #expect(a.findings.contains { $0.contains(" EXF-009 critical ") })
  }
}

import CSystem
import Detection
import EventSources
import Foundation
import SecurityModel
import Storage
import Testing

@testable import Runtime

/// Sources whose records stand inside something else, from the bytes to the store.
@Suite("Wrapped sources", .serialized)
struct WrappedIngestTests {
  enum Form: CaseIterable, Sendable {
    case array, envelope, pretty, splunk, syslog, octets

    func text(_ lines: [String]) -> String {
      switch self {
      case .array: "[" + lines.joined(separator: ",") + "]"
      case .envelope: "{\"value\":[\n" + lines.joined(separator: ",\n") + "],\"next\":{\"a\":1}}\n"
      case .pretty:
        "[\n  " + lines.map { $0.replacing(",\"", with: ",\n    \"") }.joined(separator: ",\n  ")
          + "\n]\n"
      case .splunk:
        lines.map { line in
          let raw = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
          return "{\"preview\":false,\"result\":{\"_raw\":\"\(raw)\",\"host\":\"h\"}}\n"
        }.joined()
      case .syslog: lines.map { "<134>1 2025-03-04T10:15:02Z h a - - - \($0)\n" }.joined()
      case .octets:
        lines.map { line in
          let message = "<134>Mar  4 10:15:02 h a: \(line)"
          return "\(message.utf8.count) \(message)"
        }.joined()
      }
    }
  }

  private func zstd(_ text: String) -> [UInt8] {
    let plain = Array(text.utf8)
    return [UInt8](unsafeUninitializedCapacity: plain.count + 1_000) { out, count in
      count = csys_zstd(plain, plain.count, out.baseAddress, out.count, 0)
    }
  }

  @Test("give the same as lines do", arguments: Form.allCases)
  func same(_ form: Form) throws {
    let plain = try Workshop()
    try plain.write("a.jsonl", Traffic.text(Traffic.attack))
    let calm = MemoryStore()
    try plain.collect(into: calm)
    let shop = try Workshop()
    try shop.write("a.zst", zstd(form.text(Array(Traffic.attack))))
    let store = MemoryStore()
    try shop.collect(into: store) { $0.chunkSize = 5_000 }
    let difference = try Harvest(store).difference(try Harvest(calm))
    #expect(difference == nil)
    #expect(try Harvest(store).skipped == 0)
  }

  @Test(
    "are gone on with inside an array after a death", arguments: [Form.array, .envelope, .splunk])
  func deaths(_ form: Form) throws {
    let shop = try Workshop()
    try shop.write("a.json", form.text(Array(Traffic.attack)))
    let calm = MemoryStore()
    try shop.collect(into: calm, tick: 90)
    let store = MemoryStore()
    var deaths = 0
    while deaths < 200 {
      let wrapper = StoreWrapper(store)
      wrapper.refuse { $0 >= 4 ? .io(path: "test", detail: "killed") : nil }
      do {
        try shop.collect(into: wrapper, tick: 90)
        break
      } catch IngestError.store(.io) { deaths += 1 }
    }
    #expect(deaths > 0 && deaths < 200)
    let difference = try Harvest(store).difference(try Harvest(calm))
    #expect(difference == nil)
  }

  @Test("come from several clients of one socket, each in its own format")
  func clients() throws {
    let shop = try Workshop()
    let path = shop.path + "/s"
    let store = MemoryStore()
    let board = StatusBoard()
    let stop = StopFlag()
    let pipeline = try shop.pipeline(
      .follow, into: store, tick: 1 << 16, settings: EngineSettings(), board: board, stop: stop
    ) {
      $0.sources = [try! SourceSpec.parse("unix:" + path)]
      $0.tickMilliseconds = 10
      $0.liveWait = 20
    }
    nonisolated(unsafe) let moved = pipeline
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      try? moved.run()
      done.signal()
    }
    let lines = (0..<20).map {
      "{\"ts\":\"2025-08-31T10:15:\(10 + $0)Z\",\"credential\":\"c\",\"rows\":\($0)}"
    }
    let access = (0..<20).map {
      "203.0.113.9 - etl [31/Aug/2025:10:15:\(10 + $0) +0000] \"GET /x HTTP/1.1\" 200 \($0)"
    }
    let texts = [
      lines.joined(separator: "\n") + "\n", Form.octets.text(access), Form.array.text(lines),
      Form.syslog.text(access),
    ]
    var descriptors: [Int32] = []
    for _ in texts {
      let descriptor = csys_unix_socket()
      let deadline = Pause.monotonicMilliseconds() + 20_000
      while csys_connect(descriptor, path) != 0, Pause.monotonicMilliseconds() < deadline {
        sched_yield()
      }
      descriptors.append(descriptor)
    }
    // The clients take turns, a few bytes each.
    let pieces = texts.map { Array($0.utf8) }
    var at = [Int](repeating: 0, count: pieces.count)
    while zip(at, pieces).contains(where: { $0 < $1.count }) {
      for i in pieces.indices where at[i] < pieces[i].count {
        let n = min(97, pieces[i].count - at[i])
        let sent = pieces[i][at[i]..<at[i] + n].withUnsafeBytes {
          send(descriptors[i], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if sent > 0 { at[i] += sent }
      }
    }
    for descriptor in descriptors { close(descriptor) }
    let deadline = Pause.monotonicMilliseconds() + 20_000
    while try store.counters().events < 80, Pause.monotonicMilliseconds() < deadline {
      sched_yield()
    }
    stop.set()
    #expect(done.wait(timeout: .now() + 20) == .success)
    let counters = try store.counters()
    #expect(counters.events == 80 && counters.skipped == 0)
    #expect(
      counters.byFormat == [
        "crmwatch-jsonl": 20, "access-log in octets syslog": 20, "crmwatch-jsonl in json": 20,
        "access-log in syslog": 20,
      ])
  }
}

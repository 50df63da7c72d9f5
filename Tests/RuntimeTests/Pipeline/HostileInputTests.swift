import CSystem
import Detection
import SecurityModel
import Storage
import Testing

@testable import Runtime

@Suite("Input that isn't what it should be")
struct HostileInputTests {
  private let good = Array(Traffic.attack.prefix(40))

  @Test("is counted with its file and line, and the rest goes on")
  func badRecords() throws {
    let shop = try Workshop()
    var lines = good
    lines.insert("{\"ts\":\"never\",\"credential\":\"x\",\"api\":\"rest\"}", at: 23)
    lines.insert("not json at all", at: 30)
    lines.insert("{\"ts\":\"2025-07-01T00:00:00Z\"", at: 35)
    let file = try shop.write("a.jsonl", Traffic.text(lines))
    let store = MemoryStore()
    try shop.collect(into: store)
    #expect(try store.counters().events == 40)
    #expect(try store.counters().skipped == 3)
    let failures = try store.failures(limit: 10).latest
    #expect(Set(failures.map(\.line)) == [24, 31, 36])
    #expect(failures.allSatisfy { $0.source == file && !$0.reason.isEmpty })
    #expect(failures.allSatisfy { !$0.reason.contains("not json") })
  }

  @Test("is remarked on where it is odd but can be read")
  func longRows() throws {
    let shop = try Workshop()
    let names = ["EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "URI"]
    func row(_ cells: [String]) -> String {
      cells.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    }
    let cells = [
      "API", "20250716000344.428", "4hJx0bQv2", "00DWk000001Tq9L", "005Wk000003Su3Z", "/",
    ]
    try shop.write("2025-07-16_API.csv", row(names) + row(cells) + row(cells + ["one", "more"]))
    let store = MemoryStore()
    try shop.collect(into: store)
    let source = try #require(try store.sourceHealth().first)
    #expect(source.events == 2)
    #expect(source.state == "done; 1 row has more cells than its header")
    #expect(source.isHealthy)
  }

  @Test("from the future is refused and counted")
  func future() throws {
    let shop = try Workshop()
    let late = good[0].replacing(Traffic.time(good[0]), with: "2025-09-02T00:00:00.001Z")
    let last = good[0].replacing(Traffic.time(good[0]), with: "2025-09-02T00:00:00.000Z")
    try shop.write("a.jsonl", Traffic.text(good + [late, last]))
    let store = MemoryStore()
    try shop.collect(into: store)
    let counters = try store.counters()
    #expect(counters.events == 41)
    #expect(counters.future == 1)
    #expect(counters.skipped == 1)
    #expect(try store.load().watermark.time.rfc3339 == "2025-09-02T00:00:00.000Z")
  }

  @Test("of no known format is reported; other files are read")
  func unknown() throws {
    let shop = try Workshop()
    let odd = try shop.write(
      "odd.log", String(repeating: "lorem ipsum dolor sit amet\n", count: 400))
    try shop.write("good.jsonl", Traffic.text(good))
    let store = MemoryStore()
    try shop.collect(into: store)
    #expect(try store.counters().events == 40)
    #expect(try store.failures(limit: 10).totals.contains { $0.source == odd })
  }

  @Test(
    "neither stops nor confuses it",
    arguments: [
      "", "\n\n\n", "\u{0}\u{0}\u{0}\u{0}", "{", "\"", "\u{1B}]0;owned\u{7}\u{1B}[2J\n",
      "\u{FEFF}", "EVENT_TYPE,TIMESTAMP\n", "a\u{202E}b\n",
    ])
  func odd(_ text: String) throws {
    let shop = try Workshop()
    try shop.write("odd.txt", text)
    try shop.write("good.jsonl", Traffic.text(good))
    let store = MemoryStore()
    let status = try shop.collect(into: store)
    #expect(try store.counters().events == 40)
    #expect(status.phase == .finished)
  }

  @Test("in the middle of good records costs only itself")
  func binary() throws {
    let shop = try Workshop()
    var bytes: [UInt8] = []
    var dice = Dice(11)
    for (n, line) in good.enumerated() {
      bytes += Array(line.utf8) + [0x0A]
      // What a file is, is told by its first lines.
      if n < 20 { continue }
      for _ in 0..<40 {
        let byte = UInt8(dice.next(256))
        bytes.append(byte == 0x0A ? 0 : byte)
      }
      bytes.append(0x0A)
    }
    try shop.write("a.jsonl", bytes)
    let store = MemoryStore()
    try shop.collect(into: store)
    #expect(try store.counters().events == 40)
    #expect(try store.counters().skipped == 20)
  }

  @Test("with escape sequences in its fields is kept, and marked")
  func escapes() throws {
    let shop = try Workshop()
    let evil = good.map {
      $0.replacing("contoso-sync/1.0", with: "\\u001b]0;pwned\\u0007\\u202e")
    }
    try shop.write("a.jsonl", Traffic.text(evil))
    let store = MemoryStore()
    try shop.collect(into: store)
    #expect(try store.counters().events == 40)
  }

  @Test("cut off inside a record or a compressed file gives what was whole")
  func truncated() throws {
    let shop = try Workshop()
    let text = Traffic.text(good)
    try shop.write("cut.jsonl", String(text.dropLast(30)))
    let plain = Array(Traffic.text(Traffic.attack.prefix(2_000)).utf8)
    var packed = [UInt8](repeating: 0, count: plain.count + 4_096)
    let size = packed.withUnsafeMutableBufferPointer {
      csys_gzip(plain, plain.count, $0.baseAddress, $0.count)
    }
    try shop.write("other.jsonl.gz", Array(packed.prefix(Int(size) / 2)))
    let store = MemoryStore()
    let status = try shop.collect(into: store)
    #expect(status.phase == .finished)
    let counters = try store.counters()
    #expect(counters.events >= 39 + 100)
    #expect(counters.events < 40 + 2_000)
    #expect(counters.skipped >= 1)
  }

  @Test("with numbers at the ends of an integer overflows nothing")
  func extremes() throws {
    let shop = try Workshop()
    let big = "9223372036854775807"
    let head = "{\"ts\":\"2025-07-01T00:00:0"
    let tail = ",\"credential\":\"c\",\"org\":\"o\",\"api\":\"bulk2\",\"job_id\":\"750a\","
    var lines: [String] = []
    for n in 0..<9 {
      lines.append(
        head + "\(n)Z\"" + tail + "\"operation\":\"job_results\",\"rows\":\(big),"
          + "\"response_bytes\":\(big),\"rows_cumulative\":\(n % 3 == 2),"
          + "\"limits\":{\"used\":\(n == 4 ? "4600000000000000000" : big),\"max\":1}}")
      lines.append(
        head + "\(n).5Z\"" + tail + "\"operation\":\"job_results\",\"rows\":-\(big)}")
    }
    lines.append("{\"ts\":\"0001-01-01T00:00:00Z\",\"credential\":\"c\",\"api\":\"rest\"}")
    try shop.write("a.jsonl", Traffic.text(lines))
    let store = MemoryStore()
    try shop.collect(into: store)
    let counters = try store.counters()
    #expect(counters.events + counters.skipped == Int64(lines.count))
    #expect(counters.events >= 18)
  }

  @Test("longer than a record may be is skipped without holding it")
  func longRecord() throws {
    let shop = try Workshop()
    let long =
      "{\"ts\":\"2025-07-01T00:00:00Z\",\"credential\":\"c\",\"query\":\""
      + String(repeating: "x", count: 300_000) + "\"}"
    try shop.write("a.jsonl", Traffic.text(good + [long] + good))
    let store = MemoryStore()
    try shop.collect(into: store) { $0.recordLimit = 64 << 10 }
    #expect(try store.counters().events == 80)
    #expect(try store.counters().skipped == 1)
  }
}

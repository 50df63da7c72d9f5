import Testing

@testable import TrafficModel

@Suite struct BenchLogTests {
  private func lines(_ format: BenchLog.Format, events: Int = 2_000) -> [String] {
    var options = BenchLog.Options()
    options.format = format
    options.events = events
    options.credentials = 300
    options.days = 3
    var log = BenchLog(options)
    var out = TextBuffer()
    while log.writeNext(to: &out) {}
    return out.text.split(separator: "\n").map(String.init)
  }

  @Test(arguments: BenchLog.Format.allCases)
  func writesAsManyRowsAsAsked(_ format: BenchLog.Format) {
    #expect(lines(format).count == 2_000)
    #expect(lines(format, events: 1).count == 1)
  }

  @Test(arguments: [(BenchLog.Format.elf, 453), (.jsonl, 867), (.access, 203)])
  func rowsHaveTheSizeOfRealOnes(_ format: BenchLog.Format, _ size: Int) {
    let all = lines(format)
    let mean = all.reduce(0) { $0 + $1.utf8.count + 1 } / all.count
    #expect(abs(mean - size) * 10 < size, "\(mean)")
  }

  @Test func eventLogRowsFillTheirHeader() {
    let columns = EventLogFileWriter.columns(.restApi).count
    for line in lines(.elf) {
      // No value of these rows holds a quote, so the separators can be counted.
      #expect(line.split(separator: "\",\"", omittingEmptySubsequences: false).count == columns)
    }
  }

  @Test func rowsAreInTimeOrder() {
    let times = lines(.jsonl).map { line in
      line.split(separator: "\"ts\":\"").dropFirst().first.map { $0.prefix(24) } ?? ""
    }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func fewCredentialsMakeMostCalls() {
    let table = AliasTable(zipf: 1_000)
    var random = SplitMix64(seed: 4)
    var counts = Array(repeating: 0, count: 1_000)
    for _ in 0..<100_000 { counts[table.draw(&random)] += 1 }
    // 1/H(1000) = 13.4 % for the first, half of that for the second.
    #expect(abs(counts[0] - 13_360) < 600)
    #expect(abs(counts[1] - 6_680) < 450)
    #expect(counts.count { $0 > 0 } > 950)
  }
}

import SecurityModel
import Testing

@testable import Detection

@Suite("Scoring CSV files")
struct SeriesScorerTests {
  private func run(
    _ text: String, options: SeriesScorer.Options = SeriesScorer.Options(), piece: Int = 1 << 20
  ) -> (lines: [String], bad: [SeriesScorer.BadLine]) {
    var scorer = SeriesScorer(options: options)
    let bytes = Array(text.utf8)
    var i = 0
    var out: [UInt8] = []
    var bad: [SeriesScorer.BadLine] = []
    while i < bytes.count {
      scorer.consume(Array(bytes[i..<min(bytes.count, i + piece)]))
      out += scorer.takeOutput()
      bad += scorer.takeBadLines()
      i += piece
    }
    scorer.finish()
    out += scorer.takeOutput()
    bad += scorer.takeBadLines()
    let lines = String(decoding: out, as: UTF8.self).split(separator: "\n").map(String.init)
    return (lines, bad)
  }

  private func series(_ count: Int, spikeAt: Int) -> String {
    var random = TestRandom(1)
    var text = "timestamp,value\n"
    for i in 0..<count {
      let value = i == spikeAt ? 900 : 50 + random.integer(0...9)
      text += "\(1_767_571_200 + i * 300),\(value)\n"
    }
    return text
  }

  @Test("one row per input row, in order, with the text kept and the spike on top")
  func rows() throws {
    let (lines, bad) = run(series(1_500, spikeAt: 1_200))
    #expect(bad.isEmpty)
    #expect(lines.count == 1_501)
    #expect(lines[0] == "timestamp,value,anomaly_score")
    #expect(lines[1].hasPrefix("1767571200,"))
    let scores = try lines.dropFirst().map {
      try #require(Double($0.split(separator: ",")[2]))
    }
    #expect(scores.max() == scores[1_200])
    #expect(scores[1_200] > 0.8)
  }

  @Test("pieces of any size give the same output", arguments: [1, 7, 64, 5_000])
  func pieces(size: Int) {
    let text = series(700, spikeAt: 500)
    #expect(run(text, piece: size).lines == run(text).lines)
  }

  @Test("every time form, any order of columns, quotes, blanks and CRLF are read")
  func forms() {
    let text = """
      "note","value","timestamp"\r
      "a, b",3,2026-01-05T00:00:00Z\r
      x, 4 ,2026-01-05 00:05:00\r
      y,5,1767572400\r
      z,6,2026-01-05T01:15:00+01:00\r
      """
    let (lines, bad) = run(text)
    #expect(bad.isEmpty)
    #expect(lines.count == 5)
    #expect(lines[1] == "2026-01-05T00:00:00Z,3,0.000000")
  }

  @Test("bad lines are told with line and reason, and keep their place")
  func badLines() {
    let text = """
      timestamp,value
      2026-01-05 00:00:00,1
      yesterday,2
      2026-01-05 00:10:00,many
      2026-01-05 00:15:00
      2026-01-05 00:20:00,nan
      2026-01-05 00:25:00,"4
      2026-01-05 00:30:00,5
      """
    let (lines, bad) = run(text)
    #expect(bad.map(\.line) == [3, 4, 5, 6, 7])
    #expect(bad.allSatisfy { !$0.reason.isEmpty })
    // A row whose fields are there has a row in the output, with score 0.
    #expect(lines.count == 1 + 5)
  }

  @Test("a line without end is refused, not stored")
  func endlessLine() {
    let text = "timestamp,value\n" + String(repeating: "9", count: 200_000) + "\n1767571200,1\n"
    let (lines, bad) = run(text, piece: 4_096)
    #expect(bad.count == 1)
    #expect(lines.count == 2)
  }

  /// Hourly counts of an office-hours credential, with 600 calls at 03:00 on day 30.
  private var office: String {
    var random = TestRandom(2)
    var text = "count,bucket_start,credential\n"
    for day in 0..<35 {
      for hour in 0..<24 {
        let weekday = day % 7 < 5
        var count = weekday && hour >= 8 && hour < 18 ? 60 + random.integer(0...30) : 0
        if day == 30, hour == 3 { count = 600 }
        guard count > 0 else { continue }
        text += "\(count),\(Subject.time(day: day, hour: hour) / 1_000),\"rep, \"\"7\"\"\"\n"
      }
    }
    return text
  }

  @Test("findings are JSON lines with credential, detector, times, score and explanation")
  func findings() throws {
    var options = SeriesScorer.Options()
    options.findings = true
    let (lines, bad) = run(office, options: options)
    #expect(bad.isEmpty)
    let found = try lines.map { try JSONReader.parse($0) }
    let night = try #require(
      found.first { $0["detector"]?.string == "TIM-001" })
    #expect(night["credential"]?.string == "rep, \"7\"")
    #expect(night["start"]?.string == "2026-02-04T03:00:00.000Z")
    #expect(night["detected_at"]?.string == "2026-02-04T04:00:00.000Z")
    #expect(night["end"] == .null)
    #expect(night["explanation"]?.string?.contains("600 calls") == true)
    #expect(found.count <= 3)
  }

  @Test("announced activity is not told")
  func expected() {
    var options = SeriesScorer.Options()
    options.findings = true
    let window = ExpectedActivity(
      jsonLine: #"{"credential":"*","start":"2026-02-04T00:00:00Z","end":1770249600,"x":[1]}"#)
    options.expected = [window].compactMap(\.self)
    #expect(options.expected.count == 1)
    let (lines, _) = run(office, options: options)
    #expect(!lines.contains { $0.contains("2026-02-04T03") })
  }

  @Test(
    "lines that announce nothing are refused",
    arguments: [
      "", "{}", "[]", #"{"credential":"a","start":"2026-01-02","end":"nonsense"}"#,
      #"{"credential":"a","start":1770249600,"end":1770249600}"#,
      #"{"credential":"","start":1,"end":2}"#, #"{"start":1770249600,"end":1770249700}"#,
    ])
  func notExpected(line: String) {
    #expect(ExpectedActivity(jsonLine: line) == nil)
  }

  @Test("many series keep apart, absent buckets count as zeros")
  func manySeries() throws {
    var text = "bucket_start,credential,count\n"
    for i in 0..<900 {
      let at = 1_767_571_200 + i * 3_600
      text += "\(at),a,\(40 + i % 5)\n"
      if i % 24 == 3 { text += "\(at),b,500\n" }
    }
    let (lines, bad) = run(text)
    #expect(bad.isEmpty)
    #expect(lines[0] == "bucket_start,credential,count,anomaly_score")
    let b = try lines.filter { $0.contains(",b,") }.map {
      try #require(Double($0.split(separator: ",")[3]))
    }
    #expect(b.count == 38)
    // A daily job among zeros is its own routine after some weeks.
    #expect((b.last ?? 1) < 0.5)
  }

  /// Hourly counts of ten steady credentials over 30 days, and `rows` besides.
  private func company(_ rows: [(day: Int, hour: Int, name: String, count: Int)]) -> String {
    var random = TestRandom(7)
    var text = "bucket_start,credential,count\n"
    for day in 0..<30 {
      for hour in 0..<24 {
        let time = Subject.time(day: day, hour: hour) / 1_000
        for k in 0..<10 { text += "\(time),c\(k),\(90 + random.integer(0...20))\n" }
        for row in rows where row.day == day && row.hour == hour {
          text += "\(time),\(row.name),\(row.count)\n"
        }
      }
    }
    return text
  }

  private func findings(_ text: String) throws -> [JSONValue] {
    var options = SeriesScorer.Options()
    options.findings = true
    return try run(text, options: options).lines.map { try JSONReader.parse($0) }
  }

  @Test("the first calls ever are told once, and not in the first week of records")
  func firstCalls() throws {
    let found = try findings(
      company([(3, 5, "early", 40), (24, 5, "late", 40), (24, 6, "late", 40), (25, 6, "late", 9)]))
    let early = found.filter { $0["credential"]?.string == "early" }
    #expect(early.isEmpty)
    let late = found.filter { $0["credential"]?.string == "late" }
    #expect(late.count == 1)
    let first = try #require(late.first)
    #expect(first["detector"]?.string == "TIM-001")
    #expect(first["start"]?.string == "2026-01-29T05:00:00.000Z")
    #expect(first["explanation"]?.string?.contains("first since records began") == true)
  }

  @Test("first calls say more of a credential listed with zeros, less where newcomers are common")
  func firstCallsByKnowledge() throws {
    func score(_ rows: [(day: Int, hour: Int, name: String, count: Int)]) throws -> Double {
      let found = try findings(company(rows + [(26, 5, "late", 40)]))
      return try #require(
        found.first { $0["credential"]?.string == "late" }?["score"]?.number)
    }
    let plain = try score([])
    #expect(try score([(0, 0, "late", 0)]) > plain)
    #expect(try score((10..<26).map { ($0, 7, "new \($0)", 3) }) < plain)
  }

  @Test("a level held for days says since when, not when its window began")
  func onset() throws {
    var random = TestRandom(9)
    var text = "bucket_start,credential,count\n"
    for hour in 0..<(30 * 24) {
      let time = Subject.time(day: 0, hour: hour) / 1_000
      let usual = 90 + random.integer(0...20)
      text += "\(time),c,\(hour >= 28 * 24 + 10 ? usual * 3 / 2 : usual)\n"
    }
    let held = try #require(
      findings(text).first { $0["detector"]?.string == "VOL-002" })
    #expect(held["start"]?.string == "2026-02-02T10:00:00.000Z")
  }
}

import Foundation
import Testing

@testable import TerminalKit

@Suite("chart axes")
struct ChartTests {
  @Test(
    "values have round steps and use the height",
    arguments: [0, 0.4, 1, 3, 7, 41, 412, 1999, 1e6, 1e17])
  func valueAxis(maximum: Double) {
    for ticks in 3...6 {
      let axis = ValueAxis(maximum: maximum, scale: .linear, maximumTicks: ticks)
      #expect(axis.top >= maximum)
      #expect(axis.top <= max(1, maximum * 1.0001))
      #expect(axis.ticks.first == 0)
      #expect(axis.ticks.count >= 2 && axis.ticks.count <= ticks)
      let step = axis.ticks[1]
      let mantissa = step / pow(10, Foundation.log10(step).rounded(.down))
      #expect([1, 2, 5, 10].contains { abs($0 - mantissa) < 1e-6 }, "step \(step)")
      #expect(axis.fraction(axis.top) == 1)
      #expect(axis.fraction(0) == 0)
      #expect(axis.fraction(-3) == 0)
      #expect(axis.fraction(.infinity) == 1)
    }
  }

  @Test("a logarithmic axis names powers of ten and still has a place for zero")
  func logarithmicAxis() {
    let axis = ValueAxis(maximum: 45_000, scale: .logarithmic, maximumTicks: 6)
    #expect(axis.ticks == [0, 1, 10, 100, 1000, 10_000])
    #expect(axis.fraction(0) == 0)
    #expect(axis.fraction(9) < axis.fraction(90))
    #expect(abs(axis.fraction(99) - ChartMath.log10(100) / ChartMath.log10(45_001)) < 1e-12)
  }

  @Test("the logarithm agrees with the C library")
  func logarithm() {
    for value in [1e-9, 0.1, 1, 2, 9.99, 10, 12345.678, 1e17] {
      #expect(abs(ChartMath.log10(value) - Foundation.log10(value)) < 1e-11)
    }
  }

  @Test(
    "time labels never touch and name round moments",
    arguments: [20, 60, 600, 7200, 86_400, 604_800, 31_536_000] as [Int64], [5, 12, 40, 97, 200])
  func timeLabels(duration: Int64, width: Int) {
    let axis = TimeAxis(start: Samples.start + 17, duration: duration, width: width)
    var end = -1
    for label in axis.labels {
      #expect(label.start > end || end == -1)
      #expect(label.start >= 0 && label.start + label.text.width <= width)
      #expect(label.column >= 0 && label.column < width)
      end = label.start + label.text.width
    }
    if width >= 40, duration >= 600 { #expect(axis.labels.count >= 2) }
  }

  @Test("midnight is named by its day")
  func midnight() {
    // 2026-11-21T18:00Z and the twelve hours after it.
    let axis = TimeAxis(start: 1_795_284_000, duration: 43_200, width: 60)
    #expect(axis.labels.map(\.text.plain).contains("11-22"))
    #expect(axis.labels.map(\.text.plain).contains("20:00"))
  }

  @Test("the calendar agrees with Foundation")
  func calendar() throws {
    var utc = Calendar(identifier: .iso8601)
    utc.timeZone = try #require(TimeZone(identifier: "UTC"))
    for seconds: Int64 in [0, -1, 951_782_400, 951_868_800, 1_795_264_320, 4_102_444_799, -86_401] {
      let parts = utc.dateComponents(
        [.year, .month, .day, .hour, .minute, .second, .weekday],
        from: Date(timeIntervalSince1970: Double(seconds)))
      let time = UTCTime(epochSeconds: seconds)
      #expect(time.year == parts.year && time.month == parts.month && time.day == parts.day)
      #expect(
        time.hour == parts.hour && time.minute == parts.minute && time.second == parts.second)
      // Foundation counts Sunday as 1.
      #expect((time.weekday + 1) % 7 + 1 == parts.weekday)
    }
    _ = UTCTime(epochSeconds: .max)
    _ = UTCTime(epochSeconds: .min)
  }

  private func rows(_ chart: TimeSeriesChart, _ charset: Charset = .ascii) -> [String] {
    var grid = CellGrid(width: 34, height: 6, charset: charset)
    chart.draw(on: &grid, in: grid.bounds, theme: Samples.theme)
    return (0..<6).map { grid.row($0) }
  }

  @Test("a gap stays empty, a zero has a foot line", arguments: [Charset.ascii, .block, .unicode])
  func gaps(charset: Charset) {
    let values: [Double?] = [
      5, 5, 5, 5, 5, 5, 5, 5, 5, 5, nil, nil, nil, nil, nil, nil, 0, 0, 0, 0,
    ]
    let chart = TimeSeriesChart(start: 0, bucketSeconds: 60, values: values)
    let foot = Array(rows(chart, charset)[3].dropFirst(4))
    #expect(foot[5] != " ")
    #expect(foot[18] == " ")
    #expect(foot[28] != " ")
    #expect(foot[28] != foot[5])
  }

  @Test("no values, no data and only zeros are all told")
  func emptiness() {
    let none = TimeSeriesChart(start: 0, bucketSeconds: 60, values: [])
    #expect(rows(none).contains { $0.contains("no data") })
    let unknown = TimeSeriesChart(start: 0, bucketSeconds: 60, values: [nil, nil])
    #expect(rows(unknown).contains { $0.contains("no data") })
    let zeros = TimeSeriesChart(start: 0, bucketSeconds: 60, values: [0, 0, 0, 0])
    #expect(rows(zeros)[3].hasSuffix(String(repeating: "_", count: 30)))
    #expect(rows(zeros)[0].hasPrefix("  1+"))
  }

  @Test("a peak survives in a chart that is narrower than its data")
  func peak() {
    var values = [Double?](repeating: 1, count: 3000)
    values[1777] = 900
    let chart = TimeSeriesChart(start: 0, bucketSeconds: 1, values: values)
    #expect(rows(chart)[0].contains("#"))
  }

  @Test("values above the baseline change colour, in the same column only")
  func anomaly() {
    let band = TimeSeriesChart.Band(low: 1, median: 5, high: 10)
    let chart = TimeSeriesChart(
      start: 0, bucketSeconds: 60, values: [5, 5, 40, 5], baseline: [band, band, band, band])
    var grid = CellGrid(width: 34, height: 6)
    chart.draw(on: &grid, in: grid.bounds, theme: Samples.theme)
    let hot = Samples.theme[.chart4]
    let cool = Samples.theme[.chart1]
    #expect(grid[4 + 18, 0].style == hot)
    #expect(grid[4 + 3, 3].style == cool)
  }

  @Test("of two markers in one column the more severe one is seen")
  func markers() {
    let chart = TimeSeriesChart(
      start: 0, bucketSeconds: 60, values: [1, 1, 1, 1],
      markers: [
        .init(epochSeconds: 61, role: .critical, symbol: "C"),
        .init(epochSeconds: 60, role: .low, symbol: "L"),
        .init(epochSeconds: 100_000, role: .high, symbol: "H"),
      ])
    let axis = rows(chart)[4]
    #expect(axis.contains("C") && !axis.contains("L") && !axis.contains("H"))
  }

  @Test("a column of the mouse leads back to its bucket")
  func hitTest() {
    let chart = Samples.chart
    let rect = Rect(x: 2, y: 1, width: 100, height: 12)
    #expect(chart.bucket(atColumn: 2, in: rect) == nil)
    #expect(chart.bucket(atColumn: 6, in: rect) == 0)
    #expect(chart.bucket(atColumn: 101, in: rect) == 118)
    #expect(chart.bucket(atColumn: 102, in: rect) == nil)
  }

  @Test(
    "numbers in few cells",
    arguments: [
      (0, "0"), (0.004, "<.01"), (0.05, "0.05"), (0.5, "0.5"), (0.999, "1"), (1, "1"),
      (9.44, "9.4"),
      (41, "41"), (999.4, "999"), (999.6, "1k"), (1204, "1.2k"), (12_000, "12k"), (999_600, "1M"),
      (1.2e6, "1.2M"), (5e17, "500P"), (1e20, ">1E"), (.infinity, "inf"), (-3, "-3"),
      (.nan, "-"),
    ] as [(Double, String)])
  func compactNumbers(value: Double, text: String) {
    #expect(CompactNumber.text(value).plain == text)
  }

  @Test("sparklines tell nothing, zero and little apart")
  func sparkline() {
    #expect(Sparkline.text([nil, 0, 1, 100], width: 5, charset: .unicode).plain == "  ▁▂█")
    #expect(Sparkline.text([nil, 0, 1, 100], width: 5, charset: .ascii).plain == "  _.#")
    #expect(Sparkline.text([1, 2, 3], width: 2, charset: .ascii).plain == "=#")
    #expect(Sparkline.text([0, 0], width: 2, charset: .unicode).plain == "▁▁")
    #expect(Sparkline.text([1], width: 0, charset: .unicode).isEmpty)
  }

  @Test("heat levels spread the low values")
  func heat() {
    #expect(HeatMap.level(0, largest: 100) == 0)
    #expect(HeatMap.level(1, largest: 100) == 1)
    #expect(HeatMap.level(25, largest: 100) == 2)
    #expect(HeatMap.level(100, largest: 100) == 4)
    #expect(HeatMap.level(500, largest: 100) == 4)
    #expect(HeatMap.level(1, largest: 0) == 0)
  }
}

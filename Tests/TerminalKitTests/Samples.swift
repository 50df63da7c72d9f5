import TerminalKit

/// A palette, values and widgets that several tests draw.
enum Samples {
  static let slots: [String: String] = [
    "base00": "14171c", "base01": "1d2128", "base02": "2c3440", "base03": "556070",
    "base04": "9aa6b5", "base05": "d5dbe3", "base06": "e9edf2", "base07": "ffffff",
    "base08": "ff6b6b", "base09": "ffa24d", "base0A": "ffd866", "base0B": "8bd47f",
    "base0C": "6fd3d3", "base0D": "6cb6ff", "base0E": "c79bff", "base0F": "b08968",
  ]

  static func palette(_ overrides: [String: String] = [:]) -> Palette {
    do {
      return try Palette(slots: slots, name: "Sample", overrides: overrides)
    } catch {
      fatalError("sample palette: \(error.message)")
    }
  }

  static let theme = Theme(palette: palette(), depth: .direct)

  /// 2026-11-21T12:32:00Z
  static let start: Int64 = 1_795_264_320

  /// Two hours of quiet with a burst at the end, one gap, and a stretch of zeros.
  static let calls: [Double?] = (0..<120).map { minute in
    switch minute {
    case 20..<28: nil
    case 40..<50: 0
    case 108...: 388 + Double(minute % 5) * 6
    default: 38 + Double((minute * 7) % 11)
    }
  }

  static let band: [TimeSeriesChart.Band?] = (0..<120).map { _ in
    TimeSeriesChart.Band(low: 22, median: 60, high: 120)
  }

  static var chart: TimeSeriesChart {
    TimeSeriesChart(
      start: start, bucketSeconds: 60, values: calls, baseline: band,
      threshold: TimeSeriesChart.Threshold(value: 180, label: "p99 180"),
      markers: [
        TimeSeriesChart.Marker(epochSeconds: start + 109 * 60, role: .critical, symbol: "C"),
        TimeSeriesChart.Marker(epochSeconds: start + 30 * 60, role: .low, symbol: "L"),
      ])
  }

  static func table(focused: Bool = true, cursor: Int = 1) -> Table {
    let rows: [(Line, SafeText, SafeText, SafeText, SafeText, Int)] = [
      (Line("C!", .critical), "NEW", "12s", "svc-billing@acme", "API volume 9.4x baseline", 1),
      (Line("C!", .critical), "NEW", "3m", "int-mulesoft", "Bulk export outside window", 4),
      (Line("H^", .high), "ACK", "9m", "oauth:DataLoader", "New ASN AS9009 + token reuse", 2),
      (Line("M*", .medium), "MUT", "40m", "日本語の名前です", "Rate limit 90 %", 57),
      (
        Line("Lo", .low), "CLS", "1h", SafeText(untrusted: "evil\u{1B}[31m\u{202E}"),
        "Dormant app used", 1
      ),
    ]
    return Table(
      columns: [
        .init("SEV", minimum: 3, ideal: 3), .init("ST", minimum: 3, ideal: 3, dropPriority: 1),
        .init("AGE", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 2),
        .init("CREDENTIAL", minimum: 10, ideal: 18),
        .init("RULE", minimum: 8, ideal: 20, dropPriority: 3, isFlexible: true),
        .init("CNT", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 4),
      ],
      rowCount: rows.count, state: ScrollState(cursor: cursor), isFocused: focused,
      sort: .init(column: 2, isAscending: true)
    ) { index in
      let row = rows[index]
      return Table.Row(
        [
          row.0, Line(row.1), Line(row.2, .textDim), Line(row.3), Line(row.4),
          Line(SafeText(row.5)),
        ], isMarked: index == 2, isDim: index == 4)
    }
  }

  /// 168 values: office hours on weekdays, quiet nights, nothing known on Sunday.
  static let week: [Double?] = (0..<168).map { slot in
    let (day, hour) = (slot / 24, slot % 24)
    if day == 6 { return nil }
    if day == 5 { return hour == 3 ? 412 : 0 }
    return hour >= 8 && hour < 18 ? 120 + Double(hour * 3 + day * 5) : Double(hour % 4)
  }
}

/// A long, benign log for measuring throughput: many credentials of very different size, time-ordered.
///
/// Rows have the size of real ones: about 453 bytes as an Event Log File row, 867 as JSON Lines, 203
/// as a combined access log line.
public struct BenchLog: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    /// Salesforce Event Log File, type RestApi.
    case elf
    /// Native JSON Lines.
    case jsonl
    /// Combined access log.
    case access
  }

  public struct Options: Sendable {
    public var format = Format.elf
    public var events = 1_000_000
    public var credentials = 10_000
    public var days = 7
    public var seed: UInt64 = 1
    /// First day, as days since 1970-01-01.
    public var firstDay: Int64 = ModelTime.days(2025, 7, 1)
    public init() {}
  }

  let options: Options
  private let ranks: AliasTable
  let identities: BenchIdentities
  let shapes: BenchShapes
  private var random: SplitMix64
  private var written = 0
  private var hour = -1
  private var hourEnd = 0
  private var hourStart = 0
  private let totalWeight: Int
  private var weightSoFar = 0
  private var stamp = BenchClock()

  public init(_ options: Options) {
    self.options = options
    ranks = AliasTable(zipf: max(1, options.credentials))
    identities = BenchIdentities(options)
    shapes = BenchShapes(options.format)
    random = SplitMix64(seed: options.seed)
    totalWeight = (0..<options.days * 24).reduce(0) { $0 + Self.weight($1, options.firstDay) }
  }

  /// What stands before the first row.
  public var header: String { options.format == .elf ? EventLogFileWriter.header(.restApi) : "" }

  /// Appends the next row.
  /// - Returns: false when all rows are written.
  public mutating func writeNext(to out: inout TextBuffer) -> Bool {
    guard written < options.events else { return false }
    while written >= hourEnd { nextHour() }
    let span = Double(hourEnd - hourStart)
    let part = (Double(written - hourStart) + random.uniform()) / span
    let base = options.firstDay * ModelTime.day + Int64(hour) * ModelTime.hour
    stamp.set(base + Int64(part * Double(ModelTime.hour)))

    let who = ranks.draw(&random)
    // A credential uses four of the shapes, always the same ones.
    let shape = (who &* 7 + random.below(4)) % shapes.count
    let draw = random.next()
    let failed = draw & 0xFF == 0
    let rows = shapes.returnsRows(shape) ? Int(draw >> 8 & 0x1F) : 1
    let duration = 40 + Int(draw >> 16 & 0xFF)
    let row = BenchRow(
      who: who, shape: shape, serial: written, rows: failed ? 0 : rows, duration: duration,
      failed: failed)
    switch options.format {
    case .elf: writeEventLogRow(row, stamp, to: &out)
    case .jsonl: writeNativeLine(row, stamp, to: &out)
    case .access: writeAccessLine(row, stamp, to: &out)
    }
    written += 1
    return true
  }

  /// Opens the next hour: how many of the rows fall into it.
  private mutating func nextHour() {
    hour += 1
    weightSoFar += Self.weight(hour, options.firstDay)
    hourStart = hourEnd
    hourEnd =
      hour + 1 >= options.days * 24
      ? options.events : options.events * weightSoFar / max(1, totalWeight)
  }

  private static func weight(_ hour: Int, _ firstDay: Int64) -> Int {
    let weekend = ModelTime.isWeekend(firstDay + Int64(hour / 24))
    return Int(TrafficBuilder.officeShare(hour % 24, weekend: weekend) * 100)
  }
}

/// The varying part of one row.
struct BenchRow {
  var who: Int
  var shape: Int
  var serial: Int
  var rows: Int
  var duration: Int
  var failed: Bool
}

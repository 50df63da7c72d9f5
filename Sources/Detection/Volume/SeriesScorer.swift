public import SecurityModel

/// The whole of `crmwatch score` but for reading and writing: CSV bytes in, rows or findings out.
///
/// Feed it bytes in pieces of any size; the output does not depend on the pieces. Row n of the
/// scores depends on rows 1 to n only.
public struct SeriesScorer: Sendable {
  /// What to compute.
  public struct Options: Sendable {
    /// JSON Lines of what the volume and schedule detectors raise, instead of a score per row.
    public var findings = false
    public var expected: [ExpectedActivity] = []
    public var tunables = VolumeTunables.ranking

    public init() {}
  }

  /// A line that could not be used.
  public struct BadLine: Sendable, Equatable {
    /// One-based.
    public let line: Int
    public let reason: String
  }

  /// Longest accepted line in bytes.
  public static let longestLine = 65_536
  /// Most series with a score per row at once; each takes at most 130 KB.
  public static let mostSeries = 5_000
  /// Most silent buckets put in for one gap of a series.
  static let mostZeros: Int64 = 2_016

  private var options: Options
  private var pending: [UInt8] = []
  private var isSkipping = false
  private var lineNumber = 0
  private var columns: SeriesColumns?
  private var output: [UInt8] = []
  private var badLines: [BadLine] = []
  private var single = VolumeModel()
  private var clock = IntervalClock()
  private var series: [String: (model: VolumeModel, last: Int64)] = [:]
  private var detector: SeriesFindings

  public init(options: Options = Options()) {
    self.options = options
    detector = SeriesFindings(tunables: options.tunables, expected: options.expected)
  }

  /// Takes in the next bytes of the file.
  public mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    for i in 0..<bytes.count where bytes[i] == 0x0a {
      take(bytes, start, i)
      endLine()
      start = i + 1
    }
    take(bytes, start, bytes.count)
  }

  /// Takes in the next bytes of the file.
  public mutating func consume(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { consume($0) }
  }

  /// Ends the input: a last line without a line feed counts, open hours are closed.
  public mutating func finish() {
    if !pending.isEmpty || isSkipping { endLine() }
    if options.findings { detector.finish(into: &output) }
  }

  /// What was produced since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// Lines that could not be used since the last call.
  public mutating func takeBadLines() -> [BadLine] {
    defer { badLines.removeAll() }
    return badLines
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer, _ from: Int, _ to: Int) {
    guard to > from, !isSkipping else { return }
    guard pending.count + to - from <= Self.longestLine else {
      pending.removeAll()
      isSkipping = true
      return
    }
    pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[from..<to]))
  }

  private mutating func endLine() {
    lineNumber += 1
    if isSkipping {
      isSkipping = false
      reject("longer than \(Self.longestLine) bytes")
      return
    }
    let line = pending
    pending.removeAll(keepingCapacity: true)
    var content = SeriesLine.trimmed(line[...])
    if lineNumber == 1, content.starts(with: [0xef, 0xbb, 0xbf]) { content = content.dropFirst(3) }
    guard !content.isEmpty else { return }
    guard let fields = SeriesLine.split(content) else {
      reject("a quote is not closed")
      return
    }
    guard let columns else {
      if let named = SeriesColumns(header: fields) {
        begin(named)
      } else if let guessed = SeriesColumns(firstLine: fields) {
        begin(guessed)
        row(fields, guessed)
      } else {
        reject("no header with a time and a value column yet")
      }
      return
    }
    row(fields, columns)
  }

  private mutating func begin(_ found: SeriesColumns) {
    columns = found
    guard !options.findings else { return }
    output.append(
      contentsOf: found.credential == nil
        ? Array("timestamp,value,anomaly_score\n".utf8)
        : Array("bucket_start,credential,count,anomaly_score\n".utf8))
  }

  private mutating func row(_ fields: [[UInt8]], _ columns: SeriesColumns) {
    let last = max(columns.time, max(columns.value, columns.credential ?? 0))
    guard fields.count > last else {
      reject("\(fields.count) fields where \(last + 1) are needed")
      return
    }
    let stamp = fields[columns.time]
    let number = fields[columns.value]
    let time = SeriesLine.time(stamp)?.milliseconds
    let value = NumberText.parse(number[...])
    if time == nil { reject("not a time: \(Self.quoted(stamp))") }
    if time != nil, value == nil { reject("not a number: \(Self.quoted(number))") }
    if time != nil, let value, !value.isFinite { reject("not a finite number") }
    if options.findings {
      guard let time, let value, value.isFinite else { return }
      let name = columns.credential.map { String(decoding: fields[$0], as: UTF8.self) } ?? ""
      detector.add(name, value, at: time, into: &output)
      return
    }
    var score = 0.0
    if let time, let value, value.isFinite {
      if let column = columns.credential {
        score = scoreMany(String(decoding: fields[column], as: UTF8.self), value, at: time)
      } else {
        score = single.ingest(value: value, bucketStart: time).score
      }
    }
    append(stamp)
    if let column = columns.credential { append(fields[column]) }
    append(number)
    NumberText.appendScore(score, to: &output)
    output.append(0x0a)
  }

  /// Scores one value of one of many series; absent buckets are zeros.
  private mutating func scoreMany(_ name: String, _ value: Double, at time: Int64) -> Double {
    clock.observe(time)
    var state: (model: VolumeModel, last: Int64)
    if let known = series.removeValue(forKey: name) {
      state = known
      if clock.interval > 0, time > state.last {
        let absent = min(Self.mostZeros, (time - state.last) / clock.interval - 1)
        var k: Int64 = 1
        while k <= absent {
          _ = state.model.ingest(value: 0, bucketStart: time - (absent - k + 1) * clock.interval)
          k += 1
        }
      }
    } else {
      guard series.count < Self.mostSeries else {
        reject("more than \(Self.mostSeries) series")
        return 0
      }
      state = (VolumeModel(), time)
    }
    let score = state.model.ingest(value: value, bucketStart: time).score
    state.last = max(state.last, time)
    series[name] = state
    return score
  }

  private mutating func append(_ field: [UInt8]) {
    if field.contains(where: { $0 == 0x2c || $0 == 0x22 }) {
      output.append(0x22)
      for byte in field {
        if byte == 0x22 { output.append(0x22) }
        output.append(byte)
      }
      output.append(0x22)
    } else {
      output.append(contentsOf: field)
    }
    output.append(0x2c)
  }

  private mutating func reject(_ reason: String) {
    badLines.append(BadLine(line: lineNumber, reason: reason))
  }

  private static func quoted(_ field: [UInt8]) -> String {
    "\"" + String(decoding: field.prefix(40), as: UTF8.self) + "\""
  }
}

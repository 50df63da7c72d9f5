/// Judges whether bytes are records of a mapped format.
struct MappedProbe {
  /// Records looked at.
  private static let enough = 20

  private let plan: MappingPlan

  init(_ plan: MappingPlan) { self.plan = plan }

  /// Why the bytes were taken for this format.
  var reason: String {
    switch plan.mapping.records {
    case .lines: "lines of the form that `log_format` gives"
    case .json: "JSON objects with " + plan.mapping.recognize.joined(separator: ", ")
    case .csv: "a header with " + plan.mapping.recognize.joined(separator: ", ")
    }
  }

  /// The share of records that fit, 0…1; nil when none can be judged.
  func share(of sample: UnsafeRawBufferPointer) -> Double? {
    switch plan.mapping.records {
    case .lines(let template):
      let line = MappedLine(plan, template)
      let values = UnsafeMutablePointer<MappedValue>.allocate(capacity: plan.sources.count + 1)
      values.initialize(repeating: .none, count: plan.sources.count + 1)
      defer { values.deallocate() }
      var clock = AccessLogTime()
      return share(sample) { record in
        guard (try? line.read(record, into: values)) == .event else { return false }
        let source = plan.time.first { values[$0].isPresent }
        guard let source else { return false }
        return plan.mapping.time.time(values[source].bytes, &clock) != nil
      }
    case .json:
      guard !plan.mapping.recognize.isEmpty else { return nil }
      let paths = plan.mapping.recognize.map { [$0] }
      let reader = JSONFieldReader(JSONFieldMap(paths, spelling: .exact))
      return Self.share(ofObjects: sample) { record in
        guard (try? reader.scan(record)) == true else { return false }
        return (0..<paths.count).allSatisfy { reader.slots[$0].kind != .null }
      }
    case .csv(let separator, let columns):
      guard !plan.mapping.recognize.isEmpty, columns.isEmpty else { return nil }
      return header(sample, separator)
    }
  }

  /// The share of JSON objects for which `test` holds; nil when the bytes are something else.
  static func share(
    ofObjects sample: UnsafeRawBufferPointer, _ test: (UnsafeRawBufferPointer) -> Bool
  ) -> Double? {
    var seen = 0
    var good = 0
    let isJSON = JSONSample.forEachObject(in: sample) { record in
      seen += 1
      if test(record) { good += 1 }
    }
    return isJSON && seen > 0 ? Double(good) / Double(seen) : nil
  }

  private func header(_ sample: UnsafeRawBufferPointer, _ separator: UInt8?) -> Double? {
    var start = 0
    if sample.count >= 3, sample[0] == 0xEF, sample[1] == 0xBB, sample[2] == 0xBF { start = 3 }
    var end = sample.index(of: 0x0A, from: start) ?? sample.count
    if end > start, sample[end - 1] == 0x0D { end -= 1 }
    let line = sample.cut(start, end)
    var row = CSVRow()
    let separator = separator ?? CSVDialect.separator(ofHeader: line)
    guard (try? row.split(line, separator: separator)) != nil else { return nil }
    var names: Set<String> = []
    for i in 0..<row.count { names.insert(CSVDialect.canonicalName(row[i])) }
    let isKnown = plan.mapping.recognize.allSatisfy { name in
      names.contains(Array(name.utf8).withUnsafeBytes { CSVDialect.canonicalName($0) })
    }
    return isKnown ? 1 : 0
  }

  /// The share of lines for which `test` holds; the last one counts only when it is whole or the
  /// only one.
  private func share(
    _ sample: UnsafeRawBufferPointer, _ test: (UnsafeRawBufferPointer) -> Bool
  ) -> Double? {
    var start = 0
    var lines = 0
    var good = 0
    if sample.count >= 3, sample[0] == 0xEF, sample[1] == 0xBB, sample[2] == 0xBF { start = 3 }
    while start < sample.count, lines < Self.enough {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      let isCut = end == sample.count && lines > 0
      let line = sample.cut(start, end)
      start = end + 1
      if isCut || line.isEmpty || line[0] == 0x23 || (line.count == 1 && line[0] == 0x0D) {
        continue
      }
      lines += 1
      if test(line) { good += 1 }
    }
    return lines == 0 ? nil : Double(good) / Double(lines)
  }
}

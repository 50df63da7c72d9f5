extension SampleView {
  /// Deepest nesting of objects through which records are looked for.
  private static let maximumDepth = 4
  private static let maximumPaths = 16

  /// The views with one more layer taken off, the likeliest first.
  var inside: [SampleView] {
    guard layers.count < WrappedFormat.maximumLayers, !records.isEmpty else { return [] }
    if objects > 0 { return members }
    if let view = cut(.syslog, SyslogPrefix.end) { return [view] }
    if let view = cut(.container, ContainerPrefix.end) { return [view] }
    return column.map { [$0] } ?? []
  }

  /// The view of what stands behind a prefix that most records have.
  private func cut(
    _ layer: WrapperLayer, _ end: (UnsafeRawBufferPointer) -> Int?
  ) -> SampleView? {
    let rest = records.compactMap { record in
      record.withUnsafeBytes { raw in end(raw).map { Array(raw[$0...]) } }
    }
    guard rest.count * 2 > records.count else { return nil }
    return SampleView(layers: layers + [layer], records: rest.filter { !$0.isEmpty })
  }

  // MARK: Members

  private var members: [SampleView] {
    var found = Members()
    for record in records { record.withUnsafeBytes { found.look(in: $0) } }
    return found.paths.compactMap { path, payloads in
      guard payloads.count * 2 >= records.count else { return nil }
      return SampleView(layers: layers + [.member(path)], records: payloads)
    }
  }

  /// Values that could be records, by their path.
  private struct Members {
    var paths: [(path: String, payloads: [[UInt8]])] = []

    mutating func look(in record: UnsafeRawBufferPointer) {
      guard var scanner = JSONScanner(record), scanner.next() == 0x7B else { return }
      try? look(&scanner, record, prefix: "", depth: 1)
    }

    private mutating func look(
      _ scanner: inout JSONScanner, _ record: UnsafeRawBufferPointer, prefix: String, depth: Int
    ) throws(DecodeFailure) {
      guard try scanner.open(0x7B, closing: 0x7D) else { return }
      var objects: [(path: String, start: Int32)] = []
      repeat {
        let name = try scanner.name()
        let value = try scanner.value(depth: depth)
        let bytes = name.bytes(in: record)
        guard WrapperNames.isKnown(bytes), bytes.allSatisfy(WrapperLayer.isPathByte) else {
          continue
        }
        let path = prefix + String(decoding: bytes, as: UTF8.self)
        switch value.kind {
        case .object:
          note(path, Array(value.bytes(in: record)))
          objects.append((path, value.start))
        case .string:
          let text = Self.text(value, record)
          if Self.looksLikeRecord(text) { note(path, text) }
        case .array:
          if let only = Self.only(value, record) { note(path, only) }
        case .null, .bool, .number: break
        }
      } while try scanner.more(closing: 0x7D)
      // Breadth first: the outer one of two that would do is taken.
      guard depth < maximumDepth else { return }
      for object in objects {
        guard var inner = JSONScanner(record, at: Int(object.start)) else { continue }
        try look(&inner, record, prefix: object.path + ".", depth: depth + 1)
      }
    }

    private mutating func note(_ path: String, _ payload: [UInt8]) {
      if let i = paths.firstIndex(where: { $0.path == path }) {
        paths[i].payloads.append(payload)
      } else if paths.count < maximumPaths {
        paths.append((path, [payload]))
      }
    }

    private static func text(_ token: JSONToken, _ record: UnsafeRawBufferPointer) -> [UInt8] {
      var text = Array(JSONTree.text(token, record).utf8)
      while let last = text.last, last <= 0x20 { text.removeLast() }
      return Array(text.drop { $0 <= 0x20 })
    }

    /// JSON, or a line long enough to be one of a log.
    private static func looksLikeRecord(_ text: [UInt8]) -> Bool {
      text.first == 0x7B || text.count >= 24
    }

    /// The object that an array holds, if it is the only one.
    private static func only(_ token: JSONToken, _ record: UnsafeRawBufferPointer) -> [UInt8]? {
      guard var scanner = JSONScanner(record, at: Int(token.start)) else { return nil }
      do throws(DecodeFailure) {
        guard try scanner.open(0x5B, closing: 0x5D), scanner.next() == 0x7B else { return nil }
        let value = try scanner.value(depth: 1)
        return try scanner.more(closing: 0x5D) ? nil : Array(value.bytes(in: record))
      } catch {
        return nil
      }
    }
  }

  // MARK: Columns

  /// The view of the column that holds whole records, of a CSV file with such a one.
  private var column: SampleView? {
    guard let raw, layers.isEmpty else { return nil }
    return raw.withUnsafeBytes { sample in
      var framer = RecordFramer(.quotedLines)
      var row = CSVRow()
      var at = 0
      var header: (cell: Int, name: String, separator: UInt8)?
      var payloads: [[UInt8]] = []
      while payloads.count < SampleView.maximumRecords {
        let frame = framer.next(in: sample, from: at, atEnd: false)
        if frame.kind == .needMore { break }
        at = frame.next
        guard frame.kind == .record, frame.start < frame.end else { continue }
        let record = sample.cut(frame.start, frame.end)
        guard let known = header else {
          header = Self.payloadColumn(record, &row)
          if header == nil { return nil }
          continue
        }
        guard (try? row.split(record, separator: known.separator)) != nil else { continue }
        if known.cell < row.count, !row[known.cell].isEmpty {
          payloads.append(Array(row[known.cell]))
        }
      }
      guard let header, !payloads.isEmpty else { return nil }
      return SampleView(layers: [.column(header.name)], records: payloads)
    }
  }

  private static func payloadColumn(
    _ record: UnsafeRawBufferPointer, _ row: inout CSVRow
  ) -> (cell: Int, name: String, separator: UInt8)? {
    let separator = CSVDialect.separator(ofHeader: record)
    guard (try? row.split(record, separator: separator)) != nil else { return nil }
    for i in 0..<row.count {
      let name = row[i]
      guard WrapperNames.isColumn(name) else { continue }
      let canonical = CSVDialect.canonicalName(name)
      let isPlain = name.allSatisfy(WrapperLayer.isPathByte)
      return (i, isPlain ? String(decoding: name, as: UTF8.self) : canonical, separator)
    }
    return nil
  }
}

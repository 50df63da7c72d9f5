public import SecurityModel

/// crmwatch's own JSON Lines: one normalized event a line.
public struct NativeJSONLinesFormat: LogFormat {
  public init() {}

  public let name = "crmwatch-jsonl"
  public let title = "crmwatch JSON Lines"
  public let summary =
    "One JSON object a line with the fields of a normalized event, as `crmwatch normalize` writes"
    + " them; any program can write it."
  public let platform = Platform.generic
  public let fields = NormalizedKey.allCases.map(\.name)

  /// Certain when complete objects carry `ts`, `credential` and another field of ours; unsure
  /// when only the two are there.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    var start = 0
    var lines = 0
    var records = 0
    var ours = 0
    var required = 0
    let table = WordTable(NormalizedKey.allCases.map { ($0.name, $0.rawValue) })
    while start < sample.count, lines < 20 {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      let line = Self.trimmed(sample.cut(start, end))
      // The sample may end inside its last line.
      let isCut = end == sample.count && lines > 0
      start = end + 1
      if line.isEmpty || line[0] == 0x23 { continue }
      guard let keys = Self.keys(line, table) else {
        if !isCut { lines += 1 }
        continue
      }
      lines += 1
      records += 1
      if keys.contains(.ts), keys.contains(.credential) {
        required += 1
        if keys.count > 2 { ours += 1 }
      }
    }
    // One bad line makes no other format of the rest.
    guard records > 0, required * 2 > records, records * 2 >= lines else { return .none }
    return ours == required
      ? FormatMatch(confidence: 0.95, reason: "JSON objects with ts, credential and more")
      : FormatMatch(confidence: 0.6, reason: "JSON objects with ts and credential")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    NativeJSONLinesDecoder(context)
  }

  /// The known keys of one object, or nil when the line isn't one.
  private static func keys(
    _ line: UnsafeRawBufferPointer, _ table: WordTable
  ) -> Set<NormalizedKey>? {
    guard var scanner = JSONScanner(line) else { return nil }
    var keys: Set<NormalizedKey> = []
    do throws(DecodeFailure) {
      guard try scanner.open(0x7B, closing: 0x7D) else { return keys }
      repeat {
        let name = try scanner.name()
        let value = try scanner.value(depth: 1)
        if value.kind != .null,
          let key = NormalizedKey(rawValue: table.value(of: name.bytes(in: line)))
        {
          keys.insert(key)
        }
      } while try scanner.more(closing: 0x7D)
    } catch {
      return nil
    }
    return scanner.next() == 0 ? keys : nil
  }

  private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = line.count
    if line.count >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF { start = 3 }
    while start < end, line[start] <= 0x20 { start += 1 }
    while end > start, line[end - 1] <= 0x20 { end -= 1 }
    return line.cut(start, end)
  }
}

/// The records of a sample as they are after some layers have been taken off.
struct SampleView {
  /// Most records that are looked at.
  static let maximumRecords = 50

  var layers: [WrapperLayer]
  var records: [[UInt8]]
  /// The sample as it is, where the records are its lines.
  var raw: [UInt8]?
  /// Records that are objects, where that is most of them: the others are left out.
  private(set) var objects = 0
  /// Records that were left out since they aren't what most of the others are.
  private(set) var refused = 0

  init(layers: [WrapperLayer], records: [[UInt8]], raw: [UInt8]? = nil) {
    self.layers = layers
    self.raw = raw
    self.records = records
    let good = records.filter(Self.isObject)
    guard good.count * 2 >= records.count, !good.isEmpty else { return }
    objects = good.count
    refused = records.count - good.count
    self.records = good
    self.raw = nil
  }

  /// What a format is shown: the sample itself, or a record a line.
  var text: [UInt8] {
    if let raw { return raw }
    var text: [UInt8] = []
    for record in records {
      guard text.count + record.count < FormatSniffer.sampleLength || text.isEmpty else { break }
      // Line ends in an object are only layout.
      text += record.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
      text.append(0x0A)
    }
    return text
  }

  /// Whether the bytes are one JSON object and nothing else.
  static func isObject(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { raw in
      guard var scanner = JSONScanner(raw), scanner.next() == 0x7B else { return false }
      do throws(DecodeFailure) {
        _ = try scanner.value(depth: 0)
      } catch {
        return false
      }
      _ = scanner.next()
      return scanner.i == scanner.count
    }
  }

  // MARK: The sample itself

  /// The views of a sample before any layer inside its records: one for its lines, or for its
  /// objects wherever they stand, or both where it could be either.
  static func first(_ sample: UnsafeRawBufferPointer) -> [SampleView] {
    let sample = withoutMark(sample)
    if isOctetCounted(sample) {
      return [SampleView(layers: [.octets], records: records(sample, .octets).map(\.bytes))]
    }
    let lines = lines(sample)
    let text = SampleView(layers: [], records: lines, raw: Array(sample))
    let opened = lines.count { line in line.withUnsafeBytes { opensJSON($0) } }
    guard opensJSON(sample) || opened * 2 > lines.count else { return [text] }
    let found = records(sample, .json)
    if found.isEmpty, isDamaged(sample) { return [text] }
    var views: [SampleView] = []
    if lines.count(where: isObject) * 2 > lines.count
      || found.count(where: \.isLine) * 2 > lines.count
    {
      views.append(SampleView(layers: [], records: lines))
    }
    let objects = found.map(\.bytes)
    if views.isEmpty || !objects.elementsEqual(views[0].records) && !found.allSatisfy(\.isLine) {
      if !objects.isEmpty { views.append(SampleView(layers: [.json], records: objects)) }
    }
    return views
  }

  /// Whether an object starts here, or an array of objects: text logs start lines with brackets
  /// too.
  private static func opensJSON(_ text: UnsafeRawBufferPointer) -> Bool {
    for c in text {
      switch c {
      case 0x7B: return true
      case 0x5B, 0x20, 0x09, 0x0A, 0x0D: continue
      default: return false
      }
    }
    return text.contains(0x5B)
  }

  /// Whether the sample breaks the rules of JSON before its end.
  private static func isDamaged(_ sample: UnsafeRawBufferPointer) -> Bool {
    var framer = RecordFramer(.json)
    var at = 0
    while true {
      let frame = framer.next(in: sample, from: at, atEnd: false)
      if frame.failure != nil { return true }
      if frame.kind == .needMore { return false }
      at = frame.next
    }
  }

  /// A record of a sample, and whether it has a line to itself.
  private struct Found {
    var bytes: [UInt8]
    var isLine: Bool
  }

  private static func records(_ sample: UnsafeRawBufferPointer, _ framing: Framing) -> [Found] {
    var framer = RecordFramer(framing)
    var at = 0
    var found: [Found] = []
    while found.count < maximumRecords {
      let frame = framer.next(in: sample, from: at, atEnd: false)
      if frame.kind == .needMore { break }
      at = frame.next
      guard frame.kind == .record, frame.start < frame.end else { continue }
      let isAlone =
        (frame.start == 0 || sample[frame.start - 1] == 0x0A)
        && (sample[orNil: frame.end] ?? 0x0A == 0x0A || sample[orNil: frame.end] == 0x0D)
      let bytes = sample[frame.start..<frame.end]
      found.append(Found(bytes: Array(bytes), isLine: isAlone && !bytes.contains(0x0A)))
    }
    return found
  }

  /// Without a byte-order mark and the notes that the framer takes for blank lines.
  private static func withoutMark(_ sample: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var text = sample
    if sample.count >= 3, sample[0] == 0xEF, sample[1] == 0xBB, sample[2] == 0xBF {
      text = sample.cut(from: 3)
    }
    while text.startsWith("sep=") || text.startsWith("#type "),
      let end = text.index(of: 0x0A), end <= 256
    {
      text = text.cut(from: end + 1)
    }
    return text
  }

  /// The first lines that aren't blank; one that the sample may cut only if it is an object.
  private static func lines(_ sample: UnsafeRawBufferPointer) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    while start < sample.count, lines.count < maximumRecords {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      var line = Array(sample[start..<end])
      while let last = line.last, last <= 0x20 { line.removeLast() }
      line = Array(line.drop { $0 == 0x20 || $0 == 0 })
      start = end + 1
      if line.isEmpty { continue }
      if end == sample.count, !lines.isEmpty, !isObject(line) { break }
      lines.append(line)
    }
    return lines
  }

  /// Whether the sample starts with a length and a syslog header.
  static func isOctetCounted(_ sample: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    while i < min(sample.count, 9), sample[i].isDigit { i += 1 }
    guard i > 0, i + 3 < sample.count, sample[i] == 0x20, sample[i + 1] == 0x3C else {
      return false
    }
    return sample[i + 2].isDigit
  }
}

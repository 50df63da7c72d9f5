import SecurityModel

@testable import LogFormats

/// Reads bytes as a source is read: sniffed once, framed in pieces, decoded record by record.
struct SourceProbe {
  var format = ""
  var explanation = ""
  /// Events as text.
  var events: [String] = []
  /// `LINE: reason`
  var failures: [String] = []

  init(_ text: String, piece: Int = .max) { self.init(Array(text.utf8), piece: piece) }

  init(_ bytes: [UInt8], piece: Int = .max) {
    let verdict = bytes.withUnsafeBytes { FormatSniffer.sniff($0) }
    explanation = verdict.explanation
    guard let found = verdict.format else { return }
    format = found.name
    // By its name, as a checkpoint brings it back.
    guard let again = LogFormatRegistry.format(named: format) else {
      failures.append("0: no format has that name")
      return
    }
    read(bytes, piece: piece, again)
  }

  private mutating func read(_ bytes: [UInt8], piece: Int, _ format: any LogFormat) {
    let context = DecodeContext(symbols: SymbolTable(), secrets: KeyedHash(key0: 3, key1: 4))
    let decoder = format.makeDecoder(context)
    var framer = RecordFramer(decoder.framing)
    var buffer: [UInt8] = []
    var given = 0
    var at = 0
    var line = 1
    while true {
      let isLast = given == bytes.count
      let frame = buffer.withUnsafeBytes { framer.next(in: $0, from: at, atEnd: isLast) }
      if let failure = frame.failure { failures.append("\(line): \(failure.reason)") }
      if frame.kind == .record, frame.start < frame.end {
        buffer.withUnsafeBytes { raw in
          let record = UnsafeRawBufferPointer(rebasing: raw[frame.start..<frame.end])
          do throws(DecodeFailure) {
            var event = APIEvent()
            guard try decoder.decode(record, into: &event) == .event else { return }
            events.append(dump(event, context.symbols))
            _ = try decoder.normalize(record)
          } catch {
            failures.append("\(line): \(error.reason)")
          }
        }
      }
      line += frame.lines
      at = frame.next
      guard frame.kind == .needMore else { continue }
      if isLast, at == buffer.count { return }
      if isLast { continue }
      buffer.removeSubrange(0..<at)
      at = 0
      let n = min(piece, bytes.count - given)
      buffer += bytes[given..<given + n]
      given += n
    }
  }
}

import LogFormats
import SecurityModel
import Testing

/// Decodes text of any format for tests.
///
/// Whatever the text is: a record and its full record read back as crmwatch's own JSON Lines must
/// be the same event. Every test that uses a fixture tests that as well.
final class RecordFixture {
  let context: DecodeContext
  let decoder: any RecordDecoder
  private let native: any RecordDecoder
  private(set) var events: [APIEvent] = []
  private(set) var records: [[UInt8]] = []
  private(set) var failures: [DecodeFailure] = []
  private(set) var ignored = 0
  private(set) var headers = 0

  init(_ format: any LogFormat, _ text: String, org: String = "") {
    context = DecodeContext(
      symbols: SymbolTable(), secrets: KeyedHash(key0: 11, key1: 22), defaultOrg: org)
    decoder = format.makeDecoder(context)
    native = NativeJSONLinesFormat().makeDecoder(context)
    var framer = RecordFramer(decoder.framing)
    Array(text.utf8).withUnsafeBytes { all in
      var at = 0
      while true {
        let frame = framer.next(in: all, from: at, atEnd: true)
        at = frame.next
        if frame.kind == .needMore { return }
        if let failure = frame.failure {
          failures.append(failure)
          continue
        }
        take(UnsafeRawBufferPointer(rebasing: all[frame.start..<frame.end]))
      }
    }
  }

  private func take(_ record: UnsafeRawBufferPointer) {
    var event = APIEvent()
    do throws(DecodeFailure) {
      switch try decoder.decode(record, into: &event) {
      case .event:
        events.append(event)
        records.append(Array(record))
        expectRoundTrip(record, event)
      case .ignored: ignored += 1
      case .header: headers += 1
      }
    } catch {
      failures.append(error)
    }
  }

  /// Bytes that aren't UTF-8 are repaired on the way, so such records are left out.
  private func expectRoundTrip(_ record: UnsafeRawBufferPointer, _ event: APIEvent) {
    guard String(validating: record, as: UTF8.self) != nil else { return }
    do {
      let line = Array(try decoder.normalize(record).json.text.utf8)
      var again = APIEvent()
      let outcome = try line.withUnsafeBytes { (bytes) throws(DecodeFailure) -> Decoded in
        try native.decode(bytes, into: &again)
      }
      #expect(outcome == .event)
      let before = dump(event, context.symbols)
      let after = dump(again, context.symbols)
      if before != after {
        let changes = zip(before.split(separator: "\n"), after.split(separator: "\n"))
          .filter { $0 != $1 }.map { "\($0) became \($1)" }
        Issue.record("\(changes) in \(String(decoding: line, as: UTF8.self))")
      }
    } catch {
      Issue.record("\(error)")
    }
  }

  /// The only event; another number of them is a failed expectation.
  var event: APIEvent {
    #expect(events.count == 1, "\(failures)")
    return events.first ?? APIEvent()
  }

  func text(_ symbol: Symbol) -> String { context.symbols.text(of: symbol) }

  func objects(_ event: APIEvent) -> [String] {
    (0..<Int(event.objectCount)).map { text(event.objects[$0]) }
  }

  func hash(_ secret: String) -> UInt64 {
    Array(secret.utf8).withUnsafeBytes { context.secrets($0) }
  }

  /// The full record of event `index`.
  func normalized(_ index: Int = 0) throws -> NormalizedEvent {
    try records[index].withUnsafeBytes { (bytes) throws(DecodeFailure) -> NormalizedEvent in
      try decoder.normalize(bytes)
    }
  }
}

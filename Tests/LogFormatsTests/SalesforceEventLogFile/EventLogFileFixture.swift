import LogFormats
import SecurityModel
import Testing

/// Decodes Event Log File text for tests.
///
/// Whatever the text is: a row and its full record read back as crmwatch's own JSON Lines must be
/// the same event. Every test that uses a fixture tests that as well.
final class EventLogFileFixture {
  let context: DecodeContext
  let decoder: any RecordDecoder
  private let checksRoundTrip: Bool
  private let native: any RecordDecoder
  private(set) var events: [APIEvent] = []
  private(set) var records: [[UInt8]] = []
  private(set) var failures: [DecodeFailure] = []
  private(set) var headers = 0
  private(set) var ignored = 0

  init(_ bytes: [UInt8], defaultOrg: String = "", checksRoundTrip: Bool = true) {
    self.checksRoundTrip = checksRoundTrip
    context = DecodeContext(
      symbols: SymbolTable(), secrets: KeyedHash(key0: 11, key1: 22), defaultOrg: defaultOrg)
    decoder = SalesforceEventLogFileFormat().makeDecoder(context)
    native = NativeJSONLinesFormat().makeDecoder(context)
    var framer = RecordFramer(decoder.framing)
    bytes.withUnsafeBytes { all in
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

  convenience init(_ text: String, defaultOrg: String = "") {
    self.init(Array(text.utf8), defaultOrg: defaultOrg)
  }

  /// One row of a type from its columns, between the common ones.
  convenience init(type: String, _ columns: KeyValuePairs<String, String>) {
    var names = ["EVENT_TYPE", "TIMESTAMP", "ORGANIZATION_ID"]
    var values = [type, "20250304101502.42", "00Dxx0000001abc"]
    let given = Set(columns.map(\.key))
    for (name, value) in [
      ("REQUEST_ID", "7aBcD0eFgH1iJkL2mNoP3q"), ("USER_ID", "005xx000001Sv7k"),
      ("TIMESTAMP_DERIVED", "2025-03-04T10:15:02.417Z"),
    ] where !given.contains(name) {
      names.append(name)
      values.append(value)
    }
    for (name, value) in columns {
      names.append(name)
      values.append(value)
    }
    self.init(Self.line(names) + Self.line(values))
  }

  static func line(_ cells: [String]) -> String {
    cells.map {
      "\""
        + $0.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }.joined(separator: ",") + "\n"
  }

  private func take(_ record: UnsafeRawBufferPointer) {
    var event = APIEvent()
    do throws(DecodeFailure) {
      switch try decoder.decode(record, into: &event) {
      case .event:
        events.append(event)
        records.append(Array(record))
        expectRoundTrip(record, event)
      case .header: headers += 1
      case .ignored: ignored += 1
      }
    } catch {
      failures.append(error)
    }
  }

  /// Bytes that aren't UTF-8 are repaired on the way, so such records are left out.
  private func expectRoundTrip(_ record: UnsafeRawBufferPointer, _ event: APIEvent) {
    guard checksRoundTrip, String(validating: record, as: UTF8.self) != nil else { return }
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

  var event: APIEvent { events.first ?? APIEvent() }

  func text(_ symbol: Symbol) -> String { context.symbols.text(of: symbol) }

  func objects(_ event: APIEvent) -> [String] {
    (0..<Int(event.objectCount)).map { text(event.objects[$0]) }
  }

  /// The full record of event `index`.
  func normalized(_ index: Int = 0) throws -> NormalizedEvent {
    try records[index].withUnsafeBytes { (bytes) throws(DecodeFailure) -> NormalizedEvent in
      try decoder.normalize(bytes)
    }
  }
}

import LogFormats
import SecurityModel

/// The first byte chooses what the rest is: below 128 by order (0 = sniff it, else one of the
/// formats), from 128 up by the name of the format, which seeds use as it outlasts the order.
/// In the order come a source to recognise and read, the formats, bytes to cut into records, and
/// records in wrappings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLogFormats(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  guard count > 1 else { return 0 }
  let bytes = UnsafeRawBufferPointer(start: data + 1, count: count - 1)
  let formats = Targets.all
  let named = data[0] < 0x80 ? nil : formats.firstIndex { Targets.byte(of: $0.name) == data[0] }
  let choice = named.map { $0 + 1 } ?? Int(data[0]) % (formats.count + 3)
  switch choice {
  case 0:
    if let found = FormatSniffer.sniff(bytes).format {
      guard let again = LogFormatRegistry.format(named: found.name) else {
        preconditionFailure("a name that leads nowhere")
      }
      LogFuzzer(again).run(bytes)
    }
  case 1...formats.count: LogFuzzer(formats[choice - 1]).run(bytes)
  case formats.count + 1: FramingFuzzer.run(bytes)
  default: LogFuzzer(FramingFuzzer.wrapped(by: data[1])).run(bytes)
  }
  return 0
}

/// Runs one format over some bytes, as a source would, and checks what must hold for any bytes.
struct LogFuzzer {
  // Shared by all runs, since their caches are large; the symbol table is bounded.
  nonisolated(unsafe) private static let context = DecodeContext(
    symbols: SymbolTable(maximumCount: 200_000, maximumBytes: 16 << 20),
    secrets: KeyedHash(key0: 1, key1: 2))

  nonisolated(unsafe) private static let native = NativeJSONLinesFormat().makeDecoder(context)
  /// Decoders that keep nothing from record to record; those of columns know the header, and are
  /// made anew for each run.
  nonisolated(unsafe) private static let lineDecoders: [String: any RecordDecoder] = {
    var decoders = [NativeJSONLinesFormat().name: native]
    for format in Targets.all where decoders[format.name] == nil {
      let decoder = format.makeDecoder(context)
      if case .quotedLines = decoder.framing { continue }
      decoders[format.name] = decoder
    }
    return decoders
  }()

  private let decoder: any RecordDecoder
  private let native: any RecordDecoder

  init(_ format: any LogFormat) {
    let kept = Self.lineDecoders[format.name]
    decoder = kept ?? format.makeDecoder(Self.context)
    native = Self.native
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var framer = RecordFramer(decoder.framing, limit: 64 << 10)
    var from = 0
    while true {
      let frame = framer.next(in: bytes, from: from, atEnd: true)
      precondition(frame.next >= from && frame.next <= bytes.count, "the framer went astray")
      if frame.kind == .needMore { return }
      from = frame.next
      if frame.kind == .record {
        check(UnsafeRawBufferPointer(rebasing: bytes[frame.start..<frame.end]))
      }
    }
  }

  private func check(_ record: UnsafeRawBufferPointer) {
    var event = APIEvent()
    guard let result = try? decoder.decode(record, into: &event), result == .event else { return }
    guard let normalized = try? decoder.normalize(record) else {
      preconditionFailure("decoded, but not normalized")
    }
    let line = Array(normalized.json.text.utf8)
    line.withUnsafeBytes { raw in
      var again = APIEvent()
      guard let result = try? native.decode(raw, into: &again), result == .event else {
        preconditionFailure("what normalize wrote is not read")
      }
      precondition(again.time == event.time, "the time changed")
      guard let twice = try? native.normalize(raw) else {
        preconditionFailure("what normalize wrote is not normalized")
      }
      if decoder === native {
        precondition(twice.json.text.utf8.elementsEqual(line), "normalizing twice differs")
      }
      compare(event, again, record)
    }
  }

  /// The event read back from its normalized record must be the same one. Bytes that aren't UTF-8
  /// are repaired on the way, so only records without them are compared.
  private func compare(_ a: APIEvent, _ b: APIEvent, _ record: UnsafeRawBufferPointer) {
    guard record.allSatisfy({ $0 < 0x80 && $0 != 0x5C && $0 != 0x25 }) else { return }
    precondition(a.credential == b.credential, "the credential changed")
    precondition(a.endpoint == b.endpoint, "the endpoint changed")
    precondition(a.operation == b.operation && a.surface == b.surface, "the call changed")
    precondition(a.platform == b.platform, "the platform changed")
    precondition(a.flags == b.flags, "the flags changed")
    precondition(a.status == b.status && a.outcome == b.outcome, "the outcome changed")
    precondition(a.failure == b.failure && a.rows == b.rows, "the result changed")
    precondition(a.session == b.session && a.token == b.token, "a secret's hash changed")
    precondition(a.dedupKey == b.dedupKey && a.job == b.job, "an id's hash changed")
    precondition(a.queryShape == b.queryShape, "the query's shape changed")
    precondition(a.tieBreak == b.tieBreak, "the order changed")
  }
}

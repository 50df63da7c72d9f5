import LogFormats

/// Cuts bytes into records, whole and in pieces: both must give the same, in a bounded number of
/// steps.
enum FramingFuzzer {
  static func run(_ bytes: UnsafeRawBufferPointer) {
    for framing in [Framing.json, .octets] {
      precondition(
        frames(bytes, framing, piece: bytes.count) == frames(bytes, framing, piece: 5),
        "pieces change the records")
    }
  }

  /// Native records in some wrapping.
  static func wrapped(by choice: UInt8) -> any LogFormat {
    let layers: [[WrapperLayer]] = [
      [.json], [.octets, .syslog], [.member("result._raw")], [.json, .member("_source.message")],
      [.column("_raw")], [.member("message"), .syslog, .member("log")], [.container],
    ]
    return WrappedFormat(NativeJSONLinesFormat(), in: layers[Int(choice) % layers.count])
  }

  private struct Piece: Equatable {
    var kind: Frame.Kind
    var line: Int
    var bytes: [UInt8]
  }

  private static func frames(
    _ bytes: UnsafeRawBufferPointer, _ framing: Framing, piece: Int
  ) -> [Piece] {
    var framer = RecordFramer(framing, limit: 4 << 10)
    var out: [Piece] = []
    var start = 0
    var end = min(piece, bytes.count)
    var line = 1
    var steps = 0
    while true {
      steps += 1
      precondition(steps < 16 * bytes.count + 64, "the framer doesn't come to an end")
      let window = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      let frame = framer.next(in: window, from: 0, atEnd: end == bytes.count)
      precondition(frame.next >= 0 && frame.next <= window.count, "the framer went astray")
      if frame.kind == .record, frame.start < frame.end {
        out.append(Piece(kind: .record, line: line, bytes: Array(window[frame.start..<frame.end])))
      } else if frame.failure != nil {
        out.append(Piece(kind: frame.kind, line: line, bytes: []))
      }
      line += frame.lines
      start += frame.next
      guard frame.kind == .needMore else { continue }
      if end == bytes.count, start == end { return out }
      end = min(end + piece, bytes.count)
    }
  }
}

import TrafficModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes one long log for measuring throughput.
@main
struct MakeBenchLogs {
  static let usage = """
    usage: make-bench-logs --format elf|jsonl|access --out FILE [--events 1000000]
           [--credentials 10000] [--days 7] [--seed 1]
    FILE may be - for standard output.

    """

  static func main() {
    var options = BenchLog.Options()
    var path = ""
    var arguments = CommandLine.arguments.dropFirst()
    while let name = arguments.popFirst() {
      guard let value = arguments.popFirst() else { fail("\(name) needs a value") }
      switch name {
      case "--format":
        guard let format = BenchLog.Format(rawValue: value) else { fail("no format \(value)") }
        options.format = format
      case "--out": path = value
      case "--events": options.events = number(name, value)
      case "--credentials": options.credentials = number(name, value)
      case "--days": options.days = number(name, value)
      case "--seed": options.seed = UInt64(number(name, value))
      default: fail("no option \(name)")
      }
    }
    if path.isEmpty { fail("--out is missing") }

    let file = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if file < 0 { fail("can't write \(path)") }
    var log = BenchLog(options)
    var out = TextBuffer(capacity: 1 << 20)
    out.raw(log.header)
    while log.writeNext(to: &out) {
      if out.bytes.count > 1 << 20 - 4_096 { flush(&out, to: file) }
    }
    flush(&out, to: file)
    if close(file) != 0 { fail("can't write \(path)") }
  }

  private static func flush(_ out: inout TextBuffer, to file: Int32) {
    out.bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe write(
          file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count <= 0 { fail("can't write the log") }
        rest = rest.dropFirst(count)
      }
    }
    out.clear()
  }

  private static func number(_ name: String, _ value: String) -> Int {
    guard let n = Int(value), n > 0 else { fail("\(name) wants a number above 0, not \(value)") }
    return n
  }

  private static func fail(_ reason: String) -> Never {
    let text = "make-bench-logs: " + reason + "\n" + usage
    Array(text.utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
  }
}

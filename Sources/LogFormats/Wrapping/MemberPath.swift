/// Finds one member of a JSON object, through other objects.
struct MemberPath {
  /// Names joined by dots, as written in the logs.
  let bytes: [UInt8]

  init(_ path: String) { bytes = Array(path.utf8) }

  /// The member's value, of which nothing behind it is read; nil when the object has none.
  ///
  /// A name may hold dots itself: `event.original` is found as one name and as a nested one.
  /// - Throws: `DecodeFailure` when the text before it isn't JSON.
  func find(in record: UnsafeRawBufferPointer) throws(DecodeFailure) -> JSONToken? {
    guard var scanner = JSONScanner(record), scanner.next() == 0x7B else { return nil }
    var passed = 0
    var depth = 1
    guard try scanner.open(0x7B, closing: 0x7D) else { return nil }
    while true {
      let name = try scanner.name()
      let behind = match(name.bytes(in: record), from: passed)
      if behind == bytes.count { return try scanner.value(depth: depth) }
      if behind > passed, scanner.next() == 0x7B, scanner.i < scanner.count,
        depth < JSONScanner.maximumDepth
      {
        passed = behind + 1
        depth += 1
        guard try scanner.open(0x7B, closing: 0x7D) else { return nil }
        continue
      }
      _ = try scanner.value(depth: depth)
      guard try scanner.more(closing: 0x7D) else { return nil }
    }
  }

  /// Where in the path `name`, expected at `start`, ends: at a dot or at the end; 0 if it doesn't
  /// stand there.
  @inline(__always)
  private func match(_ name: UnsafeRawBufferPointer, from start: Int) -> Int {
    let end = start &+ name.count
    guard !name.isEmpty, end <= bytes.count, end == bytes.count || bytes[end] == 0x2E else {
      return 0
    }
    for i in 0..<name.count where name[i] != bytes[start &+ i] { return 0 }
    return end
  }
}

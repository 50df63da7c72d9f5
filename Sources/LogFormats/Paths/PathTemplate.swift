import SecurityModel

/// Writes the template of a path: versions, ids and job ids replaced, the rest as it is.
enum PathTemplate {
  /// The template of `segments` from the part where the known API begins.
  static func make(_ segments: borrowing PathSegments, context: DecodeContext) -> Symbol {
    let out = context.paths.template
    var n = 0
    for i in segments.first..<max(segments.first, segments.count) {
      let part = segments[i]
      switch segments.role(i) {
      case .dropped: continue
      case .version: write("/v*", out, &n)
      case .id: write("/{id}", out, &n)
      case .job: write("/{job}", out, &n)
      case .token: write("/{token}", out, &n)
      case .renamed:
        write("/", out, &n)
        context.symbols.withBytes(of: segments.name(i)) { write($0, out, &n) }
      case .literal:
        write("/", out, &n)
        write(part, out, &n)
      case .byShape:
        if let open = part.index(of: 0x28), part[part.count - 1] == 0x29 {
          write("/", out, &n)
          write(part.cut(0, open), out, &n)
          write(part.count == open + 2 ? "()" : "({id})", out, &n)
        } else if PathShape.isVariable(part) {
          write("/{id}", out, &n)
        } else if part[0] | 0x20 == 0x76, PathShape.versionPrefix(part) != nil {
          write("/v*", out, &n)
        } else {
          write("/", out, &n)
          write(part, out, &n)
        }
      }
    }
    if segments.isCut { write("/…", out, &n) }
    if n == 0 { write("/", out, &n) }
    return context.symbols.intern(out.filled(n))
  }

  private static func write(_ text: StaticString, _ out: ScratchBuffer, _ n: inout Int) {
    write(
      UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), out, &n)
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, _ out: ScratchBuffer, _ n: inout Int
  ) {
    let length = min(bytes.count, out.bytes.count - n)
    guard length > 0, let source = bytes.baseAddress, let target = out.bytes.baseAddress else {
      return
    }
    (target + n).copyMemory(from: source, byteCount: length)
    n += length
  }
}

import SecurityModel

extension PathReader {
  /// `target` for display and storage: every secret in it replaced by its keyed hash, the rest,
  /// percent-encoding included, as it was sent.
  ///
  /// Judges names and values exactly as `read` does. Masking a masked target changes nothing.
  static func maskedTarget(_ target: UnsafeRawBufferPointer, context: DecodeContext) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(target.count + 32)
    let parts = RequestTarget(target)
    maskAuthority(target.cut(0, parts.pathStart), parts.authority, context, into: &out)
    let masksTail = namesToken(parts.path)
    var start = 0
    let path = parts.path
    while start <= path.count {
      let end = path.index(of: 0x2F, from: start) ?? path.count
      maskPart(path.cut(start, end), masksTail && end == path.count, context, into: &out)
      if end < path.count { out.append(0x2F) }
      start = end + 1
    }
    if parts.pathStart + path.count < target.count { out.append(0x3F) }
    var i = 0
    var isFirst = true
    while let parameter = RequestTarget.nextParameter(parts.query, &i) {
      if !isFirst { out.append(0x26) }
      isFirst = false
      maskParameter(parameter, parts.query, context, into: &out)
    }
    if let last = parts.query.last, last == 0x26 { out.append(0x26) }
    return String(decoding: out, as: UTF8.self)
  }

  /// `/oauth/v1/access-tokens/{token}` and its sibling.
  private static func namesToken(_ path: UnsafeRawBufferPointer) -> Bool {
    path.contains(word: "access-tokens/") || path.contains(word: "refresh-tokens/")
  }

  private static func maskAuthority(
    _ prefix: UnsafeRawBufferPointer, _ authority: UnsafeRawBufferPointer,
    _ context: DecodeContext, into out: inout [UInt8]
  ) {
    guard let at = authority.index(of: 0x40), let colon = authority.index(of: 0x3A), colon < at
    else {
      out += prefix
      return
    }
    out += prefix.cut(0, prefix.count - authority.count + colon + 1)
    append(hashOf: authority.cut(colon + 1, at), context, into: &out)
    out += authority.cut(from: at)
  }

  private static func maskPart(
    _ part: UnsafeRawBufferPointer, _ isToken: Bool, _ context: DecodeContext,
    into out: inout [UInt8]
  ) {
    if part.isEmpty { return }
    let plain = decoded(part, plusIsBlank: false)
    let isSecret = plain.withUnsafeBytes { isToken || SecretNames.looksSecret($0) }
    if isSecret {
      plain.withUnsafeBytes { append(hashOf: $0, context, into: &out) }
      return
    }
    guard let mark = part.index(of: 0x3B), let equals = part.index(of: 0x3D, from: mark) else {
      out += part
      return
    }
    let kind = SecretNames.kind(of: part.cut(mark + 1, equals))
    guard kind == .caller || kind == .other, part.count > equals + 1 else {
      out += part
      return
    }
    out += part.cut(0, equals + 1)
    append(hashOf: part.cut(from: equals + 1), context, into: &out)
  }

  private static func maskParameter(
    _ parameter: RequestTarget.Parameter, _ query: UnsafeRawBufferPointer,
    _ context: DecodeContext, into out: inout [UInt8]
  ) {
    out += parameter.name
    if parameter.valueStart > 0, parameter.valueStart <= query.count,
      query[parameter.valueStart - 1] == 0x3D
    {
      out.append(0x3D)
    }
    if parameter.value.isEmpty { return }
    let kind = decoded(parameter.name, plusIsBlank: true).withUnsafeBytes {
      SecretNames.kind(of: $0)
    }
    let plain = decoded(parameter.value, plusIsBlank: true)
    plain.withUnsafeBytes { value in
      if QueryString.isSecret(kind, value) {
        append(hashOf: value, context, into: &out)
      } else {
        out += parameter.value
      }
    }
  }

  private static func append(
    hashOf secret: UnsafeRawBufferPointer, _ context: DecodeContext, into out: inout [UInt8]
  ) {
    out += KeyedHash.text(context.secretHash(secret)).utf8
  }

  private static func decoded(_ bytes: UnsafeRawBufferPointer, plusIsBlank: Bool) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: bytes.count)
    let length = out.withUnsafeMutableBytes {
      PercentDecoder.decode(bytes, plusIsBlank: plusIsBlank, into: $0)
    }
    out.removeLast(out.count - length)
    return out
  }
}

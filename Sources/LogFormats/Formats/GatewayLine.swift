import SecurityModel

/// What the text logs of Envoy and of its descendants have in common.
enum GatewayLine {
  /// The plan of a template that is known to be right.
  static func plan(_ name: String, _ template: String) -> MappingPlan {
    guard let template = try? LineTemplate(template),
      let time = GatewayFields.timeRule(among: template.variables)
    else { preconditionFailure("the built-in template of \(name) is wrong") }
    return MappingPlan(
      FormatMapping(
        name: name, records: .lines(template), time: time,
        fields: GatewayFields.rules(among: template.variables)))
  }

  /// Nearly certain when (nearly) every line has the shape.
  static func match(
    _ sample: UnsafeRawBufferPointer, _ plan: MappingPlan, _ reason: String
  ) -> FormatMatch {
    var lines = 0
    var good = 0
    var start = 0
    guard case .lines(let template) = plan.mapping.records else { return .none }
    let probe = MappedLine(plan, template)
    let values = UnsafeMutablePointer<MappedValue>.allocate(capacity: plan.sources.count)
    values.initialize(repeating: .none, count: plan.sources.count)
    defer { values.deallocate() }
    while start < sample.count, lines < 50 {
      let end = sample.index(of: 0x0A, from: start) ?? sample.count
      let isCut = end == sample.count && lines > 0
      let line = withoutPrefix(sample.cut(start, end))
      start = end + 1
      if isCut || !line.contains(where: { $0 > 0x20 }) { continue }
      lines += 1
      // Without a time in brackets first it isn't worth a look.
      guard line[0] == 0x5B, (try? probe.read(line, into: values)) == .event,
        let time = plan.time.first(where: { values[$0].isPresent }),
        TimestampParser.rfc3339(values[time].bytes) != nil
      else { continue }
      good += 1
    }
    guard good > 0, good * 10 >= lines * 8 else { return .none }
    return FormatMatch(confidence: good == lines ? 0.95 : 0.8, reason: reason)
  }

  /// The line without the `ACCESS ` that some set-ups write before it.
  @inline(__always)
  static func withoutPrefix(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    line.startsWith("access [") ? line.cut(from: 7) : line
  }
}

/// Decodes lines of Envoy's and Istio's text logs.
final class GatewayLineDecoder: RecordDecoder {
  private let inner: MappedDecoder
  let framing = Framing.lines

  init(_ plan: MappingPlan, _ context: DecodeContext, countsOncePerRequest: Bool) {
    inner =
      countsOncePerRequest
      ? MappedDecoder(plan, context) { SidecarPair.note($0, &$1) } : MappedDecoder(plan, context)
  }

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    try inner.decode(GatewayLine.withoutPrefix(record), into: &event)
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    try inner.normalize(GatewayLine.withoutPrefix(record))
  }
}

/// Makes one of the two lines that a service mesh writes about a call.
enum SidecarPair {
  /// Gives the event an identity that the line of the other sidecar shares: request id, method,
  /// path, status and second.
  ///
  /// The id alone wouldn't do: callers may choose it, and must not make calls disappear by
  /// repeating one. What shares everything else within a second is the same call for any purpose.
  static func note(_ fields: MappedFields, _ event: inout APIEvent) {
    guard event.request != 0, !event.flags.contains(.dedup) else { return }
    var key = StableHash.combine(event.request, fields.context.symbols.hash(of: event.endpoint))
    let call = UInt64(event.method.rawValue) << 16 | UInt64(event.status)
    key = StableHash.combine(key, call)
    if fields.record.has(.uri) {
      key = StableHash.combine(key, StableHash.bytes(fields.fields.text(.uri)))
    }
    let second = event.time.index(ofEvery: Timestamp.Duration.second)
    event.dedupKey = StableHash.combine(key, UInt64(bitPattern: second))
    event.flags.insert(.dedup)
  }
}

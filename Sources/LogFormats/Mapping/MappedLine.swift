import SecurityModel

/// Values of lines by the variables of a template.
final class MappedLine: MappedSource {
  private let plan: MappingPlan
  private let cutter: LineCutter
  private let variables: [String]
  /// Variables whose values must be numbers.
  private let numbers: [Int]
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ plan: MappingPlan, _ template: LineTemplate) {
    self.plan = plan
    variables = template.variables
    cutter = LineCutter(template, required: plan.lastRequired)
    numbers = plan.rules.filter { $0.key.isNumber && $0.words.isEmpty }.flatMap(\.sources)
      .filter { $0 < template.variables.count }
  }

  func read(
    _ record: UnsafeRawBufferPointer, into values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> Decoded {
    var line = record
    while let last = line.last, last <= 0x20 { line = line.cut(0, line.count - 1) }
    if line.isEmpty || line[0] == 0x23 { return .ignored }
    rest = try cutter.cut(line)
    let escapes: MappedValue.Escapes = AccessLogText.isNeeded(line) ? .log : .none
    let texts = cutter.values
    for i in 0..<cutter.count { values[i] = MappedValue(text: texts[i], escapes: escapes) }
    for i in numbers where values[i].isPresent && !values[i].bytes.isDigits {
      guard DecimalText.value(MappedFields.firstNumber(values[i].bytes)) != nil else {
        throw DecodeFailure("`\(variables[i])` is not a number")
      }
    }
    return .event
  }

  /// The variables that no rule reads, and what stands behind the template's end.
  func members(
    of record: UnsafeRawBufferPointer, values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    for i in 0..<cutter.count
    where values[i].isPresent && (!plan.used.contains(i) || isRubbish(i, values)) {
      members.append(
        .init(variables[i], .string(String(decoding: values[i].bytes, as: UTF8.self))))
    }
    var rest = rest
    while let first = rest.first, first == 0x20 { rest = rest.cut(from: 1) }
    if !rest.isEmpty {
      members.append(.init("more", .string(String(decoding: rest, as: UTF8.self))))
    }
    return members
  }

  /// A request that isn't one is kept as it was sent.
  private func isRubbish(_ i: Int, _ values: UnsafeMutablePointer<MappedValue>) -> Bool {
    plan.rules.contains { $0.conversion == .requestLine && $0.sources.contains(i) }
      && RequestLine(values[i].bytes).verb.isEmpty
  }
}

import Detection
import LogFormats
import SecurityModel

/// What `crmwatch formats detect` says about one file.
struct DetectionReport {
  let file: String
  /// `gzip`, `zstd`, or nil.
  let compression: String?
  let encoding: String
  let verdict: FormatSniffer.Verdict
  let trial: FormatTrial?

  var format: (any LogFormat)? { verdict.format }

  init(
    file: String, compression: String?, sample: UnsafeRawBufferPointer, isWhole: Bool,
    formats: FormatCatalog
  ) {
    self.file = file
    // What is not UTF-8 is transcoded like what is compressed is unpacked.
    let isTranscoded = compression == "utf-16"
    self.compression = isTranscoded ? nil : compression
    encoding = isTranscoded ? "UTF-16" : Self.encoding(of: sample)
    let verdict = FormatSniffer.sniff(sample, among: formats.all)
    self.verdict = verdict
    trial = verdict.format.map {
      FormatTrial(
        of: sample, as: $0,
        context: DecodeContext(
          symbols: SymbolTable(), secrets: KeyedHash(key0: 0x6465_7465, key1: 0x6374_0001)),
        isWhole: isWhole)
    }
  }

  /// `UTF-8`, with its mark if there is one, or what is wrong with it.
  private static func encoding(of sample: UnsafeRawBufferPointer) -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    // The sample may end inside a character.
    var text = sample[...]
    for _ in 0..<3 where !text.isEmpty && String(validating: text, as: UTF8.self) == nil {
      text = text.dropLast()
    }
    guard String(validating: text, as: UTF8.self) != nil else { return "not UTF-8" }
    return sample.starts(with: mark) ? "UTF-8 with BOM" : "UTF-8"
  }

  // MARK: Detectors

  private typealias Lack = (detector: String, missing: [String])

  /// Detectors that the format has no fields for.
  private func blind(_ format: any LogFormat) -> [Lack] {
    lacking { format.fields.contains($0) }
  }

  /// Further detectors whose fields no sampled event fills.
  private func unfed(_ format: any LogFormat, _ trial: FormatTrial) -> [Lack] {
    guard trial.decoded > 0 else { return [] }
    let blind = blind(format).map(\.detector)
    return lacking(trial.fills).filter { !blind.contains($0.detector) }
  }

  private func lacking(_ has: (String) -> Bool) -> [Lack] {
    DetectorRegistry.all.map { $0.row }.compactMap { row in
      let missing = row.requiredFields.filter { !has($0) }
      return missing.isEmpty ? nil : (row.id, missing)
    }
  }

  // MARK: JSON

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("file", .string(file)),
      .init("compression", compression.map { .string($0) } ?? .null),
      .init("encoding", .string(encoding)),
    ]
    switch verdict {
    case .recognized(let best):
      members += candidate(best)
      members += [
        .init("base_format", .string(best.format.unwrapped.name)),
        .init("wrapping", .array(best.format.layers.map { .string($0.name) })),
      ]
      if let trial { members += sampled(trial) }
      members += [
        .init("fields", .array(best.format.fields.map { .string($0) })),
        .init("blind_detectors", lacks(blind(best.format))),
      ]
      if let trial { members.append(.init("unfed_detectors", lacks(unfed(best.format, trial)))) }
    case .ambiguous(let candidates):
      members += [
        .init("format", .null), .init("reason", .string(verdict.explanation)),
        .init("candidates", .array(candidates.map { .object(candidate($0)) })),
      ]
    case .unknown(let reason):
      members += [.init("format", .null), .init("reason", .string(reason))]
    }
    return .object(members)
  }

  private func candidate(_ one: FormatSniffer.Candidate) -> [JSONValue.Member] {
    [
      .init("format", .string(one.format.name)),
      .init("confidence", .double(one.match.confidence)),
      .init("reason", .string(one.match.reason)),
    ]
  }

  private func sampled(_ trial: FormatTrial) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init(
        "sample",
        .object([
          .init("decoded", .integer(Int64(trial.decoded))),
          .init("refused", .integer(Int64(trial.refused))),
          .init("ignored", .integer(Int64(trial.ignored))),
        ])),
      .init(
        "refusals",
        .array(
          trial.refusals.map {
            .object([
              .init("line", .integer(Int64($0.line))),
              .init("column", .integer(Int64($0.column))), .init("reason", .string($0.reason)),
            ])
          })),
      .init(
        "filled",
        .object(trial.fields.map { .init($0.name, .integer(Int64($0.count))) })),
    ]
    if let earliest = trial.earliest, let latest = trial.latest {
      members += [
        .init("earliest", .string(earliest.rfc3339)), .init("latest", .string(latest.rfc3339)),
      ]
    }
    return members
  }

  private func lacks(_ lacks: [Lack]) -> JSONValue {
    .array(
      lacks.map {
        .object([
          .init("detector", .string($0.detector)),
          .init("missing", .array($0.missing.map { .string($0) })),
        ])
      })
  }

  // MARK: Text

  func write(to output: LineOutput, _ console: Console) {
    guard case .recognized(let best) = verdict else {
      output.line("\(Safe.text(file)): unknown: \(Safe.text(verdict.explanation))")
      return
    }
    let percent = Int((best.match.confidence * 100).rounded())
    output.line("\(Safe.text(file)): \(best.format.name) (\(percent) % sure)")
    func row(_ name: String, _ text: String) {
      let pad = String(repeating: " ", count: max(0, 12 - name.count))
      output.line("  " + name + pad + text)
    }
    row("why", Safe.text(best.match.reason))
    if !best.format.layers.isEmpty {
      row("wrapping", best.format.layers.map(\.explanation).joined(separator: ", then "))
    }
    row("encoding", encoding + (compression.map { ", \($0)" } ?? ""))
    guard let trial else { return }
    row("sample", "\(trial.decoded) records decoded, \(trial.refused) refused")
    for refusal in trial.refusals {
      let column = refusal.column > 0 ? " (column \(refusal.column))" : ""
      row("", "line \(refusal.line): \(Safe.text(refusal.reason))\(column)")
    }
    if let earliest = trial.earliest, let latest = trial.latest {
      row("time", "\(earliest.rfc3339) to \(latest.rfc3339)")
    }
    row("fills", Self.fields(trial))
    let missing = NormalizedFields.names.filter { !best.format.fields.contains($0) }
    if !missing.isEmpty { row("can't fill", missing.joined(separator: ", ")) }
    for lack in blind(best.format) {
      row("off", "\(lack.detector): the format has no \(lack.missing.joined(separator: ", "))")
    }
    for lack in unfed(best.format, trial) {
      row("unfed", "\(lack.detector): no record has \(lack.missing.joined(separator: ", "))")
    }
  }

  /// Fields with the share of events that have them, where that isn't all.
  private static func fields(_ trial: FormatTrial) -> String {
    if trial.fields.isEmpty { return "nothing" }
    return trial.fields.map { field in
      field.count == trial.decoded
        ? field.name : "\(field.name) (\(field.count * 100 / max(1, trial.decoded)) %)"
    }.joined(separator: ", ")
  }
}

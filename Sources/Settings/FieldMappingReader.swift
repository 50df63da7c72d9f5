import LogFormats
import SecurityModel

/// Reads where one normalized field comes from: a name, a list of names of which the first with a
/// value counts, or a mapping with a conversion.
enum FieldMappingReader {
  private static let keys = ["from", "unit", "values", "split", "secret"]
  private static let durations = ["duration_ms", "retry_after"]
  private static let sizes = ["response_bytes", "request_bytes"]

  static func read(
    _ target: String, _ at: NodeReader, _ node: NodeReader, _ sources: inout FormatSourceReader
  ) throws(SettingsError) -> FieldMapping {
    try check(target, at)
    guard node.isMapping else {
      return FieldMapping(target, try sources.names(node))
    }
    var from: [String] = []
    var conversion: FieldMapping.Conversion?
    for (key, at, value) in try node.entries() {
      let new: FieldMapping.Conversion
      switch key {
      case "from":
        from = try sources.names(value)
        continue
      case "unit": new = .unit(try unit(value, target))
      case "values": new = .words(try words(value, target))
      case "split":
        let text = try value.string()
        guard let byte = text.utf8.first, text.utf8.count == 1 else {
          throw value.fail("`split` must be one character, such as \",\"")
        }
        new = .list(separator: byte)
      case "secret":
        guard try value.bool() else { continue }
        new = .secret
      default: throw node.unknown(key, at: at, known: keys)
      }
      if conversion != nil { throw at.fail("a field takes one of unit, values, split, secret") }
      conversion = new
    }
    guard !from.isEmpty else { throw node.fail("`\(target)` needs `from`: the field's name") }
    return FieldMapping(target, from, conversion ?? .copy)
  }

  /// Refuses what isn't a normalized field that a mapping can fill.
  static func check(_ target: String, _ at: NodeReader) throws(SettingsError) {
    if FormatMapping.targets.contains(target) { return }
    if target == "ts" { throw at.fail("`ts` is mapped by `time`, beside `fields`") }
    throw at.fail(
      "`\(target)` is not a normalized field"
        + Suggestion.phrase(for: target, among: FormatMapping.targets)
        + "; see crmwatch formats list --json")
  }

  /// A fixed value of a field, checked where the field knows certain words only.
  static func word(_ node: NodeReader, target: String) throws(SettingsError) -> String {
    let word = try node.string()
    guard let known = FormatMapping.words(of: target), !known.contains(word) else { return word }
    throw node.fail(
      "`\(word)` is no value of `\(target)`" + Suggestion.phrase(for: word, among: known))
  }

  private static func words(
    _ node: NodeReader, _ target: String
  ) throws(SettingsError) -> [FieldMapping.Word] {
    var result: [FieldMapping.Word] = []
    for (from, _, to) in try node.entries() {
      result.append(.init(from: from, to: to.isNull ? "" : try word(to, target: target)))
    }
    guard result.count <= 1_000 else { throw node.fail("more than 1000 `values`") }
    return result
  }

  private static func unit(
    _ node: NodeReader, _ target: String
  ) throws(SettingsError) -> FieldMapping.Unit {
    let text = try node.string()
    let isDuration = durations.contains(target)
    guard isDuration || sizes.contains(target) else {
      throw node.fail(
        "`\(target)` has no unit; units are for " + (durations + sizes).joined(separator: ", "))
    }
    let known = FieldMapping.Unit.allCases.filter { $0.isDuration == isDuration }
    guard let unit = known.first(where: { $0.rawValue == text.lowercased() }) else {
      throw node.fail(
        "`\(text)` is no unit of `\(target)`; known: "
          + known.map(\.rawValue).joined(separator: ", "))
    }
    return unit
  }
}

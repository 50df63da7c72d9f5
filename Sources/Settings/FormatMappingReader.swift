public import LogFormats
import SecurityModel

/// Reads log formats that a user maps: the `formats` section of the configuration, and the files
/// that `formats try` takes. See `docs/formats.md` for the keys.
public enum FormatMappingReader {
  private static let keys = [
    "records", "log_format", "title", "summary", "platform", "separator", "columns", "time",
    "fields", "constants", "success", "secrets", "recognize",
  ]

  /// The mappings of a file: the section with or without `formats:` above it, or one mapping
  /// without a name, which then is `mapped`.
  /// - Throws: `SettingsError` with the place of the first mistake.
  public static func parse(_ text: String, file: String) throws(SettingsError) -> [FormatMapping] {
    guard let root = try NodeReader.root(text, file: file) else {
      throw SettingsError(
        file: file, reason: "the file is empty; it must map a format as `formats:` does")
    }
    let entries = try root.entries()
    if let section = entries.first(where: { $0.key == "formats" }) {
      return try mappings(section.value)
    }
    if entries.contains(where: { keys.contains($0.key) }) {
      return [try mapping("mapped", root)]
    }
    return try mappings(root)
  }

  /// The mappings of the section, in its order.
  static func mappings(_ section: NodeReader) throws(SettingsError) -> [FormatMapping] {
    var result: [FormatMapping] = []
    for (name, at, value) in try section.entries() {
      let isPlain = name.utf8.allSatisfy {
        $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F
      }
      guard isPlain, !name.isEmpty, name.utf8.count <= 64 else {
        throw at.fail(
          "a format's name has lower-case letters, digits, `-` and `_` only, not `\(name)`")
      }
      guard LogFormatRegistry.format(named: name) == nil else {
        throw at.fail("`\(name)` is a built-in format; choose another name")
      }
      result.append(try mapping(name, value))
    }
    return result
  }

  private static func mapping(
    _ name: String, _ node: NodeReader
  ) throws(SettingsError) -> FormatMapping {
    let entries = try node.entries()
    for (key, at, _) in entries where !keys.contains(key) {
      throw node.unknown(key, at: at, known: keys)
    }
    func value(_ key: String) -> NodeReader? { entries.first { $0.key == key }?.value }
    func at(_ key: String) -> NodeReader { entries.first { $0.key == key }?.at ?? node }

    let records = try records(node, value)
    var sources = FormatSourceReader(records)
    var fields: [FieldMapping] = []
    var time: TimeRule?
    if case .lines(let template) = records { (fields, time) = FormatMapping.known(of: template) }
    if let setting = value("time") { time = try TimeRuleReader.read(setting, &sources) }
    guard let time else {
      throw node.fail("`\(name)` needs `time`: the field that says when, as in `time: timestamp`")
    }
    var mapping = FormatMapping(name: name, records: records, time: time)
    if let text = value("title") { mapping.title = try text.string() }
    if let text = value("summary") { mapping.summary = try text.string() }
    if let setting = value("fields") {
      for (target, at, field) in try setting.entries() {
        fields.append(try FieldMappingReader.read(target, at, field, &sources))
      }
    }
    mapping.fields = fields
    if let setting = value("constants") { mapping.constants = try constants(setting) }
    if let setting = value("platform") {
      let word = try FieldMappingReader.word(setting, target: "platform")
      mapping.constants.append(.init(target: "platform", value: word))
    }
    for constant in mapping.constants where constant.target == "platform" {
      mapping.platform = Platform(name: constant.value) ?? .generic
    }
    if let setting = value("success") { mapping.success = try success(setting, &sources) }
    if let setting = value("secrets") { mapping.secrets = try sources.names(setting) }
    if let setting = value("recognize") {
      if case .lines = records {
        throw at("recognize").fail("lines are recognised by `log_format`; remove `recognize`")
      }
      mapping.recognize = try sources.names(setting)
    }
    return mapping
  }

  private static func records(
    _ node: NodeReader, _ value: (String) -> NodeReader?
  ) throws(SettingsError) -> FormatMapping.Records {
    let separator = try value("separator").map { setting throws(SettingsError) in
      try Self.separator(setting)
    }
    let columns = try value("columns").map { setting throws(SettingsError) in
      try setting.strings()
    }
    func refuse(_ key: String) throws(SettingsError) {
      if let setting = value(key) { throw setting.fail("`\(key)` is for `records: csv` only") }
    }
    if let template = value("log_format") {
      if let kind = value("records") {
        throw kind.fail("`log_format` says already how records look; remove `records`")
      }
      try refuse("separator")
      try refuse("columns")
      return .lines(try lineTemplate(template))
    }
    guard let kind = value("records") else {
      throw node.fail("a format needs `records: json`, `records: csv` or `log_format`")
    }
    switch try kind.string() {
    case "json":
      try refuse("separator")
      try refuse("columns")
      return .json
    case "csv": return .csv(separator: separator, columns: columns ?? [])
    case let other:
      throw kind.fail("`records` must be json or csv, not `\(other)`; lines have `log_format`")
    }
  }

  private static func lineTemplate(_ node: NodeReader) throws(SettingsError) -> LineTemplate {
    // A list is taken as nginx takes its pieces: one behind the other.
    let text = try node.strings().joined()
    do throws(LineTemplate.Problem) {
      return try LineTemplate(text)
    } catch {
      throw node.fail("`log_format`, character \(error.offset + 1): \(error.reason)")
    }
  }

  private static func separator(_ node: NodeReader) throws(SettingsError) -> UInt8 {
    let text = try node.string()
    if text == "tab" || text == "\\t" { return 0x09 }
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] != 0x22, bytes[0] != 0x0A, bytes[0] != 0x0D else {
      throw node.fail("`separator` must be one character such as \";\" or \"|\", or tab")
    }
    return bytes[0]
  }

  private static func constants(
    _ node: NodeReader
  ) throws(SettingsError) -> [FormatMapping.Constant] {
    var result: [FormatMapping.Constant] = []
    for (target, at, value) in try node.entries() {
      try FieldMappingReader.check(target, at)
      result.append(
        .init(target: target, value: try FieldMappingReader.word(value, target: target)))
    }
    return result
  }

  private static func success(
    _ node: NodeReader, _ sources: inout FormatSourceReader
  ) throws(SettingsError) -> FormatMapping.Success {
    var source: String?
    var test: FormatMapping.Success.Test?
    for (key, at, value) in try node.entries() {
      let new: FormatMapping.Success.Test
      switch key {
      case "field":
        source = try sources.name(value)
        continue
      case "below": new = .below(try value.number())
      case "in": new = .isIn(try value.strings())
      case "not_in": new = .isNotIn(try value.strings())
      default: throw node.unknown(key, at: at, known: ["field", "below", "in", "not_in"])
      }
      if test != nil { throw at.fail("`success` takes one of below, in and not_in") }
      test = new
    }
    guard let source, let test else {
      throw node.fail(
        "`success` needs `field` and one of below, in, not_in: {field: status, below: 400}")
    }
    return FormatMapping.Success(source: source, test: test)
  }
}

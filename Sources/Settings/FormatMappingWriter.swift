import LogFormats
import SecurityModel

/// Writes mapped formats as the YAML from which `FormatMappingReader` reads them.
enum FormatMappingWriter {
  /// The `formats` section; without formats a commented example.
  static func lines(_ mappings: [FormatMapping]) -> [String] {
    let head = ["", "# Log formats of your own; every key: docs/formats.md."]
    guard !mappings.isEmpty else {
      return head + [
        "# formats:", "#   gateway:",
        "#     log_format: '$remote_addr - $remote_user [$time_local] \"$request\" $status"
          + " $body_bytes_sent $request_time'",
        "#   crm-audit:", "#     records: json",
        "#     recognize: [eventTime, actor.id]",
        "#     time: {from: eventTime, format: epoch_ms}",
        "#     fields: {user: actor.id, ip: client.ip, operation: {from: action, values: "
          + "{fetch: read}}}",
        "#     constants: {platform: salesforce, api: rest}",
        "#     success: {field: result, in: [ok]}",
      ]
    }
    return head + ["formats:"] + mappings.flatMap(lines)
  }

  private static func lines(_ mapping: FormatMapping) -> [String] {
    var out = ["  \(mapping.name):"]
    func add(_ key: String, _ value: String) { out.append("    \(key): \(value)") }
    if mapping.title != mapping.name { add("title", quoted(mapping.title)) }
    var fields = mapping.fields
    var hasTime = true
    switch mapping.records {
    case .json: add("records", "json")
    case .csv(let separator, let columns):
      add("records", "csv")
      if let separator {
        add("separator", separator == 0x09 ? "tab" : quoted(String(UnicodeScalar(separator))))
      }
      if !columns.isEmpty { add("columns", list(columns)) }
    case .lines(let template):
      add("log_format", quoted(template.text))
      let known = FormatMapping.known(of: template)
      if fields.starts(with: known.fields) { fields.removeFirst(known.fields.count) }
      hasTime = mapping.time != known.time
    }
    if !mapping.recognize.isEmpty { add("recognize", list(mapping.recognize)) }
    if hasTime { add("time", time(mapping.time)) }
    if !fields.isEmpty {
      out.append("    fields:")
      out += fields.map { "      \($0.target): \(field($0))" }
    }
    if !mapping.constants.isEmpty {
      out.append("    constants:")
      out += mapping.constants.map { "      \($0.target): \(quoted($0.value))" }
    }
    if let success = mapping.success { add("success", self.success(success)) }
    if !mapping.secrets.isEmpty { add("secrets", list(mapping.secrets)) }
    return out
  }

  private static func time(_ rule: TimeRule) -> String {
    let form: String
    switch rule.form {
    case .automatic: form = "auto"
    case .rfc3339: form = "rfc3339"
    case .epoch(let perSecond):
      form =
        switch perSecond {
        case 1: "epoch_s"
        case 1_000: "epoch_ms"
        case 1_000_000: "epoch_us"
        default: "epoch_ns"
        }
    case .pattern(let pattern): form = quoted(pattern.text)
    }
    return "{from: \(list(rule.sources)), format: \(form), zone: \(quoted(rule.zone.name))}"
  }

  private static func field(_ field: FieldMapping) -> String {
    let from = "from: \(list(field.sources))"
    switch field.conversion {
    case .copy, .requestLine, .address, .target: return list(field.sources)
    case .unit(let unit): return "{\(from), unit: \(unit.rawValue)}"
    case .words(let words):
      let pairs = words.map { "\(quoted($0.from)): \($0.to.isEmpty ? "~" : quoted($0.to))" }
      return "{\(from), values: {\(pairs.joined(separator: ", "))}}"
    case .list(let separator):
      return "{\(from), split: \(quoted(String(UnicodeScalar(separator))))}"
    case .secret: return "{\(from), secret: true}"
    }
  }

  private static func success(_ success: FormatMapping.Success) -> String {
    let test =
      switch success.test {
      case .below(let limit): "below: \(ConfigurationReader.plain(limit))"
      case .isIn(let words): "in: \(list(words))"
      case .isNotIn(let words): "not_in: \(list(words))"
      }
    return "{field: \(quoted(success.source)), \(test)}"
  }

  private static func list(_ items: [String]) -> String {
    "[" + items.map(quoted).joined(separator: ", ") + "]"
  }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).text }
}

import LogFormats

/// The formats that are fuzzed: those of the registry, and mappings as users write them.
enum Targets {
  static let all: [any LogFormat] = LogFormatRegistry.all + mapped

  /// The byte that chooses a format: FNV-1a of its name, as in `seed-corpus.py`.
  static func byte(of name: String) -> UInt8 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return 0x80 | UInt8(truncatingIfNeeded: value & 0x7F)
  }

  private static let mapped: [any LogFormat] = {
    var mappings: [FormatMapping] = []
    let fields = [
      FieldMapping("user", ["actor.id", "user"]), FieldMapping("ip", ["client.ip", "ip"]),
      FieldMapping("rows", ["rows"]), FieldMapping("uri", ["uri"]), FieldMapping("mfa", ["mfa"]),
      FieldMapping("objects", ["types"], .list(separator: 0x2C)),
      FieldMapping("duration_ms", ["took"], .unit(.seconds)),
      FieldMapping("token_id", ["key"], .secret),
      FieldMapping(
        "operation", ["action"],
        .words([.init(from: "fetch", to: "read"), .init(from: "*", to: "list")])),
    ]
    var json = FormatMapping(
      name: "mapped-json", records: .json, time: TimeRule(["time"]), fields: fields)
    json.success = .init(source: "state", test: .isIn(["ok"]))
    json.secrets = ["secret"]
    mappings.append(json)
    if let pattern = try? TimePattern("%d.%m.%Y %H:%M:%S") {
      mappings.append(
        FormatMapping(
          name: "mapped-csv", records: .csv(separator: nil, columns: []),
          time: TimeRule(["time"], .pattern(pattern)), fields: fields))
    }
    if let template = try? LineTemplate(
      #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "#
        + #""$http_referer" "$http_user_agent" "$http_x_forwarded_for" $request_time"#)
    {
      let known = FormatMapping.known(of: template)
      if let time = known.time {
        mappings.append(
          FormatMapping(
            name: "mapped-lines", records: .lines(template), time: time, fields: known.fields))
      }
    }
    return mappings.map { MappedFormat($0) }
  }()
}

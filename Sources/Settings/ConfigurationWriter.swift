public import SecurityModel

/// Writes the effective configuration as commented YAML that can be read back.
public enum ConfigurationWriter {
  /// The YAML text; every tunable is listed with its unit, help and, where changed, its default.
  public static func yaml(_ configuration: Configuration, detectors: [DetectorRow]) -> String {
    var lines = [
      "# crmwatch configuration: every setting with its present value.",
      "# Delete what you don't change; what is missing has its default.", "",
      "# Time zone for hours of day and weekends: UTC, +02:00 or a name such as Europe/Berlin.",
      "timezone: \(quoted(configuration.timezone))", "",
      "# When people work.", "business_hours:",
    ]
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let hours = configuration.businessHours
    lines += [
      "  days: [" + hours.days.map { names[$0] }.joined(separator: ", ") + "]",
      "  from: \"\(clock(hours.from))\"", "  to: \"\(clock(hours.to))\"", "",
      "# Days that rollups and closed findings are kept.",
      "retention_days: \(configuration.retentionDays)", "",
      "# Calls a day the organisation may make when the log doesn't tell; 0 = unknown.", "quota:",
      "  daily_api_calls: \(configuration.dailyQuota)", "", "# Names that detectors look for.",
      "lists:",
    ]
    for name in Configuration.knownLists {
      let items = (configuration.lists[name] ?? []).map(quoted).joined(separator: ", ")
      lines.append("  \(name): [\(items)]")
    }
    lines += ["", "# The dashboard.", "ui:", "  theme: \(quoted(configuration.interface.theme))"]
    lines += [
      "  charset: \(configuration.interface.charset) # auto, unicode, block, ascii",
      "  mouse: \(configuration.interface.mouse)", "  bell: \(configuration.interface.bell)", "",
      "# Detectors: switch one off with `enabled: false`.", "detectors:",
    ]
    for row in detectors { lines += detector(row, configuration) }
    if let registry = configuration.registry {
      lines += ["", "# Declared integrations.", "registry: \(quoted(registry))"]
    }
    if !configuration.networks.isEmpty {
      lines += [
        "", "networks: [" + configuration.networks.map(quoted).joined(separator: ", ") + "]",
      ]
    }
    if !configuration.sources.isEmpty {
      lines += ["", "sources: [" + configuration.sources.map(quoted).joined(separator: ", ") + "]"]
    }
    lines += FormatMappingWriter.lines(configuration.formats)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func detector(_ row: DetectorRow, _ configuration: Configuration) -> [String] {
    var lines = ["  # \(row.title): \(row.summary)", "  \(row.id):"]
    lines.append("    enabled: \(!configuration.disabled.contains(row.id))")
    for tunable in row.tunables {
      let value = configuration.tunables[row.id]?[tunable.key]
      let note = value == nil ? "" : " (default \(ConfigurationReader.plain(tunable.value)))"
      lines.append(
        "    \(tunable.key): \(ConfigurationReader.plain(value ?? tunable.value))"
          + " # \(tunable.unit); \(tunable.help)\(note)")
    }
    return lines
  }

  private static func clock(_ minutes: Int) -> String {
    let hour = minutes / 60
    let minute = minutes % 60
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
  }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).text }
}

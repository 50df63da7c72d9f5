public import SecurityModel

/// Writes the effective configuration as commented YAML that can be read back.
public enum ConfigurationWriter {
  /// The YAML text; every tunable is listed with its unit, help and, where changed, its default.
  /// - Parameter lists: what stands for lists that the configuration doesn't name.
  public static func yaml(
    _ configuration: Configuration, detectors: [DetectorRow], lists: [String: [String]] = [:]
  ) -> String {
    var lines = [
      "# crmwatch configuration: every setting with its present value.",
      "# Delete what you don't change; what is missing has its default.", "",
      "# Time zone for hours of day and weekends: UTC, +02:00 or a name such as Europe/Berlin.",
      "timezone: \(quoted(configuration.timezone))", "",
      "# Zones of vendors: when their clocks change, schedules that move along are no alarm.",
      "other_timezones: ["
        + configuration.otherTimezones.map(quoted).joined(separator: ", ") + "]", "",
      "# When people work; kept for TIM-002 (outside business hours), which isn't built yet: nothing",
      "# uses it so far.", "business_hours:",
    ]
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let hours = configuration.businessHours
    lines += [
      "  days: [" + hours.days.map { names[$0] }.joined(separator: ", ") + "]",
      "  from: \"\(clock(hours.from))\"", "  to: \"\(clock(hours.to))\"", "",
      "# Days that volumes and closed findings are kept, when `crmwatch store prune` is run.",
      "retention_days: \(configuration.retentionDays)", "",
      "# Calls a day the organisation may make when the log doesn't tell; 0 = unknown. VOL-006 and",
      "# the inventory measure by it.", "quota:",
      "  daily_api_calls: \(configuration.dailyQuota)", "",
      "# Names to look for. Detectors use vip and sensitive_objects; rules use any, as %name%.",
      "lists:",
    ]
    let own = configuration.lists.keys.filter { !Configuration.knownLists.contains($0) }
    for name in Configuration.knownLists + own.sorted() {
      let items = (configuration.lists[name] ?? lists[name] ?? []).map(quoted).joined(
        separator: ", ")
      lines.append("  \(name): [\(items)]")
    }
    lines += ["", "# The dashboard.", "ui:", "  theme: \(quoted(configuration.interface.theme))"]
    lines += [
      "  charset: \(configuration.interface.charset) # auto, unicode, block, ascii",
      "  mouse: \(configuration.interface.mouse)", "  bell: \(configuration.interface.bell)", "",
      "# Detectors: switch one off with `enabled: false`.", "detectors:",
    ]
    for row in detectors { lines += detector(row, configuration) }
    lines += rulesAndFiles(configuration)
    lines += FormatMappingWriter.lines(configuration.formats)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Rules and the files that are read; paths count from the folder that crmwatch is started in.
  private static func rulesAndFiles(_ configuration: Configuration) -> [String] {
    func list(_ items: [String]) -> String {
      "[" + items.map(quoted).joined(separator: ", ") + "]"
    }
    return [
      "", "# Sigma rules of your own: files and folders, and ids of rules that are switched off.",
      "rules:", "  paths: \(list(configuration.rules))",
      "  disabled: \(list(configuration.disabledRules))", "",
      "# Declared integrations (YAML); ~ = none.",
      "registry: \(configuration.registry.map(quoted) ?? "~")", "",
      "# What networks are: MaxMind databases (.mmdb) and CSV lists.",
      "networks: \(list(configuration.networks))", "",
      "# What watch and collect read when no SOURCE is named.",
      "sources: \(list(configuration.sources))",
    ]
  }

  private static func detector(_ row: DetectorRow, _ configuration: Configuration) -> [String] {
    var lines = ["  # \(row.title): \(row.summary)", "  \(row.id):"]
    lines.append("    enabled: \(!configuration.disabled.contains(row.id))")
    for tunable in row.tunables {
      let value = configuration.tunables[row.id]?[tunable.key]
      let note =
        value == nil || value == tunable.value
        ? "" : " (default \(ConfigurationReader.plain(tunable.value)))"
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

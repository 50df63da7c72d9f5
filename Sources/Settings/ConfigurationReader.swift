public import SecurityModel

/// Reads the configuration file. Unknown keys, wrong types and values out of range are errors with
/// line and column; nothing is silently ignored.
public enum ConfigurationReader {
  private static let keys = [
    "detectors", "lists", "business_hours", "timezone", "other_timezones", "retention_days",
    "quota", "registry", "networks", "sources", "rules", "ui", "response", "formats",
  ]

  /// The configuration of a YAML text.
  /// - Parameter detectors: rows of the detectors that may be tuned.
  /// - Throws: `SettingsError` at the first mistake.
  public static func parse(
    _ text: String, file: String, detectors: [DetectorRow]
  ) throws(SettingsError) -> Configuration {
    var configuration = Configuration()
    guard let root = try NodeReader.root(text, file: file) else { return configuration }
    for (key, at, value) in try root.entries() {
      switch key {
      case "detectors": try readDetectors(value, detectors, &configuration)
      case "lists":
        for (name, at, list) in try value.entries() {
          // Rules may use lists of any name; detectors only the known ones.
          guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_-".contains($0) })
          else {
            throw at.fail("`\(name)` can't name a list; use letters, digits, `_` and `-`")
          }
          let known = Configuration.knownLists
          // A name next to a known one is more likely a slip than a list for rules.
          if !known.contains(name), known.contains(where: { Suggestion.distance(name, $0) == 1 }) {
            throw value.unknown(name, at: at, known: known)
          }
          configuration.lists[name] = try list.strings()
        }
      case "business_hours": configuration.businessHours = try businessHours(value)
      case "timezone":
        configuration.timezone = try value.string()
        guard TimeZones.offsetMinutes(configuration.timezone) != nil else {
          throw value.fail("unknown time zone `\(configuration.timezone)`; \(TimeZones.remedy)")
        }
      case "other_timezones":
        configuration.otherTimezones = try value.strings()
        for zone in configuration.otherTimezones where TimeZones.offsetMinutes(zone) == nil {
          throw value.fail("unknown time zone `\(zone)`; \(TimeZones.remedy)")
        }
      case "retention_days":
        let days = try value.integer()
        guard days >= 1, days <= 36_500 else {
          throw value.fail("`retention_days` must be 1 to 36500")
        }
        configuration.retentionDays = Int(days)
      case "quota":
        for (name, at, number) in try value.entries() {
          guard name == "daily_api_calls" else {
            throw value.unknown(name, at: at, known: ["daily_api_calls"])
          }
          let calls = try number.integer()
          guard calls >= 0 else { throw number.fail("`daily_api_calls` can't be negative") }
          configuration.dailyQuota = calls
        }
      case "registry": configuration.registry = value.isNull ? nil : try value.word()
      case "networks": configuration.networks = try value.words()
      case "sources": configuration.sources = try value.words()
      case "rules":
        for (name, at, items) in try value.entries() {
          switch name {
          case "paths": configuration.rules = try items.words()
          case "disabled": configuration.disabledRules = try items.strings()
          default: throw value.unknown(name, at: at, known: ["paths", "disabled"])
          }
        }
      case "ui": configuration.interface = try interface(value)
      case "formats": configuration.formats = try FormatMappingReader.mappings(value)
      case "response":
        // A silent setting would be a response that somebody relies on and that never comes.
        throw at.fail(
          "`response` is not supported: nothing is done to a credential, nor told to another "
            + "program, until there is VOL-007 (circuit breaker advice); remove it, and act on "
            + "`crmwatch findings export` meanwhile")
      case "integrations":
        throw at.fail(
          "`integrations` belongs to a registry, not to the configuration: name this file with "
            + "--registry or `registry:`")
      default: throw root.unknown(key, at: at, known: keys)
      }
    }
    return configuration
  }

  private static func readDetectors(
    _ value: NodeReader, _ rows: [DetectorRow], _ configuration: inout Configuration
  ) throws(SettingsError) {
    for (id, at, settings) in try value.entries() {
      guard let row = rows.first(where: { $0.id == id }) else {
        throw at.fail(
          "unknown detector `\(id)`" + Suggestion.phrase(for: id, among: rows.map(\.id)))
      }
      for (key, keyAt, number) in try settings.entries() {
        if key == "enabled" {
          if try !number.bool() { configuration.disabled.append(id) }
          continue
        }
        guard let tunable = row.tunables.first(where: { $0.key == key }) else {
          throw settings.unknown(key, at: keyAt, known: row.tunables.map(\.key) + ["enabled"])
        }
        let wanted = try number.number()
        guard tunable.range.contains(wanted) else {
          throw number.fail(
            "`\(key)` of \(id) must be \(plain(tunable.range.lowerBound)) to "
              + "\(plain(tunable.range.upperBound)) \(tunable.unit)")
        }
        configuration.tunables[id, default: [:]][key] = wanted
      }
    }
  }

  private static func businessHours(
    _ value: NodeReader
  ) throws(SettingsError) -> Configuration.BusinessHours {
    var hours = Configuration.BusinessHours()
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let whole = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    for (key, at, setting) in try value.entries() {
      switch key {
      case "days":
        hours.days = []
        for element in try setting.elements() {
          let word = try element.string().lowercased()
          guard let day = names.firstIndex(of: word) ?? whole.firstIndex(of: word) else {
            throw element.fail(
              "`\(word)` is not a day; known: " + names.joined(separator: ", "))
          }
          guard !hours.days.contains(day) else { throw element.fail("`\(word)` given twice") }
          hours.days.append(day)
        }
      case "from": hours.from = try minutes(setting)
      case "to": hours.to = try minutes(setting)
      default: throw value.unknown(key, at: at, known: ["days", "from", "to"])
      }
    }
    guard hours.from < hours.to else {
      throw value.fail("`business_hours` must end after they begin")
    }
    return hours
  }

  private static func minutes(_ value: NodeReader) throws(SettingsError) -> Int {
    let text = try value.string()
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), hour >= 0,
      minute >= 0, minute < 60, hour * 60 + minute <= 24 * 60
    else { throw value.fail("`\(text)` is not a time of day; write it as \"08:30\"") }
    return hour * 60 + minute
  }

  private static func interface(
    _ value: NodeReader
  ) throws(SettingsError) -> Configuration.Interface {
    var interface = Configuration.Interface()
    for (key, at, setting) in try value.entries() {
      switch key {
      case "theme": interface.theme = try setting.word()
      case "charset":
        interface.charset = try setting.string()
        let known = ["auto", "unicode", "block", "ascii"]
        guard known.contains(interface.charset) else {
          throw setting.fail(
            "unknown charset `\(interface.charset)`"
              + Suggestion.phrase(for: interface.charset, among: known))
        }
      case "mouse": interface.mouse = try setting.bool()
      case "bell": interface.bell = try setting.bool()
      default: throw value.unknown(key, at: at, known: ["theme", "charset", "mouse", "bell"])
      }
    }
    return interface
  }

  static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}

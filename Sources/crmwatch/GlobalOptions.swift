import ArgumentParser
import Detection
import LogFormats
import Inventory
import Networks
import Runtime
import SecurityModel
import Settings
import SigmaRules
import Storage

/// The options that every subcommand takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .long, help: "The store (default: $XDG_DATA_HOME/crmwatch/crmwatch.db).")
  var store: String?

  @Option(
    name: .long, help: "Configuration file (default: $XDG_CONFIG_HOME/crmwatch/config.yaml).")
  var config: String?

  @Option(name: .long, help: "Declared integrations and announced activity (YAML).")
  var registry: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What networks are: .mmdb, or CSV: network,kind,asn,org,country. Repeatable.",
      valueName: "file"))
  var networks: [String] = []

  @Option(name: .long, help: "Folder or file of Sigma rules of your own. Repeatable.")
  var rules: [String] = []

  @Option(name: .long, help: "Announced activity (JSON Lines): recorded, not alerted.")
  var expected: String?

  @Option(name: .long, help: "Colours: auto, always, never, 16, 256 or direct.")
  var color: String = "auto"

  @Flag(name: .long, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(name: .long, help: "Say more on standard error.")
  var verbose = false

  @Option(name: .long, help: "Write the log to this file.")
  var logFile: String?

  /// Refuses, whatever the command, a choice of colours that does not exist and a log that can't be
  /// written.
  func validate() throws {
    guard Console.colorChoices.contains(color) else {
      throw ValidationError(
        "--color: unknown choice `\(color)`; known: "
          + Console.colorChoices.joined(separator: ", "))
    }
    guard let logFile else { return }
    if let problem = LogFile.open(logFile) {
      throw ValidationError("--log-file: can't write \(logFile): \(problem)")
    }
  }

  /// Path of the store.
  var storePath: String { store ?? Paths.store }

  /// The effective configuration.
  func configuration() throws -> Configuration {
    let path = config ?? Paths.environment("CRMWATCH_CONFIG") ?? Paths.configuration
    guard let text = try TextFile.read(path, required: config != nil) else {
      return Configuration()
    }
    do {
      return try ConfigurationReader.parse(
        text, file: path, detectors: DetectorRegistry.all.map { $0.row })
    } catch {
      throw Failure(.configuration, error.text)
    }
  }

  /// The built-in formats and those of the configuration.
  func formats() throws -> FormatCatalog { FormatCatalog(try configuration().formats) }

  /// What detection needs from configuration, registry, lists and announcements.
  func engineSettings(_ configuration: Configuration) throws -> EngineSettings {
    var settings = EngineSettings()
    settings.tunables = configuration.tunables
    settings.disabled = Set(configuration.disabled)
    settings.vip = Set((configuration.lists["vip"] ?? []).map { $0.lowercased() })
    if let sensitive = configuration.lists["sensitive_objects"] {
      settings.sensitiveObjects = Set(sensitive.map { $0.lowercased() })
    }
    settings.dailyQuota = configuration.dailyQuota
    // The reader has refused zones that aren't known.
    settings.utcOffsetMinutes = TimeZones.offsetMinutes(configuration.timezone) ?? 0
    settings.clockChanges = Set(
      ([configuration.timezone] + configuration.otherTimezones)
        .flatMap(TimeZones.clockChanges).map { ClockChange(at: $0.at, minutes: $0.minutes) }
    ).sorted { ($0.at, $0.minutes) < ($1.at, $1.minutes) }
    if let path = registry ?? configuration.registry {
      let text = try TextFile.read(path, required: true) ?? ""
      do {
        let known = try RegistryReader.registry(text, file: path)
        settings.registrations = known.registrations
        settings.expected = known.announcements
      } catch { throw Failure(.configuration, error.text) }
      settings.hasRegistry = true
    }
    settings.networks = try NetworkFiles.table(networks + configuration.networks)
    if let path = expected {
      let text = try TextFile.read(path, required: true) ?? ""
      do {
        settings.expected += try ExpectedActivityReader.parse(text, file: path)
      } catch { throw Failure(.configuration, error.text) }
    }
    return settings
  }

  /// Tells a pipeline which rules of the analyst's own to use.
  func addRules(to ingest: inout IngestOptions, _ configuration: Configuration) throws {
    let paths = rules + configuration.rules
    do {
      _ = try RuleFolder.files(paths)
    } catch { throw Failure(.noInput, error.description) }
    ingest.rulePaths = paths
    ingest.ruleLists = configuration.lists
    ingest.disabledRules = Set(configuration.disabledRules)
  }

  /// Opens the store.
  func openStore(_ role: StoreRole) throws -> SQLiteStore {
    do {
      return try SQLiteStore.open(
        path: storePath, role: role, newSecret: role == .collector ? Secrets.random() : nil,
        now: WallClock.system.now())
    } catch { throw Failure(error) }
  }
}

extension GlobalOptions {
  /// Opens the store to look at it and to work on findings, runs `body`, and closes it.
  func withStore(_ body: (SQLiteStore) throws -> Void) throws {
    let store = try openStore(.viewer)
    defer { store.close() }
    try body(store)
  }

  /// What standard output can show.
  func console() throws -> Console { try Console(color: color) }

  /// The wall-clock time.
  var now: Timestamp { WallClock.system.now() }

  /// Registrations of the registry that is named on the command line or in the configuration; nil
  /// when there is none.
  func registrations() throws -> [Registration]? {
    guard let path = try registry ?? configuration().registry else { return nil }
    let text = try TextFile.read(path, required: true) ?? ""
    do throws(SettingsError) { return try RegistryReader.parse(text, file: path) } catch {
      throw Failure(.configuration, error.text)
    }
  }
}
